//! Nobody waits for the others: a result may not be there yet.

use crate::mp::{self, Array, Exception, Process, Run};

/// How many work.
const WORKERS: usize = 3;

pub fn main(_: &Run) -> Result<(), Exception> {
    let results = Array::new("results", &[0; WORKERS]); //~ results = Array(
    let mut workers = Vec::new();
    for number in 0..WORKERS {
        let results = results.clone();
        workers.push(Process::new("worker", move || worker(number, &results))); //~ Process(target=worker
    }
    for p in &workers {
        p.start()?; //~ p.start()
    }
    for p in &workers {
        p.join()?; //~ p.join()
    }
    Ok(())
}

fn worker(number: usize, results: &Array) -> Result<(), Exception> {
    results.set(number, number as i64 + 1)?; //~ results[number] = number + 1
    let other = results.get((number + 1) % WORKERS)?; //~ other = results[
    mp::print(format!("the other has {other}")); //~ print('the other has'
    Ok(())
}

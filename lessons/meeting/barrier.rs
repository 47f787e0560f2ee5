//! Nobody goes on before all have come: then every result is there.

use crate::mp::{self, Array, Barrier, Exception, Process, Run};

/// How many work.
const WORKERS: usize = 3;

pub fn main(_: &Run) -> Result<(), Exception> {
    let results = Array::new("results", &[0; WORKERS]); //~ results = Array(
    let meet = Barrier::new("meet", WORKERS as u32); //~ meet = Barrier(
    let mut workers = Vec::new();
    for number in 0..WORKERS {
        let results = results.clone();
        workers.push(Process::new("worker", move || worker(number, &results, meet))); //~ Process(target=worker
    }
    for p in &workers {
        p.start()?; //~ p.start()
    }
    for p in &workers {
        p.join()?; //~ p.join()
    }
    Ok(())
}

fn worker(number: usize, results: &Array, meet: Barrier) -> Result<(), Exception> {
    results.set(number, number as i64 + 1)?; //~ results[number] = number + 1
    meet.wait()?; //~ meet.wait()
    let other = results.get((number + 1) % WORKERS)?; //~ other = results[
    mp::print(format!("the other has {other}")); //~ print('the other has'
    Ok(())
}

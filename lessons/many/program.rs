//! A master and its workers.

use crate::mp::{self, Exception, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (join, pause) = (run.word("join"), run.number("pause"));
    let mut workers = Vec::new();
    for number in 1..=run.knob("n") {
        let p = Process::new("worker", move || worker(number, pause)); //~ p = Process(
        p.start()?; //~ p.start()
        if join == "inside" {
            p.join()?; //~ p.join()
        }
        workers.push(p);
    }
    if join == "after" {
        for w in &workers {
            w.join()?; //~ w.join()
        }
    }
    mp::print("master has no more to do"); //~ print("master
    Ok(())
}

fn worker(number: i64, pause: f64) {
    mp::print(format!("worker {number} begins")); //~ "begins"
    mp::sleep(pause); //~ time.sleep(PAUSE)
    mp::print(format!("worker {number} ends")); //~ "ends"
}

//! Two processes with two threads each: what threads share, and processes do not.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::mp::{self, Exception, Process, Run, Thread};

static SEEN: Mutex<Vec<&str>> = Mutex::new(Vec::new());

pub fn main(run: &Run) -> Result<(), Exception> {
    let (rounds, pause) = (run.knob("rounds"), run.number("pause"));
    let processes = [0; 2].map(|_| Process::new("work", move || work(rounds, pause))); //~ processes = [
    for process in &processes {
        process.start()?; //~ process.start()
    }
    for process in &processes {
        process.join()?; //~ process.join()
    }
    report();
    Ok(())
}

fn looping(name: &'static str, rounds: i64, pause: f64) {
    for _ in 0..rounds {
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).push(name); //~ seen.append
        mp::sleep(pause); //~ time.sleep(PAUSE)
    }
}

fn report() {
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let names: BTreeSet<&str> = seen.iter().copied().collect();
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    mp::print(format!("{} has seen {} [{}]", mp::getpid(), seen.len(), names.join(", "))); //~ print(os.getpid()
}

fn work(rounds: i64, pause: f64) {
    let thread = |name| Thread::new("loop", move || looping(name, rounds, pause)).named(name);
    let mut threads = ["left", "right"].map(thread); //~ threads = [
    for thread in &mut threads {
        thread.start(); //~ thread.start()
    }
    for thread in &mut threads {
        thread.join(); //~ thread.join()
    }
    report();
}

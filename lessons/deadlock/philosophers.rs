//! Philosophers at a round table: a stick between each two, and everybody takes the left one first.

use crate::mp::{self, Exception, Lock, Process, Run};

/// How many sit there.
const PHILOSOPHERS: usize = 3;

pub fn main(run: &Run) -> Result<(), Exception> {
    let (pause, hold) = (run.number("pause"), run.number("hold"));
    let stick: Vec<Lock> = (0..PHILOSOPHERS).map(|_| Lock::new("stick")).collect(); //~ stick = [Lock()
    let mut table = Vec::new();
    for seat in 0..PHILOSOPHERS {
        let (left, right) = (stick[seat], stick[(seat + 1) % PHILOSOPHERS]);
        table.push(Process::new("philosopher", move || philosopher(left, right, hold))); //~ Process(target=philosopher
    }
    for p in &table {
        p.start()?; //~ p.start()
        mp::sleep(pause); //~ time.sleep(PAUSE)
    }
    for p in &table {
        p.join()?; //~ p.join()
    }
    mp::print("all have eaten"); //~ print('all have eaten'
    Ok(())
}

fn philosopher(left: Lock, right: Lock, hold: f64) {
    left.with(|| {
        //~ with left:
        mp::sleep(hold); //~ time.sleep(HOLD)
        right.with(|| {
            //~ with right:
            mp::print("eats"); //~ print('eats'
        });
    });
}

//! Two locks, taken by both in the same order.

use crate::mp::{self, Exception, Lock, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (pause, hold) = (run.number("pause"), run.number("hold"));
    let ann = Lock::new("ann"); //~ ann = Lock()
    let bob = Lock::new("bob"); //~ bob = Lock()
    let there = Process::new("transfer", move || transfer(ann, bob, hold)); //~ there = Process(
    let back = Process::new("transfer", move || transfer(ann, bob, hold)); //~ back = Process(
    there.start()?; //~ there.start()
    mp::sleep(pause); //~ time.sleep(PAUSE)
    back.start()?; //~ back.start()
    there.join()?; //~ there.join()
    back.join()?; //~ back.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn transfer(first: Lock, second: Lock, hold: f64) {
    first.with(|| {
        //~ with first:
        mp::sleep(hold); //~ time.sleep(HOLD)
        second.with(|| {
            //~ with second:
            mp::print("moved"); //~ print('moved'
        });
    });
}

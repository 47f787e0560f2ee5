//! Who holds the lock asks for it again, and has it: this lock knows its owner.

use crate::mp::{self, Exception, Process, RLock, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let lock = RLock::new("lock"); //~ lock = RLock()
    let p = Process::new("work", move || work(lock)); //~ p = Process(
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn note(lock: RLock) {
    lock.with(|| {
        //~ note: with lock:
        mp::print("noted"); //~ print('noted'
    });
}

fn work(lock: RLock) {
    lock.with(|| {
        //~ work: with lock:
        mp::print("working"); //~ print('working'
        note(lock);
    });
}

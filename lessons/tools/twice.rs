//! Who holds the lock asks for it again.

use crate::mp::{self, Exception, Lock, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let lock = Lock::new("lock"); //~ lock = Lock()
    let p = Process::new("work", move || work(lock)); //~ p = Process(
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn note(lock: Lock) {
    lock.with(|| {
        //~ note: with lock:
        mp::print("noted"); //~ print('noted'
    });
}

fn work(lock: Lock) {
    lock.with(|| {
        //~ work: with lock:
        mp::print("working"); //~ print('working'
        note(lock);
    });
}

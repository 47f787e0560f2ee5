//! A daemon thread waits for ever; its process does not wait for it.

use crate::mp::{self, Exception, Lock, Run, Thread};

pub fn main(_: &Run) -> Result<(), Exception> {
    let door = Lock::new("door"); //~ door = Lock()
    door.acquire(); //~ door.acquire()
    let mut thread = Thread::new("loop", move || looping(&door)).daemonic(); //~ thread = threading.Thread(
    thread.start(); //~ thread.start()
    mp::print("the main thread is through"); //~ print("the main thread
    Ok(())
}

fn looping(door: &Lock) {
    door.with(|| {
        //~ with door:
        mp::print("never printed"); //~ print("never
    });
}

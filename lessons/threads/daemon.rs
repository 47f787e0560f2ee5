//! A daemon thread waits for ever; its process does not wait for it.

use crate::mp::{self, Exception, Lock, Run, Thread};

pub fn main(_: &Run) -> Result<(), Exception> {
    let door = Lock::new("door"); //~ door = Lock()
    let here = Lock::new("here"); //~ here = Lock()
    door.acquire(); //~ lock.acquire()
    here.acquire(); //~ lock.acquire()
    let mut thread = Thread::new("loop", move || looping(&door, &here)).daemonic(); //~ thread = threading.Thread(
    thread.start(); //~ thread.start()
    here.acquire(); //~ here.acquire()
    mp::print("the main thread is through"); //~ print("the main thread
    Ok(())
}

fn looping(door: &Lock, here: &Lock) -> Result<(), Exception> {
    here.release()?; //~ here.release()
    door.with(|| {
        //~ with door:
        mp::print("never printed"); //~ print("never
    });
    Ok(())
}

//! The main thread has said its last line, and the process goes on: another thread is not through.

use crate::mp::{self, Exception, Lock, Run, Thread};

pub fn main(_: &Run) -> Result<(), Exception> {
    let door = Lock::new("door"); //~ door = Lock()
    door.acquire(); //~ door.acquire()
    let mut thread = Thread::new("loop", move || looping(&door)); //~ thread = threading.Thread(
    thread.start(); //~ thread.start()
    mp::print("the main thread is through"); //~ print("the main thread
    door.release() //~ door.release()
}

fn looping(door: &Lock) {
    door.with(|| {
        //~ with door:
        mp::print("the other thread is through"); //~ print("the other thread
    });
}

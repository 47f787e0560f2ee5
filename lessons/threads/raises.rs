//! An exception that nobody catches ends its thread, and nothing else.

use crate::mp::{self, Exception, Repr, Run, Thread};

pub fn main(_: &Run) -> Result<(), Exception> {
    let mut thread = Thread::new("loop", looping); //~ thread = threading.Thread(
    thread.start(); //~ thread.start()
    thread.join(); //~ thread.join()
    mp::print(format!("alive: {}", thread.is_alive().repr())); //~ print("alive:"
    Ok(())
}

fn looping() -> Result<(), Exception> {
    Err(Exception::new("ValueError", "nobody catches this"))
}

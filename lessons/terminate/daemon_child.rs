//! A daemon that wants a child of its own.

use crate::mp::{self, Exception, Process, Repr, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let d = Process::new("daemon", daemon).daemonic(); //~ d = Process(
    d.start()?; //~ d.start()
    d.join()?; //~ d.join()
    mp::print(format!("daemon {}", d.exitcode().repr())); //~ print("daemon"
    Ok(())
}

fn grandchild() {
    mp::print("never printed"); //~ print("never printed"
}

fn daemon() -> Result<(), Exception> {
    let p = Process::new("grandchild", grandchild); //~ p = Process(
    p.start() //~ p.start()
}

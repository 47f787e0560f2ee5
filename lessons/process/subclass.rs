//! A class with a `run` of its own.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let p = Process::new("ignored", ignored).named("greeter").subclass("Greeter", run); //~ p = Greeter(
    p.run(); //~ p.run()
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("end {}", p.exitcode().unwrap_or_default())); //~ print("end"
    Ok(())
}

fn ignored() {
    mp::print("never printed"); //~ print("never printed"
}

fn run(p: &Process) {
    mp::print(format!("run of {} in {}", p.name(), mp::getpid())); //~ print("run of"
}

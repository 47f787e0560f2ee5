//! A target without a name: a copy of the parent has it, and nobody else can be told of it.

use crate::mp::{self, Exception, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    for method in ["fork", "spawn"] {
        let hello = || mp::print("hello"); //~ target=lambda: print
        let p = Process::new("<lambda>", hello);
        let p = if method == "fork" { p.forked() } else { p.spawned(run) };
        let started = p.start().and_then(|()| {
            //~ p.start()
            p.join() //~ p.join()
        });
        if let Err(error) = started {
            mp::print(format!("{method} raises {}", error.class)); //~ print(method, "raises"
        }
    }
    Ok(())
}

//! No guard: the child that imports the program comes to the same `start()`, and may not.

use crate::mp::{self, Exception, Function, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let show = Function::new("show", |(): ()| {
        mp::print("shown"); //~ print("shown"
        Ok(())
    });
    mp::print(format!("this is {}", run.module())); //~ print("this is"
    let p = Process::calling(&show, &())?.spawned(run); //~ p = context.Process
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("the parent goes on after {}", p.exitcode().unwrap_or_default())); //~ print("the parent
    Ok(())
}

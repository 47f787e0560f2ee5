//! The first parameter is the group, and it must be None.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    // Python takes the function itself for the group; here its name stands for it.
    if let Err(error) = Process::in_group(Some("greet"), "", || ()) {
        //~ p = Process(greet)
        mp::print(format!("refused: {}", error.text)); //~ print("refused:"
    }
    let p = Process::in_group(None, "greet", greet)?; //~ p = Process(None, greet)
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("end {}", p.exitcode().unwrap_or_default())); //~ print("end"
    Ok(())
}

fn greet() {
    mp::print("hello"); //~ print("hello"
}

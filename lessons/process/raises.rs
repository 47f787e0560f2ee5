//! The child's target takes no argument, and is given one.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let p = Process::new("greet", || greet(&["test"])); //~ p = Process(
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("end {}", p.exitcode().unwrap_or_default())); //~ print("end"
    Ok(())
}

/// Rust would not compile a call with too many arguments; Python raises at the call.
fn greet(args: &[&str]) -> Result<(), Exception> {
    if !args.is_empty() {
        let text = format!("greet() takes 0 positional arguments but {} was given", args.len());
        return Err(Exception::new("TypeError", text));
    }
    mp::print("hello"); //~ print("hello"
    Ok(())
}

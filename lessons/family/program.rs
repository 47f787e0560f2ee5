//! One loop of forks, and a family.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (forks, guarded) = (run.knob("forks"), run.is_on("guarded"));
    let first = mp::getpid(); //~ first = os.getpid()
    for _ in 0..forks {
        if !guarded || mp::getpid() == first {
            mp::fork()?; //~ os.fork()
        }
    }
    mp::print("here I am"); //~ print("here I am"
    while mp::wait().is_ok() {} //~ os.wait()
    Ok(())
}

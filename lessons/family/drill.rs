//! A few forks, each for some of the family.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let mut pid = 1;
    for who in run.word("plan").split_whitespace() {
        let me = if pid > 0 { "parents" } else { "children" };
        if who == "all" || who == me {
            pid = mp::fork()?; //~ pid = os.fork()
        }
    }
    mp::print("here I am"); //~ print("here I am"
    while mp::wait().is_ok() {} //~ os.wait()
    Ok(())
}

//! Three forks, each for some of the family.

use crate::mp::{self, Exception, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let mut pid = 1;
    for who in ["all", "parents", "children"] {
        if who == "all" || (who == "parents") == (pid > 0) {
            pid = mp::fork()?; //~ pid = os.fork()
        }
    }
    mp::print("here I am"); //~ print("here I am"
    while mp::wait().is_ok() {} //~ os.wait()
    Ok(())
}

//! One call, two returns.

use crate::mp::{self, Exception, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    mp::print("A"); //~ print("A", flush=True)
    let pid = mp::fork()?; //~ pid = os.fork()
    mp::print(format!("B {pid}")); //~ print("B", pid, flush=True)
    if pid > 0 {
        mp::wait()?; //~ os.wait()
    }
    Ok(())
}

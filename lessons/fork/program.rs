//! One call, two returns.

use crate::mp::{self, Run};

pub fn main(run: &Run) {
    run.print("A"); //~ print("A", flush=True)
    let pid = mp::fork(run); //~ pid = os.fork()
    run.print(format!("B {pid}")); //~ print("B", pid, flush=True)
    if pid > 0 {
        mp::wait(run); //~ os.wait()
    }
}

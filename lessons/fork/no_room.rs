//! The kernel refuses to make a child.

use crate::mp::{self, Run};

pub fn main(run: &Run) {
    mp::allow_no_more_processes(run); //~ resource.setrlimit(
    run.print("A"); //~ print("A", flush=True)
    match mp::try_fork(run) {
        //~ pid = os.fork()
        Ok(pid) => run.print(format!("B {pid}")), //~ print("B", pid, flush=True)
        Err(error) => run.print(format!("no room: {error}")), //~ print("no room:"
    }
}

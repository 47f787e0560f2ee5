//! The kernel refuses to make a child.

use nix::sys::resource::{Resource, setrlimit};
use nix::unistd::{Uid, getuid, setuid};

use crate::mp::{self, Exception, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    if getuid().is_root() {
        setuid(Uid::from_raw(65534)).map_err(Exception::os)?;
    }
    setrlimit(Resource::RLIMIT_NPROC, 0, 0).map_err(Exception::os)?;

    mp::print("A"); //~ print("A", flush=True)
    match mp::fork() {
        //~ pid = os.fork()
        Ok(pid) => mp::print(format!("B {pid}")), //~ print("B", pid, flush=True)
        Err(error) => mp::print(format!("no room: {}", error.class)), //~ print("no room:"
    }
    Ok(())
}

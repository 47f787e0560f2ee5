//! A child ends; its parent looks, then waits.

use std::path::Path;

use crate::mp::{self, Exception, Repr, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        mp::print("child ends"); //~ print("child ends"
        mp::os_exit(run.knob("code") as i32); //~ os._exit(CODE)
    }

    while state(pid) != Some('Z') {
        mp::sleep(0.1); //~ time.sleep(0.1)
    }
    mp::print("ended, and still in the table: Z"); //~ print("ended
    mp::sleep(run.number("pause")); //~ time.sleep(PAUSE)
    let (_, status) = mp::waitpid(pid)?; //~ _, status = os.waitpid(pid, 0)
    mp::print(format!("exit code {status}")); //~ print("exit code"
    let there = Path::new(&format!("/proc/{pid}")).exists();
    mp::print(format!("in the table: {}", there.repr())); //~ print("in the table:"
    Ok(())
}

/// The letter behind the name in `/proc/PID/stat`.
fn state(pid: i32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.trim().chars().next()
}

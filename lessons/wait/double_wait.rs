//! The same child is waited for twice.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        mp::os_exit(run.knob("code") as i32); //~ os._exit(CODE)
    }

    let (_, status) = mp::waitpid(pid)?; //~ _, status = os.waitpid(pid, 0)
    mp::print(format!("exit code {status}")); //~ print("exit code"
    let again = mp::waitpid(pid); //~ os.waitpid(pid, 0)  # once more
    if let Err(error) = again {
        mp::print(format!("once more: {}", error.class)); //~ print("once more:"
    }
    Ok(())
}

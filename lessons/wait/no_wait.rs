//! The parent never waits.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        mp::os_exit(run.knob("code") as i32); //~ os._exit(CODE)
    }

    for _ in 0..3 {
        mp::print("too busy to wait"); //~ print("too busy to wait"
        mp::sleep(run.number("pause")); //~ time.sleep(PAUSE)
    }
    Ok(())
}

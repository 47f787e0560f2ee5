//! The parent ends before its child.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let parent = mp::getpid(); //~ parent = os.getpid()
    if mp::fork()? == 0 {
        //~ if os.fork() == 0:
        while mp::getppid() == parent {
            mp::sleep(0.4); //~ time.sleep(0.4)
        }
        mp::print(format!("my parent is now {}", mp::getppid())); //~ print("my parent is now"
        mp::os_exit(0); //~ os._exit(0)
    }

    mp::sleep(run.number("pause")); //~ time.sleep(PAUSE)
    mp::print(format!("parent {parent} ends without waiting")); //~ print("parent"
    Ok(())
}

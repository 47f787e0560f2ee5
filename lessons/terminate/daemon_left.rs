//! A parent that ends without its orderly end leaves its daemons behind.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let parent = mp::getpid();
    let p = Process::new("ticker", move || ticker(parent)).daemonic(); //~ p = Process(
    p.start()?; //~ p.start()
    mp::sleep(0.5); //~ time.sleep(0.5)
    mp::print("parent leaves at once"); //~ print("parent leaves
    mp::os_exit(0); //~ os._exit(0)
}

fn ticker(parent: i32) {
    while mp::getppid() == parent {
        mp::sleep(0.1); //~ time.sleep(0.1)
    }
    mp::print("parent is gone, I am not"); //~ print("parent is gone
}

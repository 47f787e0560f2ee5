//! What children are called.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let children = [
        Process::new("branch", branch),          //~ Process(target=branch)
        Process::new("leaf", leaf).named("Bob"), //~ Process(target=leaf, name="Bob")
        Process::new("leaf", leaf).forked(),     //~ get_context("fork")
    ];
    for child in children {
        child.start()?; //~ child.start()
        child.join()?; //~ child.join()
    }
    Ok(())
}

fn leaf() {
    mp::print(mp::current_name()); //~ print(current_process().name
}

fn branch() -> Result<(), Exception> {
    leaf(); //~ branch: leaf()
    let p = Process::new("leaf", leaf); //~ p = Process(target=leaf)
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    Ok(())
}

//! Asking whether a child is alive collects it once it has ended.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let p = Process::new("brief", brief); //~ p = Process(
    p.start()?; //~ p.start()
    mp::sleep(1.0); //~ time.sleep(1)
    while p.is_alive() {
        //~ while p.is_alive():
        mp::sleep(0.1); //~ time.sleep(0.1)
    }
    mp::print(format!("end {}", p.exitcode().unwrap_or_default())); //~ print("end"
    Ok(())
}

fn brief() {
    mp::print("that was all"); //~ print("that was all"
}

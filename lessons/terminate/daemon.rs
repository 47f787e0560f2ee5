//! A daemonic child is ended at its parent's orderly end.

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let p = Process::new("ticker", ticker).daemonic(); //~ p = Process(
    p.start()?; //~ p.start()
    mp::sleep(0.7); //~ time.sleep(0.7)
    mp::print("parent comes to its end"); //~ print("parent
    Ok(())
}

fn ticker() {
    for number in 0..100 {
        mp::print(format!("tick {number}")); //~ print("tick"
        mp::sleep(0.2); //~ time.sleep(0.2)
    }
}

//! Waiting for a pool that more tasks may come to.

use crate::mp::{self, Exception, Function, Pool, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let cross = Function::new("cross", cross);

    let pool = Pool::new("pool", Some(run.knob("workers") as u32))?; //~ pool = Pool(
    for person in 0..run.knob("tasks") {
        pool.apply_async(&cross, person)?; //~ pool.apply_async(
    }
    if let Err(error) = pool.join() {
        mp::print(error.to_string()); //~ print("ValueError:"
    }
    pool.close(); //~ pool.close()
    pool.join()?; //~ now it may
    mp::print("all are across"); //~ print("all are
    Ok(())
}

fn cross(person: i64) -> Result<(), Exception> {
    mp::print(format!("{person} boards {}", mp::getpid())); //~ boards {os
    mp::sleep(0.8); //~ time.sleep(
    mp::print(format!("{person} is across")); //~ is across
    Ok(())
}

//! Leaving `with` ends the pool, whatever it is doing.

use crate::mp::{self, Exception, Function, Pool, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let cross = Function::new("cross", cross);

    let pool = Pool::new("pool", Some(run.knob("workers") as u32))?; //~ with Pool(
    pool.with(|pool| {
        //~ with Pool(
        for person in 0..run.knob("tasks") {
            pool.apply_async(&cross, person)?; //~ pool.apply_async(
        }
        mp::sleep(0.5); //~ time.sleep(0.5)
        Ok(())
    })?;
    mp::print("the boats are gone"); //~ print("the boats
    Ok(())
}

fn cross(person: i64) -> Result<(), Exception> {
    mp::print(format!("{person} boards {}", mp::getpid())); //~ boards {os
    mp::sleep(60.0); //~ time.sleep(60)
    mp::print(format!("{person} is across")); //~ is across
    Ok(())
}

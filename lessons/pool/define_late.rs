//! A function that the workers were forked too early to know.

use crate::mp::{self, Exception, Function, Pool, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pool = Pool::new("pool", Some(run.knob("workers") as u32))?; //~ pool = Pool(

    let cross = Function::new("cross", cross);

    let people: Vec<i64> = (0..run.knob("tasks")).collect();
    pool.map(&cross, &people)?; //~ pool.map(
    mp::print("all are across"); //~ print("all are
    Ok(())
}

fn cross(person: i64) -> Result<(), Exception> {
    mp::print(format!("{person} boards {}", mp::getpid())); //~ boards {os
    mp::sleep(0.8); //~ time.sleep(
    mp::print(format!("{person} is across")); //~ is across
    Ok(())
}

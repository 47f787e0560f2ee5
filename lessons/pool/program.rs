//! Few workers, many tasks.

use crate::mp::{self, Exception, Function, Pool, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let run = run.clone();
    let size = if run.is_on("default-size") { None } else { Some(run.knob("workers") as u32) };
    let tasks = run.knob("tasks");
    let cross = Function::new("cross", move |person| cross(person, &run));

    let pool = Pool::new("pool", size)?; //~ pool = Pool(
    for person in 0..tasks {
        pool.apply_async(&cross, person)?; //~ pool.apply_async(
    }
    pool.close(); //~ pool.close()
    mp::print("nobody else is coming"); //~ print("nobody else
    pool.join()?; //~ pool.join()
    mp::print("all are across"); //~ print("all are
    Ok(())
}

fn cross(person: i64, run: &Run) -> Result<(), Exception> {
    mp::print(format!("{person} boards {}", mp::getpid())); //~ boards {os
    mp::sleep(seconds(person, run)); //~ time.sleep(
    mp::print(format!("{person} is across")); //~ is across
    Ok(())
}

fn seconds(person: i64, run: &Run) -> f64 {
    match (run.word("lengths"), person) {
        ("equal", _) => 1.6,
        (_, 0) => 0.8,
        _ => 2.4,
    }
}

//! One task more, when the pool has been closed.

use crate::mp::{self, Exception, Function, Pool, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let tasks = run.knob("tasks");
    let cross = Function::new("cross", cross);

    let pool = Pool::new("pool", Some(run.knob("workers") as u32))?; //~ pool = Pool(
    for person in 0..tasks {
        pool.apply_async(&cross, person)?; //~ pool.apply_async(cross, (person,))
    }
    pool.close(); //~ pool.close()
    match pool.apply_async(&cross, tasks) {
        //~ pool.apply_async(cross, (TASKS,))
        Ok(_) => {}
        Err(error) => mp::print(error.to_string()), //~ print("ValueError:"
    }
    pool.join()?; //~ pool.join()
    mp::print("all are across"); //~ print("all are
    Ok(())
}

fn cross(person: i64) -> Result<(), Exception> {
    mp::print(format!("{person} boards {}", mp::getpid())); //~ boards {os
    mp::sleep(0.8); //~ time.sleep(
    mp::print(format!("{person} is across")); //~ is across
    Ok(())
}

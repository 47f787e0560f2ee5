//! Two wait for a third, and lose patience.

use crate::mp::{self, Barrier, Exception, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pause = run.number("pause");
    let meet = Barrier::new("meet", 3); //~ meet = Barrier(3)
    let hikers: Vec<Process> = (0..2)
        .map(|_| Process::new("hiker", move || hiker(meet, pause))) //~ Process(target=hiker
        .collect();
    for p in &hikers {
        p.start()?; //~ p.start()
    }
    for p in &hikers {
        p.join()?; //~ p.join()
    }
    if meet.wait().is_err() {
        //~ meet.wait()
        mp::print("too late"); //~ print('too late'
    }
    Ok(())
}

fn hiker(meet: Barrier, pause: f64) {
    match meet.wait_for(pause) {
        //~ meet.wait(timeout=PAUSE)
        Ok(_) => mp::print("all are here"), //~ print('all are here'
        Err(_) => mp::print("broken"),      //~ print('broken'
    }
}

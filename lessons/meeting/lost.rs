//! A condition is notified before anybody waits on it.

use crate::mp::{self, Condition, Exception, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pause = run.number("pause");
    let bell = Condition::new("bell"); //~ bell = Condition()
    let p = Process::new("sleeper", move || sleeper(bell, pause)); //~ p = Process(
    p.start()?; //~ p.start()
    bell.with(|| {
        //~ # rings once
        bell.notify() //~ bell.notify()
    })?;
    mp::print("notified"); //~ print('notified'
    p.join()?; //~ p.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn sleeper(bell: Condition, pause: f64) -> Result<(), Exception> {
    mp::sleep(pause); //~ time.sleep(PAUSE)
    bell.with(|| {
        //~ sleeper: with bell:
        bell.wait() //~ bell.wait()
    })?;
    mp::print("awake"); //~ print('awake'
    Ok(())
}

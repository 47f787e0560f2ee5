//! Who waits looks first whether there is anything left to wait for, and again on waking up.

use crate::mp::{self, Condition, Exception, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pause = run.number("pause");
    let bell = Condition::new("bell"); //~ bell = Condition()
    let ready = Value::new("ready", 0); //~ ready = Value(
    let p = Process::new("sleeper", move || sleeper(bell, ready, pause)); //~ p = Process(
    p.start()?; //~ p.start()
    bell.with(|| {
        //~ # rings once
        ready.set(1); //~ ready.value = 1
        bell.notify() //~ bell.notify()
    })?;
    mp::print("notified"); //~ print('notified'
    p.join()?; //~ p.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn sleeper(bell: Condition, ready: Value, pause: f64) -> Result<(), Exception> {
    mp::sleep(pause); //~ time.sleep(PAUSE)
    bell.with(|| {
        //~ sleeper: with bell:
        while ready.get() == 0 {
            //~ while not ready.value
            bell.wait()?; //~ bell.wait()
        }
        Ok(())
    })?;
    mp::print("awake"); //~ print('awake'
    Ok(())
}

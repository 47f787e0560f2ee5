//! Two locks for one counter.

use crate::mp::{self, Exception, Lock, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let pause = run.number("pause");
    let one_lock = Lock::new("one_lock"); //~ one_lock = Lock()
    let other_lock = Lock::new("other_lock"); //~ other_lock = Lock()
    let left = Value::new("left", 2); //~ left = Value(
    let sellers = [
        Process::new("seller", move || seller(left, one_lock, pause)), //~ args=(left, one_lock)
        Process::new("seller", move || seller(left, other_lock, pause)), //~ args=(left, other_lock)
    ];
    for s in &sellers {
        s.start()?; //~ s.start()
    }
    for s in &sellers {
        s.join()?; //~ s.join()
    }
    mp::print(format!("left: {}", left.get())); //~ print("left:"
    Ok(())
}

fn seller(left: Value, lock: Lock, pause: f64) {
    lock.with(|| {
        //~ with lock:
        let ticket = left.get(); //~ ticket = left.value
        mp::sleep(pause); //~ time.sleep(PAUSE)
        left.set(ticket - 1); //~ left.value = ticket - 1
    });
}

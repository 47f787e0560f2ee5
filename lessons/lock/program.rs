//! Two sellers, one counter, one screen, one lock.

use crate::mp::{self, Exception, Lock, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (sellers, tickets, pause) = (run.knob("sellers"), run.knob("tickets"), run.number("pause"));
    let lock = Lock::new("lock"); //~ lock = Lock()
    let left = Value::new("left", sellers * tickets); //~ left = Value(
    let sellers: Vec<Process> = (0..sellers)
        .map(|_| Process::new("seller", move || seller(left, lock, tickets, pause))) //~ Process(target=seller
        .collect();
    for s in &sellers {
        s.start()?; //~ s.start()
    }
    for s in &sellers {
        s.join()?; //~ s.join()
    }
    mp::print(format!("left: {}", left.get())); //~ print("left:"
    Ok(())
}

fn seller(left: Value, lock: Lock, tickets: i64, pause: f64) {
    for _ in 0..tickets {
        lock.with(|| {
            //~ with lock:
            let ticket = left.get(); //~ ticket = left.value
            mp::write("selling "); //~ print("selling "
            mp::sleep(pause); //~ # the printer is slow
            mp::print(format!("ticket {ticket}")); //~ print("ticket"
            left.set(ticket - 1); //~ left.value = ticket - 1
        });
        mp::sleep(pause); //~ # until the next customer
    }
}

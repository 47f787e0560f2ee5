//! The same without a lock: a ticket is sold twice, a line is torn.

use crate::mp::{self, Exception, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (sellers, pause) = (run.knob("sellers"), run.number("pause"));
    let left = Value::new("left", sellers); //~ left = Value(
    let sellers: Vec<Process> = (0..sellers)
        .map(|_| Process::new("seller", move || seller(left, pause))) //~ Process(target=seller
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

fn seller(left: Value, pause: f64) {
    let ticket = left.get(); //~ ticket = left.value
    mp::write("selling "); //~ print("selling "
    mp::sleep(pause); //~ time.sleep(PAUSE)
    mp::print(format!("ticket {ticket}")); //~ print("ticket"
    left.set(ticket - 1); //~ left.value = ticket - 1
}

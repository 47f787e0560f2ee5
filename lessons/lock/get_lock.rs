//! The lock that a Value brings along.

use crate::mp::{self, Exception, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (sellers, tickets) = (run.knob("sellers"), run.knob("tickets"));
    let left = Value::new("left", sellers * tickets); //~ left = Value(
    let sellers: Vec<Process> = (0..sellers)
        .map(|_| Process::new("seller", move || seller(left, tickets))) //~ Process(target=seller
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

fn seller(left: Value, tickets: i64) {
    for _ in 0..tickets {
        left.get_lock().with(|| {
            //~ with left.get_lock():
            left.add(-1); //~ left.value -= 1
        });
    }
}

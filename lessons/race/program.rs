//! Two sellers, one counter, no lock.

use crate::mp::{self, Exception, Process, Run, Value};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (sellers, tickets) = (run.knob("sellers"), run.knob("tickets"));
    let counter = Value::new("counter", 10); //~ counter = Value('i', 10)
    let sellers: Vec<Process> = (0..sellers)
        .map(|_| Process::new("seller", move || seller(counter, tickets))) //~ Process(target=seller
        .collect();
    for p in &sellers {
        p.start()?; //~ p.start()
    }
    for p in &sellers {
        p.join()?; //~ p.join()
    }
    mp::print(format!("left: {}", counter.get())); //~ print('left:'
    Ok(())
}

fn seller(counter: Value, tickets: i64) {
    for _ in 0..tickets {
        let left = counter.get(); //~ left = counter.value
        counter.set(left - 1); //~ counter.value = left - 1
    }
}

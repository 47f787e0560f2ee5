//! An exception inside `with` releases on its way out.

use crate::mp::{self, Exception, Lock, Process, Repr, Run, Value};

pub fn main(_: &Run) -> Result<(), Exception> {
    let lock = Lock::new("lock"); //~ lock = Lock()
    let left = Value::new("left", 2); //~ left = Value(
    let sellers: Vec<Process> = (0..2)
        .map(|_| Process::new("seller", move || seller(left, lock))) //~ Process(target=seller
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

fn seller(left: Value, lock: Lock) -> Result<(), Exception> {
    lock.with(|| {
        //~ with lock:
        left.set(left.get() - int("one")?); //~ left.value -= int("one")
        Ok(())
    })
}

/// Python's `int(text)`.
fn int(text: &str) -> Result<i64, Exception> {
    let refusal = || format!("invalid literal for int() with base 10: {}", text.repr());
    text.parse().map_err(|_| Exception::new("ValueError", refusal()))
}

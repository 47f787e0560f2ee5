//! One writes, one reads. Never compiled: its notes are what is looked at.

pub fn main(run: &Run) -> Result<(), Exception> {
    let q = Queue::new("q", 0); //~ q = Queue()
    let writer = Process::new("write", move || {
        for n in 1..=run.knob("items") {
            q.put(n); //~ q.put(n)
        }
    }); //~ writer = Process(
    writer.start()?; //~ writer.start()
    for _ in 0..run.knob("items") {
        mp::print(q.get()); //~ print(q.get())
    }
    Ok(())
}

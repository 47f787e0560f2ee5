//! The parent reads before it joins.

use crate::mp::{self, Exception, Process, Queue, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let bytes = run.knob("bytes") as usize;
    let q: Queue<String> = Queue::new("q", 0)?; //~ q = Queue()
    let items = q.clone();
    let producer = Process::new("produce", move || produce(&items, bytes)); //~ producer = Process(
    producer.start()?; //~ producer.start()
    let text = q.get(); //~ text = q.get()
    producer.join()?; //~ producer.join()
    mp::print(format!("got {}", text.len())); //~ print('got'
    Ok(())
}

fn produce(q: &Queue<String>, bytes: usize) {
    q.put(&"x".repeat(bytes)); //~ q.put(
}

//! A reader that trusts `empty()` while a writer lives.

use crate::mp::{self, Exception, Process, Queue, Run, Semaphore};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let q: Queue<String> = Queue::new("q", 0)?; //~ q = Queue()
    let looked = Semaphore::new("looked", 0); //~ looked = Semaphore(0)
    let writer = {
        let q = q.clone();
        Process::new("write", move || write(&q, looked))
    };
    let reader = {
        let q = q.clone();
        Process::new("read", move || read(&q, looked))
    };
    writer.start()?; //~ writer.start()
    reader.start()?; //~ reader.start()
    reader.join()?; //~ reader.join()
    writer.join()?; //~ writer.join()
    let answer = if q.empty() { "True" } else { "False" }; //~ print('empty() now says', q.empty(), flush=True)
    mp::print(format!("empty() now says {answer}")); //~ print('empty() now says', q.empty(), flush=True)
    for _ in 0..3 {
        mp::print(format!("left {}", q.get())); //~ print('left', q.get(), flush=True)
    }
    Ok(())
}

fn write(q: &Queue<String>, looked: Semaphore) {
    looked.acquire(); //~ looked.acquire()
    for value in "ABC".chars() {
        q.put(&value.to_string()); //~ q.put(value)
    }
}

fn read(q: &Queue<String>, looked: Semaphore) {
    while !q.empty() {
        //~ while not q.empty():
        mp::print(format!("got {}", q.get())); //~ print('got', q.get(), flush=True)
    }
    mp::print("the queue is empty, says empty()"); //~ print('the queue is empty
    looked.release(); //~ looked.release()
}

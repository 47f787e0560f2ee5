//! A reader is ended in the middle of `get`.

use crate::mp::{self, Exception, Process, Queue, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let q: Queue<String> = Queue::new("q", 0)?; //~ q = Queue()
    let new_reader = || {
        let q = q.clone();
        Process::new("read", move || read(&q))
    };
    let (first, second) = (new_reader(), new_reader());
    first.start()?; //~ first.start()
    mp::sleep(1.0);
    second.start()?; //~ second.start()
    mp::sleep(1.0);
    first.terminate(); //~ first.terminate()
    first.join()?; //~ first.join()
    mp::print("put A"); //~ print('put A', flush=True)
    q.put(&"A".to_string()); //~ q.put('A')
    second.join()?; //~ second.join()
    mp::print("second is done"); //~ print('second is done', flush=True)
    Ok(())
}

fn read(q: &Queue<String>) {
    mp::print(format!("got {}", q.get())); //~ print('got', q.get(), flush=True)
}

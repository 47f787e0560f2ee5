//! One writes, one reads.

use crate::mp::{self, Exception, Process, Queue, Run};

/// What the first process does.
pub fn main(run: &Run) -> Result<(), Exception> {
    let q: Queue<Option<String>> = Queue::new("q", run.knob("maxsize") as u32)?; //~ q = Queue(MAXSIZE)
    let writer = {
        let (q, run) = (q.clone(), run.clone());
        Process::new("write", move || write(&q, &run))
    };
    let new_reader = |_| {
        let q = q.clone();
        Process::new("read", move || read(&q))
    };
    let readers: Vec<Process> = (0..run.knob("readers")).map(new_reader).collect();
    for p in [&writer].into_iter().chain(&readers) {
        p.start()?; //~ p.start()
    }
    writer.join()?; //~ writer.join()
    for reader in &readers {
        if run.is_on("sentinel") {
            q.put(&None); //~ q.put(None)
        } else {
            reader.terminate(); //~ reader.terminate()
        }
    }
    for reader in &readers {
        reader.join()?; //~ reader.join()
    }
    Ok(())
}

fn write(q: &Queue<Option<String>>, run: &Run) {
    for value in "ABCDEFGHIJ".chars().take(run.knob("items") as usize) {
        mp::print(format!("put {value}")); //~ print('put', value, flush=True)
        q.put(&Some(value.to_string())); //~ q.put(value)
        mp::sleep(run.number("pause") * run.random()); //~ time.sleep(PAUSE * random.random())
    }
}

fn read(q: &Queue<Option<String>>) {
    while let Some(value) = q.get() {
        //~ value = q.get()
        mp::print(format!("got {value}")); //~ print('got', value, flush=True)
    }
}

//! A pipe of the kernel: one end reads, the other writes.

use crate::mp::{self, Connection, Exception, Process, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let (reader, writer) = mp::pipe::<String>("pipe-1", ("reader", "writer"), false)?; //~ reader, writer = Pipe(duplex=False)
    let p = {
        let writer = writer.clone();
        Process::new("speak", move || speak(&writer))
    };
    p.start()?; //~ p.start()
    writer.close(); //~ writer.close()
    p.join()?; //~ p.join()
    for _ in 0..3 {
        mp::print(format!("got {}", reader.recv()?)); //~ print('got', reader.recv(), flush=True)
    }
    if reader.send(&"an answer".to_string()).is_err() {
        //~ reader.send('an answer')
        mp::print("this end only reads"); //~ print('this end only reads', flush=True)
    }
    if reader.recv().is_err() {
        //~ end = reader.recv()
        mp::print("end of file"); //~ print('end of file', flush=True)
    }
    Ok(())
}

fn speak(conn: &Connection<String>) -> Result<(), Exception> {
    for word in ["one", "two", "three"] {
        conn.send(&word.to_string())?; //~ conn.send(word)
    }
    conn.close(); //~ conn.close()
    Ok(())
}

//! Two processes receive from one and the same end.

use crate::mp::{self, Connection, Exception, Process, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let (ears, mouth) = mp::pipe::<String>("pipe-1", ("ears", "mouth"), false)?; //~ ears, mouth = Pipe(duplex=False)
    let reader = |_| {
        let (ears, mouth) = (ears.clone(), mouth.clone());
        Process::new("read", move || read(&ears, &mouth)) //~ Process(target=read
    };
    let readers: Vec<Process> = (0..2).map(reader).collect();
    for p in &readers {
        p.start()?; //~ p.start()
    }
    mouth.send(&"one".to_string())?; //~ mouth.send('one')
    mouth.send(&"two".to_string())?; //~ mouth.send('two')
    mouth.close(); //~ mouth.close()
    for p in &readers {
        p.join()?; //~ p.join()
    }
    Ok(())
}

fn read(conn: &Connection<String>, other: &Connection<String>) {
    other.close(); //~ other.close()
    match conn.recv() {
        //~ conn.recv()
        Ok(value) => mp::print(format!("got {value}")), //~ print('got'
        Err(broken) => mp::print(format!("no message: {}", broken.class)), //~ print('no message:'
    }
}

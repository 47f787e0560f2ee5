//! A sibling holds a copy of an end that it does not know of.

use crate::mp::{self, Connection, Exception, Process, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let (ears, mouth) = mp::pipe::<String>("pipe-1", ("ears", "mouth"), false)?; //~ ears, mouth = Pipe(duplex=False)
    let (desk, child) = mp::pipe::<String>("pipe-2", ("desk", "child"), true)?; //~ desk, child = Pipe()
    let speaker = {
        let mouth = mouth.clone();
        Process::new("speak", move || speak(&mouth))
    };
    let listener = {
        let child = child.clone();
        Process::new("listen", move || listen(&child))
    };
    speaker.start()?; //~ speaker.start()
    listener.start()?; //~ listener.start()
    mouth.close(); //~ mouth.close()
    child.close(); //~ child.close()
    mp::print(format!("got {}", ears.recv()?)); //~ print('got', ears.recv(), flush=True)
    speaker.join()?; //~ speaker.join()
    ears.recv()?; //~ end = ears.recv()
    desk.send(&"you may go".to_string())?; //~ desk.send('you may go')
    listener.join()?; //~ listener.join()
    Ok(())
}

fn speak(conn: &Connection<String>) -> Result<(), Exception> {
    conn.send(&"hello".to_string())?; //~ conn.send('hello')
    conn.close(); //~ conn.close()
    Ok(())
}

fn listen(conn: &Connection<String>) -> Result<(), Exception> {
    mp::print(format!("told {}", conn.recv()?)); //~ print('told', conn.recv(), flush=True)
    Ok(())
}

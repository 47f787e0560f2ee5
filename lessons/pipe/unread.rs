//! An end is closed with a message still in it.

use crate::mp::{self, Connection, Exception, Process, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let (ours, theirs) = mp::pipe::<String>("pipe-1", ("ours", "theirs"), true)?; //~ ours, theirs = Pipe()
    ours.send(&"one".to_string())?; //~ ours.send('one')
    ours.send(&"two".to_string())?; //~ ours.send('two')
    let p = {
        let theirs = theirs.clone();
        Process::new("leave", move || leave(&theirs))
    };
    p.start()?; //~ p.start()
    theirs.close(); //~ theirs.close()
    p.join()?; //~ p.join()
    match ours.recv() {
        //~ end = ours.recv()
        Err(error) if error.class == "ConnectionResetError" => {
            mp::print("two was thrown away unread"); //~ print('two was thrown away unread', flush=True)
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

fn leave(conn: &Connection<String>) -> Result<(), Exception> {
    mp::print(format!("told {}", conn.recv()?)); //~ print('told', conn.recv(), flush=True)
    conn.close(); //~ conn.close()
    Ok(())
}

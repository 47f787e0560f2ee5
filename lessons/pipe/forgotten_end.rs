//! The parent forgets its own copy of the child's end.

use crate::mp::{self, Exception, Process, Run};

/// What the first process does.
pub fn main(_: &Run) -> Result<(), Exception> {
    let (ours, theirs) = mp::pipe::<String>("pipe-1", ("ours", "theirs"), true)?; //~ ours, theirs = Pipe()
    let p = Process::new("speak", move || {
        theirs.send(&"hello".to_string())?; //~ conn.send('hello')
        theirs.close(); //~ conn.close()
        Ok::<(), Exception>(())
    });
    p.start()?; //~ p.start()
    mp::print(format!("got {}", ours.recv()?)); //~ print('got', ours.recv(), flush=True)
    p.join()?; //~ p.join()
    mp::print("the child has ended"); //~ print('the child has ended', flush=True)
    ours.recv()?; //~ end = ours.recv()
    mp::print("never printed"); //~ print('never printed', flush=True)
    Ok(())
}

//! Two ends.

use crate::mp::{self, Connection, Exception, Process, Run};

/// What the first process does.
pub fn main(run: &Run) -> Result<(), Exception> {
    let messages = run.knob("messages");
    let (ours, theirs) = mp::pipe::<i64>("pipe-1", ("ours", "theirs"), true)?; //~ ours, theirs = Pipe()
    let p = {
        let theirs = theirs.clone();
        Process::new("answer", move || answer(&theirs, messages))
    };
    p.start()?; //~ p.start()
    theirs.close(); //~ theirs.close()
    for n in 0..messages {
        ours.send(&n)?; //~ ours.send(n)
    }
    for _ in 0..messages {
        mp::print(format!("got {}", ours.recv()?)); //~ print('got', ours.recv(), flush=True)
    }
    if let Err(end) = ours.recv() {
        //~ end = ours.recv()
        assert_eq!(end.class, "EOFError");
        mp::print("end of file"); //~ print('end of file', flush=True)
    }
    if let Err(broken) = ours.send(&-1) {
        //~ ours.send(-1)
        assert_eq!(broken.class, "BrokenPipeError");
        mp::print("nobody is there"); //~ print('nobody is there', flush=True)
    }
    p.join()?; //~ p.join()
    Ok(())
}

fn answer(conn: &Connection<i64>, messages: i64) -> Result<(), Exception> {
    for _ in 0..messages {
        let question = conn.recv()?; //~ question = conn.recv()
        conn.send(&(question * 10))?; //~ conn.send(question * 10)
    }
    conn.close(); //~ conn.close()
    Ok(())
}

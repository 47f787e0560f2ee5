//! Text in a buffer is memory: a fork copies it, and both write it out.

use crate::mp::{self, Exception, File, Run, TextFile};

pub fn main(_: &Run) -> Result<(), Exception> {
    mp::print(format!("into a pipe: {}", arrivals(File::pipe()?)?)); //~ print("into a pipe:"
    mp::print(format!("on a terminal: {}", arrivals(File::terminal()?)?)); //~ print("on a terminal:"
    Ok(())
}

fn arrivals((ours, theirs): (File, File)) -> Result<usize, Exception> {
    let mut out = TextFile::new(theirs); //~ out = open(theirs
    out.print("hello")?; //~ print("hello", file=out)
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        out.close()?;
        mp::os_exit(0); //~ os._exit(0)
    }
    mp::wait()?; //~ os.wait()
    out.close()?;
    Ok(ours.read(100)?.matches("hello").count()) //~ return os.read
}

//! What a child gets: files are shared with their offset, the rest is copied.

use crate::mp::{self, Exception, File, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let notes = File::temporary()?; //~ notes = tempfile.TemporaryFile
    notes.write(b"one two three")?; //~ notes.write
    notes.seek(0)?; //~ notes.seek(0)
    mp::setenv("COLOUR", "red"); //~ os.environ["COLOUR"] = "red"
    let start = mp::getcwd(); //~ start = os.getcwd()
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        mp::print(format!("child reads {}", notes.read(4)?)); //~ print("child reads"
        mp::setenv("COLOUR", "blue"); //~ os.environ["COLOUR"] = "blue"
        mp::chdir("/")?; //~ os.chdir("/")
        drop(notes); //~ notes.close()
        mp::print(format!("child has {} {}", mp::getenv("COLOUR"), mp::getcwd())); //~ print("child has"
        mp::os_exit(0); //~ os._exit(0)
    }
    mp::wait()?; //~ os.wait()
    mp::print(format!("parent reads {}", notes.read(4)?)); //~ print("parent reads"
    let same = if mp::getcwd() == start { "True" } else { "False" };
    mp::print(format!("parent has {} {same}", mp::getenv("COLOUR"))); //~ print("parent has"
    Ok(())
}

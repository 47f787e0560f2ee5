//! A child of multiprocessing ends without emptying its buffers.

use std::sync::Arc;
use std::sync::Mutex;

use crate::mp::{self, Exception, File, Process, Run, TextFile};

pub fn main(_: &Run) -> Result<(), Exception> {
    let file = File::temporary()?; //~ notes = tempfile
    let again = file.another()?;
    let notes = Arc::new(Mutex::new(TextFile::new(file)));
    let p = Process::new("note", move || note(&notes, "hello"));
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    again.seek(0)?; //~ with open(notes.name)
    mp::print(format!("in the file: '{}'", again.read(100)?)); //~ print("in the file:"
    Ok(())
}

fn note(notes: &Mutex<TextFile>, word: &str) -> Result<(), Exception> {
    notes.lock().map_err(|_| Exception::new("RuntimeError", "the file is broken"))?.write(word)?; //~ notes.write(word)
    mp::print(format!("child wrote {word}")); //~ print("child wrote"
    Ok(())
}

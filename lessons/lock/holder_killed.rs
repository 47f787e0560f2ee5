//! Whoever holds the lock is killed.

use nix::sys::signal::Signal;

use crate::mp::{self, Exception, Lock, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let lock = Lock::new("lock"); //~ lock = Lock()
    let first = Process::new("unlucky", move || unlucky(lock)); //~ first = Process(
    first.start()?; //~ first.start()
    first.join()?; //~ first.join()
    mp::print(format!("killed: {}", first.exitcode().unwrap_or_default())); //~ print("killed:"
    let second = Process::new("patient", move || patient(lock)); //~ second = Process(
    second.start()?; //~ second.start()
    second.join()?; //~ second.join()
    Ok(())
}

fn unlucky(lock: Lock) -> Result<(), Exception> {
    lock.with(|| {
        //~ unlucky: with lock:
        mp::kill(mp::getpid(), Signal::SIGKILL) //~ os.kill(
    })
}

fn patient(lock: Lock) {
    lock.with(|| {
        //~ patient: with lock:
        mp::print("got it"); //~ print("got it"
    });
}

//! Another process releases what it does not hold.

use crate::mp::{self, Exception, Lock, Process, RLock, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let plain = Lock::new("plain"); //~ plain = Lock()
    let owned = RLock::new("owned"); //~ owned = RLock()
    plain.acquire(); //~ plain.acquire()
    owned.acquire(); //~ owned.acquire()
    let p = Process::new("stranger", move || stranger(plain, owned)); //~ p = Process(
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("exit code {}", p.exitcode().unwrap_or_default())); //~ print('exit code'
    plain.with(|| {
        //~ with plain:
        mp::print("Lock: mine again"); //~ print('Lock: mine again'
    });
    Ok(())
}

fn stranger(plain: Lock, owned: RLock) -> Result<(), Exception> {
    plain.release()?; //~ plain.release()
    mp::print("Lock: released"); //~ print('Lock: released'
    owned.release()?; //~ owned.release()
    mp::print("RLock: released"); //~ print('RLock: released'
    Ok(())
}

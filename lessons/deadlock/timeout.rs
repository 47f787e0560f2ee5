//! Two locks in two orders, and nobody waits for ever: who does not get the second gives the first back.

use crate::mp::{self, Exception, Lock, Process, Run};

/// How often each begins.
const TRIES: usize = 2;

pub fn main(_: &Run) -> Result<(), Exception> {
    let ann = Lock::new("ann"); //~ ann = Lock()
    let bob = Lock::new("bob"); //~ bob = Lock()
    let there = Process::new("transfer", move || transfer(ann, bob)); //~ there = Process(
    let back = Process::new("transfer", move || transfer(bob, ann)); //~ back = Process(
    there.start()?; //~ there.start()
    back.start()?; //~ back.start()
    there.join()?; //~ there.join()
    back.join()?; //~ back.join()
    mp::print("done"); //~ print('done'
    Ok(())
}

fn transfer(source: Lock, target: Lock) -> Result<(), Exception> {
    for _ in 0..TRIES {
        let moved = source.with(|| {
            //~ with source:
            mp::sleep(0.5); //~ time.sleep(0.5)
            let got = target.acquire_for(0.2); //~ target.acquire(timeout=0.2)
            if got {
                mp::print("moved"); //~ print('moved'
                target.release()?; //~ target.release()
            }
            Ok(got)
        })?;
        if moved {
            return Ok(());
        }
    }
    mp::print("gave up"); //~ print('gave up'
    Ok(())
}

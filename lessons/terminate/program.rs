//! Three children, and three ways to end them.

use nix::sys::signal::Signal;

use crate::mp::{self, Event, Exception, Process, Repr, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let p = begin("polite", polite)?; //~ p = begin(polite)
    p.terminate(); //~ p.terminate()
    p.join()?; //~ p.join()
    mp::print(format!("polite {}", p.exitcode().repr())); //~ print("polite"

    let q = begin("deaf", deaf)?; //~ q = begin(deaf)
    q.terminate(); //~ q.terminate()
    q.join_for(0.5)?; //~ q.join(0.5)
    mp::print(format!("still here: {}", q.exitcode().repr())); //~ print("still here:"
    q.kill(); //~ q.kill()
    q.join()?; //~ q.join()
    mp::print(format!("deaf {}", q.exitcode().repr())); //~ print("deaf"

    let r = begin("brief", brief)?; //~ r = begin(brief)
    r.join()?; //~ r.join()
    r.terminate(); //~ r.terminate()
    mp::print(format!("brief {}", r.exitcode().repr())); //~ print("brief"
    Ok(())
}

/// What stands in `finally`: done when the block is left, in whatever way.
struct Finally;

impl Drop for Finally {
    fn drop(&mut self) {
        mp::print("tidied up"); //~ print("tidied up"
    }
}

fn polite(ready: Event) {
    let _finally = Finally;
    ready.set(); //~ polite: ready.set()
    mp::sleep(60.0); //~ polite: time.sleep(60)
}

fn deaf(ready: Event) -> Result<(), Exception> {
    mp::ignore(Signal::SIGTERM)?;
    ready.set(); //~ deaf: ready.set()
    mp::sleep(60.0); //~ deaf: time.sleep(60)
    Ok(())
}

fn brief(ready: Event) {
    ready.set(); //~ brief: ready.set()
}

fn begin<R: mp::Returns + 'static>(name: &str, target: fn(Event) -> R) -> Result<Process, Exception> {
    let ready = Event::new("ready"); //~ ready = Event()
    let p = Process::new(name, move || target(ready)); //~ p = Process(
    p.start()?; //~ p.start()
    ready.wait(); //~ ready.wait()
    Ok(p)
}

//! A child that handles SIGTERM by an exception: now it tidies up.

use nix::sys::signal::Signal;

use crate::mp::{self, Event, Exception, Process, Repr, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let ready = Event::new("ready"); //~ ready = Event()
    let p = Process::new("polite", move || polite(ready)); //~ p = Process(
    p.start()?; //~ p.start()
    ready.wait(); //~ ready.wait()
    p.terminate(); //~ p.terminate()
    p.join()?; //~ p.join()
    mp::print(format!("polite {}", p.exitcode().repr())); //~ print("polite"
    Ok(())
}

struct Finally;

impl Drop for Finally {
    fn drop(&mut self) {
        mp::print("tidied up"); //~ print("tidied up"
    }
}

fn stop(_: i32) {
    mp::exit(3); //~ sys.exit(3)
}

fn polite(ready: Event) -> Result<(), Exception> {
    mp::on_signal(Signal::SIGTERM, stop)?;
    let _finally = Finally;
    ready.set(); //~ ready.set()
    mp::sleep(60.0); //~ time.sleep(60)
    Ok(())
}

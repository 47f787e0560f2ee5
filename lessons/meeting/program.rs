//! Runners wait for the signal.

use crate::mp::{self, Event, Exception, Process, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let go = Event::new("go"); //~ go = Event()
    let runners: Vec<Process> = (0..run.knob("runners"))
        .map(|_| Process::new("runner", move || runner(go))) //~ Process(target=runner
        .collect();
    for p in &runners {
        p.start()?; //~ p.start()
    }
    mp::sleep(run.number("pause")); //~ time.sleep(PAUSE)
    mp::print("go"); //~ print('go'
    go.set(); //~ go.set()
    for p in &runners {
        p.join()?; //~ p.join()
    }
    Ok(())
}

fn runner(go: Event) {
    mp::print("ready"); //~ print('ready'
    go.wait(); //~ go.wait()
    mp::print("off"); //~ print('off'
}

//! Busy loops on all cores: one thread, threads under a model of CPython's GIL, threads without it, processes.

use crate::mp::{self, Exception, Gil, Process, Run, Thread};

pub fn main(run: &Run) -> Result<(), Exception> {
    mp::calibrate();
    let work =
        Work { threads: run.knob("n") as usize, units: run.knob("work") as u32, interval: run.number("interval") };

    mp::print("GIL: on (a model of CPython's)"); //~ "GIL: on"
    lane("one", 1, "count", move || work.alone())?;
    lane("threads", 1, "in_threads", move || work.in_threads())?;
    lane("hashing", 1, "in_threads", move || work.in_free_threads())?;
    lane("process", work.threads, "count", move || work.alone())
}

#[derive(Clone, Copy)]
struct Work {
    threads: usize,
    units: u32,
    interval: f64,
}

impl Work {
    /// Arithmetic, as an interpreter would do it: under the one big lock that each process has of its own.
    fn alone(self) {
        Gil::new(self.interval).run(|| mp::burn(self.units)); //~ x = (x * 5
    }

    /// The same in each of so many threads of this process, which share its lock.
    fn in_threads(self) {
        let gil = Gil::new(self.interval);
        let count = |gil: Gil| Thread::new("count", move || gil.run(|| mp::burn(self.units)));
        gil.run(|| start_and_join((0..self.threads).map(|_| count(gil.clone())).collect()));
    }

    /// As code does that needs no Python objects while it computes, such as hashing in C: it lets go of the lock first,
    /// and its threads are as free as any thread of Rust.
    fn in_free_threads(self) {
        let gil = Gil::new(self.interval);
        let hash = |gil: Gil| {
            Thread::new("hash_blocks", move || gil.run(|| mp::released(|| mp::burn(self.units)))) //~ hashlib.sha256(
        };
        gil.run(|| start_and_join((0..self.threads).map(|_| hash(gil.clone())).collect()));
    }
}

fn start_and_join(mut threads: Vec<Thread>) {
    for thread in &mut threads {
        thread.start(); //~ thread.start()
    }
    for thread in &mut threads {
        thread.join(); //~ thread.join()
    }
}

fn lane(name: &str, copies: usize, target: &str, body: impl Fn() + Copy + 'static) -> Result<(), Exception> {
    let (begin, used) = (mp::perf_counter(), mp::children_cpu()); //~ begin, used
    let mut processes = Vec::new();
    for _ in 0..copies {
        let process = Process::new(target, body).named(name); //~ process = Process(
        process.start()?; //~ process.start()
        processes.push(process);
    }
    for process in &processes {
        process.join()?; //~ process.join()
    }
    let (seconds, cpu) = (mp::perf_counter() - begin, mp::children_cpu() - used); //~ seconds, cpu
    mp::print(format!("{name}: {cpu:.1} s of CPU in {seconds:.1} s")); //~ print(f"{name}
    Ok(())
}

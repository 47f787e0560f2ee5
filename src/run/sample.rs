//! Samples: what the kernel says of each process, read from `/proc` without asking the process anything.

use std::fs;

use crate::model::{Event, Field, Kind};

/// What the kernel says of a process now; `None` if it is gone.
pub(super) fn sample(pid: i32) -> Option<Event> {
    let stat = procfs::process::Process::new(pid).ok()?;
    let numbers = stat.stat().ok()?;
    let mut event = Event::new(Kind::Sample).with(Field::State, numbers.state.to_string());
    if let Some((cpu, delay)) = schedstat(pid) {
        event = event.with(Field::CpuNs, cpu).with(Field::DelayNs, delay);
    }
    let page = procfs::page_size();
    if let Ok(memory) = stat.statm() {
        event = event
            .with(Field::Rss, memory.resident * page)
            .with(Field::Shared, memory.shared * page)
            .with(Field::Private, memory.resident.saturating_sub(memory.shared) * page);
    }
    if let Ok(status) = stat.status() {
        event = event
            .with(Field::Voluntary, status.voluntary_ctxt_switches)
            .with(Field::Involuntary, status.nonvoluntary_ctxt_switches);
    }
    Some(event.with(Field::Threads, numbers.num_threads))
}

/// CPU time and run delay of all threads of a process, in nanoseconds (`/proc/PID/task/TID/schedstat`).
fn schedstat(pid: i32) -> Option<(u64, u64)> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let mut sum = (0, 0);
    for task in tasks.flatten() {
        let Ok(text) = fs::read_to_string(task.path().join("schedstat")) else { continue };
        let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<u64>().ok());
        sum.0 += numbers.next()?;
        sum.1 += numbers.next()?;
    }
    Some(sum)
}

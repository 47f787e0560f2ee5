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
    if let Some(pages) = pages(&stat) {
        event = event.with(Field::Rss, pages.rss).with(Field::Shared, pages.shared).with(Field::Private, pages.private);
    }
    if let Ok(status) = stat.status() {
        event = event
            .with(Field::Voluntary, status.voluntary_ctxt_switches)
            .with(Field::Involuntary, status.nonvoluntary_ctxt_switches);
    }
    Some(event.with(Field::Threads, numbers.num_threads))
}

/// The memory of a process, in bytes: what of it is mapped by others too, and what by nobody else.
struct Pages {
    rss: u64,
    shared: u64,
    private: u64,
}

/// From the sums over all its pages (`smaps_rollup`, proc(5)); where that may not be read, from `statm`, which counts
/// the pages that a forked child still shares with its parent as its own.
fn pages(process: &procfs::process::Process) -> Option<Pages> {
    if let Ok(text) = fs::read_to_string(format!("/proc/{}/smaps_rollup", process.pid)) {
        let sum = |names: [&str; 2]| names.iter().map(|name| kilobytes(&text, name)).sum::<u64>() * 1024;
        let pages = Pages {
            rss: kilobytes(&text, "Rss:") * 1024,
            shared: sum(["Shared_Clean:", "Shared_Dirty:"]),
            private: sum(["Private_Clean:", "Private_Dirty:"]),
        };
        if pages.rss > 0 {
            return Some(pages);
        }
    }
    let memory = process.statm().ok()?;
    let page = procfs::page_size();
    let private = memory.resident.saturating_sub(memory.shared) * page;
    Some(Pages { rss: memory.resident * page, shared: memory.shared * page, private })
}

/// The figure of a line such as `Rss:   1234 kB`.
fn kilobytes(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
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

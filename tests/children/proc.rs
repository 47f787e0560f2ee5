//! What `/proc` says of processes, independently of what the engine reads there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use crate::play::PATIENCE;

/// Every process and its parent, as far as they can be read.
fn parents() -> BTreeMap<i32, i32> {
    let numbers = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter_map(|pid| Some((pid, parent(pid)?))).collect()
}

fn parent(pid: i32) -> Option<i32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

/// Every process below one, and its parent.
pub fn below(root: i32) -> BTreeMap<i32, i32> {
    let all = parents();
    let is_below = |pid: &i32| std::iter::successors(all.get(pid), |pid| all.get(pid)).any(|above| *above == root);
    all.iter().filter(|(pid, _)| is_below(pid)).map(|(pid, parent)| (*pid, *parent)).collect()
}

/// Whether a process is there, dead and uncollected ones included.
pub fn exists(pid: i32) -> bool {
    fs::exists(format!("/proc/{pid}")).unwrap()
}

/// Whether it has ended and was not collected.
pub fn is_zombie(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/status")).is_ok_and(|status| status.contains("State:\tZ"))
}

/// The processes that were started with this word in their environment: it goes on to everything below them.
pub fn marked(mark: &str) -> BTreeSet<i32> {
    let carries = |pid: &i32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.windows(mark.len()).any(|at| at == mark.as_bytes())
    };
    parents().into_keys().filter(carries).collect()
}

/// Waits until something is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "still not so: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

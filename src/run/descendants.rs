//! Descendants: every process below this one, as `/proc` has it, and the end of them all.

use std::collections::BTreeSet;

use super::pidfd::Pidfd;

/// Every process below `root`: children, their children, and so on. Processes come and go meanwhile.
pub(crate) fn below(root: i32) -> BTreeSet<i32> {
    let mut all = BTreeSet::new();
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        for child in children_of(pid) {
            if all.insert(child) {
                open.push(child);
            }
        }
    }
    all
}

/// How many of these have not ended.
pub(crate) fn alive(pids: &BTreeSet<i32>) -> usize {
    pids.iter().filter(|pid| stat(**pid).is_some_and(|stat| stat.state != 'Z')).count()
}

/// `/proc/PID/task/*/children`: what each thread of the process has created or adopted.
fn children_of(pid: i32) -> Vec<i32> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let lists = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<i32>>()).collect()
}

/// Sends SIGKILL to every process below this one; how many there were. New ones may have come meanwhile: call again
/// until nothing is left.
pub(crate) fn kill_below(root: i32) -> usize {
    let all = below(root);
    let own_group = nix::unistd::getpgrp().as_raw();
    for &pid in &all {
        // The number could be a stranger's by now: after the descriptor is open, its parent must be one of ours.
        let Some(process) = Pidfd::open(pid) else { continue };
        let Some(stat) = stat(pid).filter(|stat| stat.ppid == root || all.contains(&stat.ppid)) else { continue };
        process.kill();
        // Its whole group at once: the kernel lets nobody in it fork past this, however fast they are. Every group
        // down here was made by the lesson; only ours is not.
        if stat.pgrp > 1 && stat.pgrp != own_group {
            let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(stat.pgrp), nix::sys::signal::Signal::SIGKILL);
        }
    }
    all.len()
}

/// What of `/proc/PID/stat` we need (proc_pid_stat(5)).
pub(crate) struct Stat {
    /// State letter.
    pub state: char,
    /// Parent.
    pub ppid: i32,
    /// Process group.
    pub pgrp: i32,
    /// Wait status of a zombie (field 52); 0 where the kernel does not let us see it.
    pub exit_code: i32,
}

/// `/proc/PID/stat`, if the process is there.
pub(crate) fn stat(pid: i32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after) = text.rsplit_once(')')?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    Some(Stat {
        state: fields.first()?.chars().next()?,
        ppid: fields.get(1)?.parse().ok()?,
        pgrp: fields.get(2)?.parse().ok()?,
        exit_code: fields.get(49).and_then(|field| field.parse().ok()).unwrap_or(0),
    })
}

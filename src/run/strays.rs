//! Strays: processes of a run whose keeper was killed. They are known by the arena that they have mapped.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::wire::arena::Arena;

use super::pidfd::Pidfd;

/// Ends every process but this one that has the arena mapped, and all that they fork meanwhile.
pub(super) fn end_all(arena: &Arena) {
    arena.header().stopping.store(1, Ordering::SeqCst);
    let Ok(mark) = mark(arena) else { return };
    // Who does not die of SIGKILL at once sleeps in the kernel, and dies of it when it wakes.
    for _ in 0..2000 {
        let strays = find(&mark);
        if strays.is_empty() {
            return;
        }
        strays.iter().for_each(Pidfd::kill);
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// How many there are.
pub(super) fn count(arena: &Arena) -> usize {
    mark(arena).map_or(0, |mark| find(&mark).len())
}

/// What a line of `/proc/PID/maps` that maps this arena has in it: inode and name (proc_pid_maps(5)).
fn mark(arena: &Arena) -> std::io::Result<String> {
    let file = fs::File::from(arena.fd().try_clone_to_owned()?);
    Ok(format!(" {} ", file.metadata()?.ino()))
}

fn find(mark: &str) -> Vec<Pidfd> {
    let own = std::process::id() as i32;
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let others = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(|pid| *pid != own);
    // The descriptor first: whoever has the arena mapped after it is open is whom it stands for.
    others.filter_map(|pid| Pidfd::open(pid).filter(|_| has_mapped(pid, mark))).collect()
}

fn has_mapped(pid: i32, mark: &str) -> bool {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    maps.lines().any(|line| line.contains("/memfd:forklore arena") && line.contains(mark))
}

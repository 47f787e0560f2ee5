//! Executing a program that tells into the arena: it finds the arena through its keeper, and its slot by number.

use std::ffi::{CString, OsStr, OsString};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

use crate::wire::arena::{Arena, SlotId};
use crate::wire::order::Execute;

/// This process becomes the program. Returns only if the kernel refuses.
pub(super) fn replace(execute: &Execute, arena: &Arena, slot: SlotId) -> ! {
    if execute.watched {
        super::watched::hand_back(&execute.ignored);
    }
    // The keeper ignores SIGPIPE, and what is ignored stays so; a program is started with it as a shell would leave it.
    let action = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler is the kernel's own.
    let _ = unsafe { sigaction(Signal::SIGPIPE, &action) };
    if let Some(directory) = &execute.directory {
        let _ = nix::unistd::chdir(directory);
    }
    let program = terminated(execute.program.as_os_str());
    let args: Vec<CString> = execute.args.iter().map(|arg| terminated(arg)).collect();
    let _ = nix::unistd::execve(&program, &args, &environment(execute, arena, slot));
    std::process::exit(127)
}

fn environment(execute: &Execute, arena: &Arena, slot: SlotId) -> Vec<CString> {
    // Our parent is the keeper, which keeps the arena open for as long as anything of the run is alive.
    let place = format!("/proc/{}/fd/{}", nix::unistd::getppid(), arena.fd().as_raw_fd());
    let own = [("FORKLORE_ARENA", place), ("FORKLORE_SLOT", slot.0.to_string())];
    let own = own.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let set = |name: &OsStr| execute.variables.iter().chain(&own).any(|(other, _)| other == name);
    let kept = std::env::vars_os().filter(|(name, _)| !set(name) && !execute.without.contains(name));
    kept.chain(execute.variables.iter().cloned())
        .chain(own.clone())
        .map(|(name, value)| assignment(name, &value))
        .collect()
}

fn assignment(name: OsString, value: &OsStr) -> CString {
    let mut bytes = name.into_vec();
    bytes.push(b'=');
    bytes.extend_from_slice(value.as_bytes());
    CString::new(bytes).unwrap_or_default()
}

fn terminated(text: &OsStr) -> CString {
    CString::new(text.as_bytes()).unwrap_or_default()
}

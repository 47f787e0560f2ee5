//! The bare program: a small static one in C that only forks, as the least that forking costs.

use std::path::PathBuf;
use std::process::Command;

/// Compiles it; `None`, with a word to the reader, where there is no C compiler.
pub fn compiled() -> Option<PathBuf> {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forks");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/forks.c");
    let done = Command::new("cc").args(["-O2", "-static", "-o"]).arg(&program).arg(source).status();
    if !done.is_ok_and(|status| status.success()) {
        println!("skipped what needs a C compiler and a static libc: cc -static did not work");
        return None;
    }
    Some(program)
}

/// Seconds for each of so many forks, with so many further ones in each.
pub fn seconds(program: &PathBuf, count: u32, each: u32) -> f64 {
    let output = Command::new(program).args([count.to_string(), each.to_string()]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().parse::<f64>().unwrap() * 1e-9
}

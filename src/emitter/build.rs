//! Builds the emitter (`lib.rs` beside this file) while forklore is built, with the same compiler and its linker: no
//! Python, no headers, no C compiler of its own.
//!
//! It leaves `emitter.so` in `OUT_DIR`, an empty file where it could not be built: forklore then watches Python programs
//! in pure Python, and `forklore doctor` says so. That is no reason for the build to fail, here or for another machine.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: &str = "src/emitter";

fn main() {
    println!("cargo:rerun-if-changed={SOURCES}");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("emitter.so");
    // What an earlier build has left is not what this one has made.
    let _ = fs::remove_file(&out);
    if let Err(why) = compile(&out) {
        println!("cargo:warning=without the compiled emitter, Python programs are watched more slowly: {why}");
        fs::write(&out, []).expect("OUT_DIR can be written");
    }
}

/// # Errors
/// In words, if there can be none for the machine that is built for.
fn compile(out: &Path) -> Result<(), String> {
    let said = |name: &str| env::var(name).unwrap_or_default();
    let fits = [("OS", "linux"), ("POINTER_WIDTH", "64"), ("ENDIAN", "little")];
    if fits.iter().any(|(what, wanted)| said(&format!("CARGO_CFG_TARGET_{what}")) != *wanted) {
        return Err(format!("it is not made for {}", said("TARGET")));
    }
    let mut rustc = Command::new(said("RUSTC"));
    rustc.args(["--crate-name", "emitter", "--crate-type", "cdylib", "--edition", "2024", "--target", &said("TARGET")]);
    for how in
        ["opt-level=3", "panic=abort", "codegen-units=1", "lto=fat", "strip=symbols", "target-feature=-crt-static"]
    {
        rustc.args(["-C", how]);
    }
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut how = OsString::from("linker=");
        how.push(linker);
        rustc.arg("-C").arg(how);
    }
    rustc.arg("-o").arg(out).arg(Path::new(SOURCES).join("lib.rs"));
    let output = rustc.output().map_err(|error| format!("{} could not be started: {error}", said("RUSTC")))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(words.lines().find(|line| line.starts_with("error")).unwrap_or("rustc failed").to_string())
}

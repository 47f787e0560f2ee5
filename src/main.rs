//! The forklore binary: a keeper where it was started as one, else the command line.

#[cfg(not(target_os = "linux"))]
compile_error!("forklore runs on Linux only: it needs fork, /proc and memfd. Build it there, or in a Linux container.");

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    forklore::run::keeper::become_keeper_if_asked(forklore::cli::programs);
    forklore::cli::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {}

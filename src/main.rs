//! The forklore binary: a keeper where it was started as one, else the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    forklore::run::keeper::become_keeper_if_asked(forklore::cli::programs);
    forklore::cli::main()
}

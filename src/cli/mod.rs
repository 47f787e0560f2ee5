//! The command line: what each command reads, does and prints.
//!
//! Invariant: standard output carries what was asked for and nothing else; messages go to standard error.

mod args;
mod explore;
mod headless;

use std::process::ExitCode;

use clap::Parser;

use crate::lessons;
use crate::run::keeper::Program;

/// What the native engine can run.
pub fn programs(lesson: &str, program: &str) -> Option<Program> {
    let variant = (program != "main").then_some(program);
    let main = lessons::program(lesson, variant)?;
    Some(Program { main, file: lessons::source_file(lesson, variant) })
}

/// Does what the command line says; 0: done, 1: a claim is broken or something failed, 2: wrong usage or bad input.
pub fn main() -> ExitCode {
    let args = args::Args::parse();
    match args.command {
        Some(args::Command::Run(run)) => headless::run(&run),
        Some(args::Command::Explore(explore)) => self::explore::explore(&explore),
        _ => ExitCode::from(2),
    }
}

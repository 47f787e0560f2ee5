//! The command line: what each command reads, does and prints.
//!
//! Invariant: standard output carries what was asked for and nothing else; messages go to standard error.

mod args;
mod check;
mod chinese;
mod compare;
mod doctor;
mod explore;
mod headless;
mod interrupt;
mod list;
mod manual;
mod new;
mod paper;
mod plain;
mod progress;
mod recorded;
mod recording;
mod refusal;
mod screen;
mod setup;
mod trial;
mod trust;
mod unattended;
mod usage;
mod watch;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::lessons;
use crate::model::Lang;
use crate::run::keeper::Program;

use args::{Args, Command};
use refusal::Refusal;
use setup::Setup;
use trial::Asked;

/// What the native engine can run.
pub fn programs(lesson: &str, program: &str) -> Option<Program> {
    let variant = (program != "main").then_some(program);
    let main = lessons::program(lesson, variant)?;
    Some(Program { main, file: lessons::source_file(lesson, variant) })
}

/// Does what the command line says. 0: done, 1: a claim is broken or a lesson has a fault, 2: wrong usage or bad input.
pub fn main() -> ExitCode {
    let args = match parsed() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let setup = Setup::new(&args.everywhere);
    let done = obey(args.command, &setup);
    // Said last: a screen would have wiped it away.
    let notice = setup.notice.iter().cloned().map(Refusal);
    for said in notice.chain(done.as_ref().err().cloned()) {
        // Nobody may be reading that either.
        let _ = writeln!(io::stderr(), "{}", said.sentence(setup.lang));
    }
    done.unwrap_or(ExitCode::from(2))
}

/// The arguments; or, where help was asked for or they make no sense, the exit status after saying so.
fn parsed() -> Result<Args, ExitCode> {
    let read = |command: clap::Command| command.try_get_matches().and_then(|found| Args::from_arg_matches(&found));
    read(Args::command()).or_else(|error| {
        let lang = setup::lang_of_words(std::env::args_os());
        match error.use_stderr() {
            true => drop(write!(io::stderr(), "{}", usage::refused(&error, lang))),
            false if lang == Lang::Zh => return read(chinese::translated(Args::command())).map_err(shown),
            false => return Err(shown(error)),
        }
        Err(ExitCode::from(2))
    })
}

/// Prints help or the version. Nobody may be reading any more.
fn shown(help: clap::Error) -> ExitCode {
    let _ = help.print();
    ExitCode::SUCCESS
}

fn obey(command: Option<Command>, setup: &Setup) -> Result<ExitCode, Refusal> {
    match command {
        None if setup::has_screen() => screen::course(setup),
        None => list::run(&args::List { json: false }, setup),
        Some(Command::List(args)) => list::run(&args, setup),
        Some(Command::Run(args)) => run(&args, setup),
        Some(Command::Explore(args)) => explore::run(&args, setup),
        Some(Command::Compare(args)) => compare::run(&args, setup),
        Some(Command::Watch(args)) => watch::run(&args, setup),
        Some(Command::Open(args)) => recording::open(&args, setup),
        Some(Command::Export(args)) => recording::export(&args, setup),
        Some(Command::Check(args)) => check::run(&args, setup),
        Some(Command::New(args)) => new::run(&args, setup),
        Some(Command::Progress(args)) => progress::run(&args, setup),
        Some(Command::Doctor) => doctor::run(setup),
        Some(Command::Completions(args)) => manual::completions(&args),
        Some(Command::Man(args)) => manual::man(&args, setup.lang),
    }
}

fn run(args: &args::Run, setup: &Setup) -> Result<ExitCode, Refusal> {
    let asked = Asked::of(args, setup)?;
    if setup::has_screen() && !args.json && !args.plain {
        return screen::lesson(asked, args, setup);
    }
    if asked.interpreter.is_some() {
        trust::ask(&setup.source, &asked.lesson.id, setup)?;
    }
    headless::run(args, &asked, setup)
}

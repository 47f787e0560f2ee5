//! Asking: a lesson that is not of the course runs when somebody has said so.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::lesson::{Source, trust};
use crate::model::tongue::both;
use crate::model::{Both, Lang};

use super::refusal::Refusal;
use super::setup::Setup;

/// Asks before the first run of a lesson that is not of the course. Without a terminal to ask on, `--yes` says it.
///
/// # Errors
/// If the answer is no, or nobody can be asked.
pub fn ask(source: &Source, id: &str, setup: &Setup) -> Result<(), Refusal> {
    if setup.yes || trust::is_allowed(source, id) {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Refusal(unasked(id)));
    }
    if !answered(id, source, setup.lang)? {
        return Err(Refusal(both!("{id} was not run", "没有运行 {id}")));
    }
    // If it cannot be remembered it is asked again next time: no harm.
    let _ = trust::remember(source, id);
    Ok(())
}

fn answered(id: &str, source: &Source, lang: Lang) -> io::Result<bool> {
    let place = match source {
        Source::Course => String::new(),
        Source::Directory(path) => path.join(id).display().to_string(),
    };
    let question = both!(
        "{place} is not a lesson of the course: its program can do on this machine whatever you can.\nRun it? [y/N] ",
        "{place} 不是内置课程：它的程序在这台机器上能做你能做的任何事。\n要运行吗？[y/N] "
    );
    write!(io::stderr(), "{}", question.get(lang))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes", "是"].contains(&answer.trim().to_lowercase().as_str()))
}

fn unasked(id: &str) -> Both {
    both!(
        "{id} is not a lesson of the course and was never run as it is now: read its program, then add --yes",
        "{id} 不是内置课程，而且现在这个内容从未运行过：请先读它的程序，然后加上 --yes"
    )
}

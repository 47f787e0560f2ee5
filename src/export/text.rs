//! A log as a text to read: when, who, what, one sentence per event, in either language.
//!
//! ```text
//!   0.000000  main    begins; its parent is 4700
//!   0.000142  main    forks child
//!   0.000311  child   begins; its parent is 4710
//! ```

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::model::tell;
use crate::model::{Event, Kind, Lang, Log};

/// Columns that a name may take; a longer one pushes its own line to the right.
const WIDEST: usize = 24;

/// Writes what happened, and at the end what was found, if the log does not tell that itself.
///
/// # Errors
/// If it cannot be written.
pub fn write(log: &Log, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let width = width(log);
    for event in log.iter().filter(|event| tell::is_told(event)) {
        writeln!(out, "{}", line(event, lang, width))?;
    }
    if log.count_of(Kind::Finding, log.len()) > 0 {
        return Ok(());
    }
    log.findings().iter().try_for_each(|finding| writeln!(out, "{}", row("", "", finding.sentence.get(lang), width)))
}

/// One event as a line, with a column of `width` for the actor's name.
pub fn line(event: &Event, lang: Lang, width: usize) -> String {
    let seconds = event.t as f64 / 1e9;
    let who = event.actor.as_deref().unwrap_or("");
    row(&format!("{seconds:.6}"), who, tell::event(event).get(lang), width)
}

/// The width of the column of names that fits all actors of a log.
pub fn width(log: &Log) -> usize {
    log.world().actors().map(|actor| actor.name.width()).max().unwrap_or(0).min(WIDEST)
}

fn row(time: &str, who: &str, what: &str, width: usize) -> String {
    let gap = " ".repeat(width.saturating_sub(who.width()));
    format!("{time:>11}  {who}{gap}  {what}").trim_end().to_string()
}

//! A log as lines of JSON: the very lines that `--json` prints.

use std::io::{self, Write};

use crate::model::Log;
use crate::model::json::Pen;

/// Writes every event as a line.
///
/// # Errors
/// If it cannot be written.
pub fn write(log: &Log, out: &mut impl Write) -> io::Result<()> {
    let (mut pen, mut line) = (Pen::default(), Vec::new());
    log.iter().try_for_each(|event| {
        line.clear();
        pen.line(event, &mut line);
        out.write_all(&line)
    })
}

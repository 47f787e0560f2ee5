//! A log as lines of JSON: the very lines that `--json` prints.

use std::io::{self, Write};

use crate::model::{Event, Log, json};

/// Writes every event as a line.
///
/// # Errors
/// If it cannot be written.
pub fn write(log: &Log, out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::with_capacity(256);
    log.iter().try_for_each(|event| write_event(event, &mut line, out))
}

fn write_event(event: &Event, line: &mut Vec<u8>, out: &mut impl Write) -> io::Result<()> {
    line.clear();
    json::write_line(event, line);
    line.push(b'\n');
    out.write_all(line)
}

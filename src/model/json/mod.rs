//! An event as a line of JSON, and back: what `--json` prints and what a recording keeps.
//!
//! Written by hand, because a recording of a million events should open in a second: no detour through a tree of
//! values, and names that come again and again are kept once (see [`Lines`]).

mod lines;
mod read;
mod write;

pub use lines::Lines;

use super::event::Event;

/// The event as one line, without the newline.
pub fn line(event: &Event) -> String {
    let mut out = Vec::with_capacity(192);
    write_line(event, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Appends the event's line to `out`, without the newline.
pub fn write_line(event: &Event, out: &mut Vec<u8>) {
    let before = out.len();
    if write::line(event, out).is_err() {
        out.truncate(before);
    }
}

/// Reads one line. Unknown keys are passed over; an unknown kind is an error that names it.
pub fn parse(line: &str) -> Result<Event, serde_json::Error> {
    Lines::default().read(line)
}

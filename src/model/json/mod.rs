//! An event as a line of JSON, and back: what `--json` prints and what a recording keeps.
//!
//! Written by hand, because a recording of a million events should open in a second: no detour through a tree of
//! values, and names that come again and again are kept once (see [`Lines`]; [`Pen`] for who writes many).

mod lines;
mod pen;
mod read;
mod write;

pub use lines::Lines;
pub use pen::Pen;

use super::event::Event;

/// The event as one line, without the newline.
pub fn line(event: &Event) -> String {
    let mut out = Vec::with_capacity(192);
    let written = write::line(event, &mut out);
    written.ok().and_then(|()| String::from_utf8(out).ok()).unwrap_or_default()
}

/// Reads one line. Unknown keys are passed over; an unknown kind is an error that names it.
pub fn parse(line: &str) -> Result<Event, serde_json::Error> {
    Lines::default().read(line)
}

//! A log in other forms: lines of JSON, a text to read, a trace for Perfetto, a picture of a screen.
//!
//! Invariant: knows the model only. What is drawn on a screen comes in as a buffer of cells.

pub mod ndjson;
pub mod svg;
pub mod text;
pub mod trace;

/// A form in which a recording can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The lines of `--json`.
    Ndjson,
    /// A text to read, one sentence per event.
    Text,
    /// A trace for <https://ui.perfetto.dev> and Chrome.
    Trace,
    /// A picture of the screen.
    Svg,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Ndjson, Format::Text, Format::Trace, Format::Svg];

    /// What `--to` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Ndjson => "ndjson",
            Format::Text => "text",
            Format::Trace => "trace",
            Format::Svg => "svg",
        }
    }

    /// From what `--to` calls it.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

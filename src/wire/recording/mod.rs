//! A recording: a header line and the lines of a log, zstd-compressed, in a file named `*.forklore`.
//!
//! It is written while the run goes on and flushed now and then, so that a file that was cut (a full disk, a killed
//! forklore) can be read up to the cut.

mod fault;
mod header;
mod read;
mod record;

pub use fault::{Cut, Error};
pub use header::Header;
pub use read::{Recording, read, read_from};
pub use record::Recorder;

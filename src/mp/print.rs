//! What an actor writes: told with its name, and really written to its standard output.
//!
//! Never through std's print macros: their lock may be held by another thread at the moment of a fork, and the child
//! would hang on it.

use std::panic::Location;

use crate::model::{Field, Kind};
use crate::wire::record::Sent;

use super::{me, step::Step};

/// Longest piece that is told and written at once, in bytes.
const PIECE: usize = 4000;

/// `print(text, flush=True)`.
#[track_caller]
pub fn print(text: impl AsRef<str>) {
    write_text(1, &format!("{}\n", text.as_ref()), me::line(Location::caller()));
}

/// `print(text, file=sys.stderr)`.
#[track_caller]
pub fn eprint(text: impl AsRef<str>) {
    write_text(2, &format!("{}\n", text.as_ref()), me::line(Location::caller()));
}

/// `sys.stdout.write(text); sys.stdout.flush()`: no line break is added.
#[track_caller]
pub fn write(text: impl AsRef<str>) {
    write_text(1, text.as_ref(), me::line(Location::caller()));
}

/// `os.write(1, bytes)`: bytes that may be no text.
#[track_caller]
pub fn write_bytes(bytes: &[u8]) {
    let line = me::line(Location::caller());
    for piece in bytes.chunks(PIECE) {
        say(1, Sent::Bytes(piece), piece.len(), line);
        write_all(1, piece);
    }
}

/// Tells and writes a text, in pieces that a record holds.
pub(crate) fn write_text(fd: i32, text: &str, line: u32) {
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, after) = rest.split_at(end);
        say(fd, Sent::Text(piece), piece.len(), line);
        write_all(fd, piece.as_bytes());
        rest = after;
    }
}

fn say(fd: i32, text: Sent<'_>, bytes: usize, line: u32) {
    let stream = if fd == 2 { "stderr" } else { "stdout" };
    let step = Step::at_line(Kind::Output, line).bytes(bytes);
    step.with(Field::Stream, Sent::Text(stream)).with(Field::Text, text).once();
}

/// Writes everything, whatever signals come; what cannot be written (nobody reads) is dropped as Python drops it at
/// its end.
fn write_all(fd: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the pointer and length are those of a slice.
        let written = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(written) => bytes = &bytes[written..],
            Err(_) if nix::Error::last() == nix::Error::EINTR => {}
            Err(_) => return,
        }
    }
}

//! An exception: what Python would raise, as a Rust error with Python's name.

use std::fmt;

use crate::model::{Field, Kind};
use crate::wire::record::Sent;

use super::{me, print, step::Step};

/// What Python would raise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Exception {
    /// Its class: `TypeError`, `BrokenPipeError` …
    pub class: String,
    /// Its text.
    pub text: String,
}

impl Exception {
    /// An exception of a class, with a text.
    pub fn new(class: &str, text: impl Into<String>) -> Exception {
        Exception { class: class.into(), text: text.into() }
    }

    /// `OSError` with the kernel's number and words, or its Python subclass where there is one.
    pub fn os(errno: nix::Error) -> Exception {
        let class = match errno {
            nix::Error::EPIPE => "BrokenPipeError",
            nix::Error::ECONNRESET => "ConnectionResetError",
            nix::Error::ECHILD => "ChildProcessError",
            nix::Error::ESRCH => "ProcessLookupError",
            nix::Error::EAGAIN => "BlockingIOError",
            nix::Error::ENOENT => "FileNotFoundError",
            nix::Error::EPERM | nix::Error::EACCES => "PermissionError",
            _ => "OSError",
        };
        Exception::new(class, format!("[Errno {}] {}", errno as i32, errno.desc()))
    }

    /// Tells it, and writes it to standard error as an uncaught one.
    pub(crate) fn uncaught(&self, heading: &str) {
        self.tell();
        let heading = if heading.is_empty() { String::new() } else { format!("{heading}\n") };
        print::write_text(2, &format!("{heading}{self}\n"), 0);
    }

    /// Tells it, as something that the program raised here.
    pub fn tell(&self) {
        if me::slot().0 == 0 {
            return;
        }
        Step::hidden(Kind::Exception)
            .with(Field::Type, Sent::Text(&self.class))
            .with(Field::Text, Sent::Text(cut(&self.text)))
            .note();
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(400);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() { f.write_str(&self.class) } else { write!(f, "{}: {}", self.class, self.text) }
    }
}

impl std::error::Error for Exception {}

/// What a target may return: nothing, or nothing unless it raised.
pub trait Returns {
    /// The exception that ended it, if one did.
    fn raised(self) -> Option<Exception>;
}

impl Returns for () {
    fn raised(self) -> Option<Exception> {
        None
    }
}

impl Returns for Result<(), Exception> {
    fn raised(self) -> Option<Exception> {
        self.err()
    }
}

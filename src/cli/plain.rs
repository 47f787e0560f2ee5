//! A run in words, a line an event: for terminals that can only print, for pipes, for screen readers.
//!
//! ```text
//!    0.002  main     forks writer
//!    0.003  writer   puts 'A' into q
//! ```

use std::io::{self, Write};

use crate::model::{Event, Lang, tell};

use super::list::padded;

/// Tells a run in words.
pub struct Plain {
    lang: Lang,
    widest: usize,
}

impl Plain {
    /// In this language.
    pub fn new(lang: Lang) -> Plain {
        Plain { lang, widest: 8 }
    }

    /// Tells these events.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn tell(&mut self, events: &[Event], out: &mut dyn Write) -> io::Result<()> {
        for event in events.iter().filter(|event| tell::is_told(event)) {
            let actor = event.actor.as_deref().unwrap_or("");
            self.widest = self.widest.max(actor.len());
            let seconds = event.t as f64 / 1e9;
            writeln!(out, "{seconds:8.3}  {}  {}", padded(actor, self.widest), tell::event(event).get(self.lang))?;
        }
        Ok(())
    }
}

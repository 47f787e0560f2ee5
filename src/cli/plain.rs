//! A run in words while it goes on, a line an event: for terminals that can only print, for pipes, for screen readers.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::export::text;
use crate::model::{Event, Lang, World, tell};

/// Tells a run in words.
pub struct Plain {
    lang: Lang,
    /// Columns for the actors' names: grows with the longest so far.
    width: usize,
}

impl Plain {
    /// In this language.
    pub fn new(lang: Lang) -> Plain {
        Plain { lang, width: 12 }
    }

    /// Tells these events.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn tell(&mut self, events: &[Event], out: &mut dyn Write) -> io::Result<()> {
        for event in events.iter().filter(|event| tell::is_told(event)) {
            let actor = event.actor.as_deref().unwrap_or("");
            self.width = self.width.max(actor.width());
            writeln!(out, "{}", text::line(event, self.lang, self.width))?;
        }
        Ok(())
    }

    /// Says who could not be looked into.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn owns_up(&self, world: &World, out: &mut dyn Write) -> io::Result<()> {
        let unseen = world.unseen();
        for said in [unseen.why(), unseen.who()].into_iter().flatten() {
            writeln!(out, "{}", said.get(self.lang))?;
        }
        out.flush()
    }
}

//! The shelf: the list of lessons, the place in it, and a search.

use std::sync::Arc;

use crate::lesson::course::Entry;
use crate::lesson::{Course, Lesson, Progress};

/// The place in the list of lessons, and a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// Place among the lessons that match, from 0.
    pub selected: usize,
    /// What was typed.
    pub search: String,
    /// Whether the learner is typing.
    pub typing: bool,
    /// The lesson selected, once it was read.
    pub glance: Option<Arc<Lesson>>,
    /// The lesson that was asked for last, to be read.
    pub asked: Option<String>,
}

impl Shelf {
    /// At the lesson to go on with.
    pub fn at_next(course: &Course, progress: &Progress) -> Shelf {
        let next = course.next(progress).map(|entry| entry.id.as_str());
        let selected = course.entries().iter().position(|entry| Some(entry.id.as_str()) == next).unwrap_or(0);
        Shelf { selected, ..Shelf::default() }
    }

    /// The lessons that match what was typed.
    pub fn found<'a>(&'a self, course: &'a Course) -> impl Iterator<Item = &'a Entry> {
        course.found(&self.search)
    }

    /// The line of a lesson's text by which it was found, where its title does not tell.
    pub fn line<'a>(&self, course: &'a Course, entry: &Entry) -> Option<&'a str> {
        let wanted = self.search.trim().to_lowercase();
        let hidden = !wanted.is_empty() && !entry.is_named(&wanted);
        hidden.then(|| course.texts.line(&entry.id, &wanted)).flatten()
    }

    /// The lesson selected.
    pub fn chosen<'a>(&'a self, course: &'a Course) -> Option<&'a Entry> {
        self.found(course).nth(self.selected)
    }

    /// The lesson selected, if it was read.
    pub fn read(&self, course: &Course) -> Option<&Lesson> {
        let chosen = self.chosen(course)?;
        self.glance.as_deref().filter(|lesson| lesson.id == chosen.id)
    }

    /// So many up or down among those found.
    pub fn go(&mut self, course: &Course, down: bool, by: usize) {
        let last = self.found(course).count().saturating_sub(1);
        let at = self.selected.min(last);
        self.selected = if down { at.saturating_add(by).min(last) } else { at.saturating_sub(by) };
    }

    /// A character is typed.
    pub fn types(&mut self, course: &Course, c: char) {
        self.search.push(c);
        self.aim(course);
    }

    /// The last character is taken back.
    pub fn takes_back(&mut self, course: &Course) {
        self.search.pop();
        self.aim(course);
    }

    /// To the lesson that what was typed means most likely.
    pub fn aim(&mut self, course: &Course) {
        self.selected = course.nearest_found(&self.search);
    }

    /// At a lesson, if it is among those found: back from it, it is the one selected.
    pub fn find(&mut self, course: &Course, id: &str) {
        let place = self.found(course).position(|entry| entry.id == id);
        self.selected = place.unwrap_or(self.selected);
    }

    /// The search is over; the lesson selected stays so.
    pub fn clear(&mut self, course: &Course) {
        let chosen = self.chosen(course).map(|entry| entry.id.clone());
        let place = |id: String| course.entries().iter().position(|entry| entry.id == id);
        let selected = chosen.and_then(place).unwrap_or(0);
        *self = Shelf { selected, glance: self.glance.take(), asked: self.asked.take(), ..Shelf::default() };
    }
}

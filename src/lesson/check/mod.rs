//! `forklore check`: what can be proved of a lesson's folder.
//!
//! [`folder`] proves it without running anything; [`runs`] and [`orders`] judge runs that somebody else makes. Each page
//! below is one kind of thing that can be wrong; every fault says where it is and what to do.

mod fit;
mod names;
pub mod orders;
mod program;
mod prose;
mod question;
pub mod runs;
mod sheet;
mod variant;

use sheet::Sheet;

use super::prose::Block;
use super::{Fault, Lesson, Source};

/// How many lines some blocks take at a width: the screen knows (`ui::wrap`).
pub type Height<'a> = &'a dyn Fn(&[Block], usize) -> usize;

/// All that is wrong with a lesson's folder, as far as it can be told without running its programs.
pub fn folder(source: &Source, id: &str, height: Height<'_>) -> Vec<Fault> {
    let lesson = match Lesson::load(source, id) {
        Ok(lesson) => lesson,
        Err(fault) => return vec![fault],
    };
    let text = source.text(id, "lesson.toml").ok().flatten().unwrap_or_default();
    let sheet = Sheet::new(id, &text);
    [
        names::faults(&lesson, source, &sheet),
        variant::faults(&lesson, source, &sheet),
        question::faults(&lesson, &sheet),
        prose::faults(&lesson, source),
        program::faults(&lesson, source, &sheet),
        fit::faults(&lesson, &sheet, height),
    ]
    .concat()
}

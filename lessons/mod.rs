//! The table of lessons: which folders there are, and the native programs in them.
//!
//! Adding a lesson: a folder, one `#[path]` line per native program, one row. `tests/lesson_table.rs` compares all three.

use crate::mp::{Exception, Run};

#[path = "fork/program.rs"]
mod fork;
#[path = "fork/no_room.rs"]
mod fork_no_room;

/// What the native engine runs in the lesson's first process. What it raises ends that process as in Python.
pub type Main = fn(&Run) -> Result<(), Exception>;

/// A lesson's row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The folder's name.
    pub id: &'static str,
    /// Its native programs by variant; `main` is the lesson's own. Empty where only CPython can show it.
    pub programs: &'static [(&'static str, Main)],
}

/// All lessons.
#[rustfmt::skip]
pub static TABLE: &[Row] = &[
    Row { id: "fork", programs: &[("main", fork::main), ("no-room", fork_no_room::main)] },
];

/// The native program of a lesson (`None`) or of one of its variants.
pub fn program(id: &str, variant: Option<&str>) -> Option<Main> {
    let row = TABLE.iter().find(|row| row.id == id)?;
    let variant = variant.unwrap_or("main");
    row.programs.iter().find(|(name, _)| *name == variant).map(|(_, main)| *main)
}

/// The source file of a native program as the compiler names it: `Location::file()` of its lines ends in this.
pub fn source_file(id: &str, variant: Option<&str>) -> String {
    format!("lessons/{id}/{}.rs", variant.unwrap_or("program").replace('-', "_"))
}

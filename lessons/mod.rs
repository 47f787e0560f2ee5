//! The table of lessons: which folders there are, and the native programs in them.
//!
//! Adding a lesson: a folder, one `#[path]` line per native program, one row. `tests/lesson_table.rs` compares all three.

/// A lesson's row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The folder's name.
    pub id: &'static str,
    /// Its native programs by variant; `main` is the lesson's own. Empty where only CPython can show it.
    pub programs: &'static [(&'static str, Main)],
}

/// What the native engine runs in the lesson's first process.
pub type Main = fn();

/// All lessons, in the order of the course.
pub static TABLE: &[Row] = &[Row { id: "fork", programs: &[] }];

/// The native program of a lesson or of one of its variants.
pub fn program(id: &str, variant: Option<&str>) -> Option<Main> {
    let row = TABLE.iter().find(|row| row.id == id)?;
    let variant = variant.unwrap_or("main");
    row.programs.iter().find(|(name, _)| *name == variant).map(|(_, main)| *main)
}

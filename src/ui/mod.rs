//! What the learner sees: every screen, drawn from the state of the app and the world at the cursor.
//!
//! Invariant: drawing changes nothing, and a pane gets its area and its slice of the world, never the app. This room
//! knows nothing of real processes, nor of the terminal.

pub mod glyph;
pub mod ink;
pub mod lexer;
pub mod pane;
pub mod prose;
mod screen;
pub mod theme;
pub mod words;
pub mod wrap;

pub use screen::draw;

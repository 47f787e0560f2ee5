//! What travels between the processes of forklore: records in an arena of rings, and the lines of a recording.
//!
//! Invariant: knows the model, and nothing of lessons, screens or who runs what.

pub mod arena;
pub mod class;
pub mod futex;
pub mod lacks;
pub mod layout;
pub mod order;
mod reader;
pub mod record;
pub mod recording;
pub mod ring;

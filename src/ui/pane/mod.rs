//! Panes: each draws one slice of the world into one area.

pub mod choose;
pub mod code;
pub mod doing;
pub mod lock;
pub mod objects;
pub mod outcomes;
pub mod output;
pub mod pipe;
pub mod pool;
pub mod processes;
pub mod queue;
pub mod value;
pub mod who;

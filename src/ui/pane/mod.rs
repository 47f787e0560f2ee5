//! Panes: each draws one slice of the world into one area.

pub mod choose;
pub mod code;
pub mod compare;
pub mod cores;
pub mod doing;
pub mod family;
pub mod happened;
pub mod header;
pub mod lanes;
pub mod lock;
mod meeting;
pub mod moment;
pub mod objects;
pub mod outcomes;
pub mod output;
pub mod pages;
pub mod pipe;
pub mod pool;
pub mod price;
pub mod processes;
pub mod queue;
pub mod scale;
pub mod tree;
pub mod value;
pub mod verdicts;
pub mod waits;
pub mod who;

//! What happened, and what is true: events, names, the world after the first n of them, the log and its cursor.
//!
//! Invariant: pure. No input or output, clock, thread, randomness, hash order or screen; the model knows no other room.

pub mod choices;
pub mod compare;
pub mod event;
pub mod finding;
pub mod independence;
mod index;
pub mod json;
pub mod log;
pub mod misfit;
pub mod name;
pub mod need;
pub mod otherwise;
pub mod outcome;
pub mod present;
pub mod report;
pub mod retold;
pub mod schedule;
pub mod skeleton;
pub mod stop;
pub mod tell;
pub mod timeline;
pub mod tongue;
pub mod waiting;
pub mod world;

pub use event::{Event, Field, Kind, Phase, Place, Val};
pub use finding::{Finding, findings};
pub use log::Log;
pub use name::{ActorName, ObjectName};
pub use present::Present;
pub use retold::Retold;
pub use timeline::Timeline;
pub use tongue::{Both, Lang};
pub use world::World;

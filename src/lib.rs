//! forklore teaches how processes work and how they talk, by running real ones and showing what they do.
//!
//! A run is a log, and a log is a run: what a lesson's processes do becomes [`model::Event`]s, and a live run, a
//! recording, a path of the explorer and a test's story are all the same list of them. Everything downstream reads that
//! list and nothing else.
//!
//! # The way of an event
//!
//! ```text
//! a lesson's process       mp tells ──▶ a ring in shared memory (wire)
//! run                      takes the rings in, puts the records in order, names them ──▶ events
//! tui · cli                one loop: keys, events, ticks, signals ──▶ messages
//! app                      update(message) ──▶ effects; its player keeps the log and a cursor in it
//! model                    World::apply: what is true after the first n events
//! ui                       draws that
//! ```
//!
//! # The rooms, and what each never does
//!
//! | room | is | invariant |
//! |---|---|---|
//! | [`model`] | events, names, world, log, findings, schedules | pure: no input or output, clock, thread, randomness, screen; knows no other room |
//! | [`wire`] | records, rings, messages between processes, recordings | nothing that is read can make it panic; knows the model only |
//! | [`lesson`] | a folder as a value: prose, moments, claims, course, progress | runs nothing and draws nothing |
//! | [`mp`] | Python's multiprocessing in Rust, each step told | knows nothing of who listens; no print macros, which hang after a fork |
//! | [`lessons`] | the native programs | written on `mp` alone |
//! | [`run`] | keeper, intake, samples, the end of everything | knows nothing of screens; leaves no process behind |
//! | [`explore`] | every order, by real runs | reports an outcome only if a real run showed it |
//! | [`export`] | a log in other formats | knows the log only; a screen comes to it as a buffer |
//! | [`app`] | state and keys of the screen | pure: `update` returns what is to be done, and does nothing |
//! | [`ui`] | the drawing | changes nothing; a pane sees the world, never the app |
//! | [`tui`] | the loop of the screen | one thread; the only place that joins the app to real runs and a real terminal |
//! | [`cli`] | the command line | standard output carries what was asked for and nothing else |
//!
//! Beside them stands `src/emitter`, which is no part of this library: the compiled part of the probe, built by its own
//! `build.rs` and loaded by the interpreters that are watched.
//!
//! `tests/layers.rs` reads the imports and fails with the sentence of the rule that is broken.
#![cfg(target_os = "linux")]

pub mod app;
pub mod cli;
pub mod explore;
pub mod export;
pub mod lesson;
#[path = "../lessons/mod.rs"]
pub mod lessons;
pub mod model;
pub mod mp;
pub mod run;
pub mod tui;
pub mod ui;
pub mod wire;

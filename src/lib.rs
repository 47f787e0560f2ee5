//! forklore teaches how processes work and how they talk, by running real ones and showing what they do.
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
pub mod ui;
pub mod wire;

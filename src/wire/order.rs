//! An order: what forklore tells its keeper to run, and what the keeper answers.

use serde::{Deserialize, Serialize};

/// What to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The lesson's id.
    pub lesson: String,
    /// Which of its programs: `main`, or the variant that has one of its own.
    pub program: String,
    /// Its variant, if it is one.
    pub variant: Option<String>,
    /// Every knob with its setting.
    pub knobs: Vec<(String, Setting)>,
    /// Seed of all randomness.
    pub seed: u64,
}

/// The setting of a knob.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Setting {
    /// A switch.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A word.
    Text(String),
}

/// What forklore says to a keeper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Say {
    /// Run this.
    Start(Order),
    /// End everything.
    Stop,
}

/// What a keeper answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The main process has ended; its status. Others may live on.
    MainEnded(Option<i32>),
    /// Nothing of the run is left. How many processes had to be ended.
    Over {
        /// How many had to be ended by force.
        killed: u32,
    },
    /// It could not be started.
    Refused,
}

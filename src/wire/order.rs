//! An order: what forklore tells its keeper to run, and what the keeper answers.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::Kind;

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
    /// How the order is decided; `None`: it is not, everybody goes as the kernel lets them.
    pub gating: Option<Gating>,
    /// Whether nobody reads what the program writes.
    pub quiet: bool,
    /// What to execute, where the program is not one of this binary's own.
    pub execute: Option<Execute>,
}

/// A program to be executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execute {
    /// Where it is.
    pub program: PathBuf,
    /// Its arguments, its own name first.
    pub args: Vec<OsString>,
    /// Variables that are set for it, beside what is there.
    pub variables: Vec<(OsString, OsString)>,
    /// Variables that are taken out of what is there.
    pub without: Vec<OsString>,
    /// Where it runs; `None`: here.
    pub directory: Option<PathBuf>,
    /// Whether it is the learner's own: in the session and with the input of whoever asks for it, and it outlives them.
    pub watched: bool,
    /// Whether the two streams that it writes to are terminals of its own, the first its keyboard too.
    pub terminal: bool,
    /// Signals that are to be ignored in it from the beginning, as they were where forklore was started.
    pub ignored: Vec<i32>,
    /// Where the bells of its gate hang.
    pub bells: PathBuf,
    /// The directory of this run alone, which goes with it, whoever is left to clear it away.
    pub workplace: PathBuf,
}

/// How the order of a run is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gating {
    /// Who goes, choice by choice: name, and whether its timed wait ends instead.
    pub schedule: Vec<(String, bool)>,
    /// What comes after the schedule.
    pub then: Then,
    /// Kinds of steps that are choices beside operations on shared objects.
    pub choices: Vec<Kind>,
    /// Most steps of the run.
    pub most: u32,
    /// After the schedule: steps that need not be tried here, because their orders were tried elsewhere.
    pub asleep: Vec<Asleep>,
}

/// A step that need not be tried until a step that depends on it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asleep {
    /// Whose.
    pub actor: String,
    /// Whether it is the ending of a timed wait.
    pub timeout: bool,
    /// Its kind.
    pub kind: Kind,
    /// Name of the object that it is about.
    pub object: Option<String>,
    /// Name of the actor that it is about.
    pub target: Option<String>,
}

/// What comes after the schedule's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// The first who can.
    #[default]
    First,
    /// Whoever forklore names.
    Ask,
}

/// An actor in front of its next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its slot.
    pub slot: u32,
    /// Whether this is the ending of its timed wait, and not its step.
    pub timeout: bool,
    /// What it lacks, as a number of [`super::lacks`]; 0 if it can go.
    pub lacks: u32,
    /// Kind of its step.
    pub kind: Kind,
    /// Number of the object.
    pub object: u32,
    /// Slot of the actor that the step is about.
    pub target: u32,
    /// Line of the program.
    pub line: u32,
    /// The value, as far as it is known.
    pub value: String,
}

/// A choice that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Which of the candidates.
    pub chosen: u32,
    /// All that stood in front of a step.
    pub candidates: Vec<Candidate>,
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// All processes ended.
    Done,
    /// Somebody is parked and nobody can go.
    Deadlock,
    /// It had as many steps as it may.
    TooLong,
    /// Whoever could go was asleep: all orders from here on were tried elsewhere.
    Redundant,
    /// The schedule names somebody who cannot go: at which of its turns, and the candidates there.
    Misfit {
        /// Place in the schedule, from 0.
        turn: u32,
        /// Who stood in front of a step.
        candidates: Vec<Candidate>,
    },
    /// Forklore said stop, or is gone.
    Stopped,
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
    Start(Box<Order>),
    /// This candidate goes.
    Go {
        /// Its slot.
        slot: u32,
        /// Its timed wait ends instead.
        timeout: bool,
    },
    /// End everything.
    Stop,
}

/// What a keeper answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Somebody must go next: who stands there.
    Choice(Vec<Candidate>),
    /// Choices that were made, in order.
    Taken(Vec<Taken>),
    /// The main process has ended; its status. Others may live on.
    MainEnded(Option<i32>),
    /// Nothing of the run is left. How many processes had to be ended.
    Over {
        /// How many had to be ended by force.
        killed: u32,
        /// How it came to its end.
        ending: Ending,
        /// Whether somebody slept in the kernel where the gate could not see what for.
        inexact: bool,
    },
    /// It could not be started.
    Refused,
}

impl Ending {
    /// The word of `run.end`.
    pub fn reason(&self) -> &'static str {
        match self {
            Ending::Done => "done",
            Ending::Deadlock => "hang",
            Ending::TooLong => "limit",
            Ending::Misfit { .. } | Ending::Stopped | Ending::Redundant => "stopped",
        }
    }
}

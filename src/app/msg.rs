//! What comes to the app, and what it asks for in return.

use std::collections::BTreeMap;

use super::exploring::Explored;
use super::key::Key;
use super::player::Pace;
use super::wish::Wish;
use crate::lesson::{Lesson, Preferences, Progress, Texts};
use crate::model::compare::Comparison;
use crate::model::misfit::Misfit;
use crate::model::outcome::Outcomes;
use crate::model::report::Aim;
use crate::model::schedule::{Stand, Turn};
use crate::model::{Both, Event};

/// Something that happened, for the app to take in.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Time has passed: nanoseconds since the last such word.
    Tick(u64),
    /// The window has so many rows.
    Window(u16),
    /// A lesson was read.
    Opened(Box<Lesson>),
    /// The lesson selected in the course was read, to be told of.
    Glanced(Box<Lesson>),
    /// What all lessons say was read, to be searched.
    Texts(Box<Texts>),
    /// The run has told something.
    Told(Vec<Event>),
    /// Everybody stands in front of a step: somebody must go.
    Choice(Vec<Stand>),
    /// The order that was asked for does not fit the run: it is stopped.
    Misfit(Misfit),
    /// What exploring has come to, so far or at its end.
    Explored(Box<Explored>),
    /// What ordinary runs gave; at their end, or so far.
    Ordinary(Box<Outcomes>, bool),
    /// The run is over; nothing more will be told.
    Ended,
    /// The program was run on both engines: what each did; `None` if that could not be.
    Compared(Option<Box<Comparison>>),
    /// Texts of files that events point into, by the names that events call them by.
    Sources(BTreeMap<String, String>),
    /// Something could not be done; why, and what to do.
    Failed(Both),
    /// Something that the learner should know, and that stops nothing.
    Noticed(Both),
    /// What was kept of earlier sittings.
    Remembered(Box<Progress>),
}

/// Something that the app cannot do itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Reads a lesson; answered by [`Msg::Opened`] or [`Msg::Failed`].
    Open(String),
    /// Reads the lesson that is selected in the course; answered by [`Msg::Glanced`].
    Glance(String),
    /// Reads what all lessons say; answered by [`Msg::Texts`].
    ReadTexts,
    /// Starts a run, in place of any other; answered by [`Msg::Told`] and at last [`Msg::Ended`], or by [`Msg::Failed`].
    Start(Box<Wish>),
    /// Stops the run.
    Stop,
    /// Ends a run in which nobody can move.
    EndStuck,
    /// In step mode: this actor goes next.
    Go(Turn),
    /// Tries orders; answered by [`Msg::Explored`], several times.
    Explore(Box<Wish>, Aim),
    /// So many ordinary runs; answered by [`Msg::Explored`].
    Ordinary(Box<Wish>, usize),
    /// Runs it on both engines; answered by [`Msg::Compared`].
    Compare(Box<Wish>),
    /// Breaks off exploring and comparing.
    StopExploring,
    /// Reads the files that events point into; answered by [`Msg::Sources`].
    ReadSources(Vec<String>),
    /// Types these bytes into the program that is watched.
    Type(Vec<u8>),
    /// Goes away from the program that is watched, which goes on.
    Leave,
    /// Gives a text to the terminal's clipboard (OSC 52).
    Copy(String),
    /// How fast the run's actors go on; `None` holds them.
    SetPace(Option<Pace>),
    /// Keeps what the learner has done in a lesson.
    Keep(Box<Progress>),
    /// Keeps language, theme, engine.
    KeepSetting(Preferences),
    /// To the shell, until `fg`.
    Suspend,
    /// Ends forklore.
    Quit,
}

//! Progress: what the learner has done, predicted, skipped and won; it outlives the program.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::store::{self, Found};

/// The file's name in the state directory.
pub const FILE: &str = "progress.json";

/// What the learner has done so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    #[serde(default)]
    last: Option<String>,
    #[serde(default)]
    lessons: BTreeMap<String, Record>,
}

/// What was done in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Gone through to the end.
    #[serde(default)]
    pub done: bool,
    /// How often it was run.
    #[serde(default)]
    pub runs: u32,
    /// What was answered, by the question's id.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    /// Moves of the best way found, by the challenge's id.
    #[serde(default)]
    pub challenges: BTreeMap<String, u32>,
}

/// What was answered. A question answered again keeps its first answer: that was the prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The option picked; `None` if it was skipped.
    pub picked: Option<String>,
    /// Whether the run has shown it to be right; `None` until it has.
    #[serde(default)]
    pub right: Option<bool>,
}

impl Progress {
    /// Reads the file in a state directory.
    pub fn load(dir: &Path) -> Found<Progress> {
        store::read(&dir.join(FILE), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn save(&self, dir: &Path) -> io::Result<()> {
        store::write(&dir.join(FILE), &(self.to_json() + "\n"))
    }

    /// The whole record, as the file has it: for keeping or showing elsewhere.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The lesson that was open last.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// What was done in a lesson.
    pub fn record(&self, lesson: &str) -> Option<&Record> {
        self.lessons.get(lesson)
    }

    /// Whether a lesson was gone through to the end.
    pub fn is_done(&self, lesson: &str) -> bool {
        self.record(lesson).is_some_and(|record| record.done)
    }

    /// What was answered to a question.
    pub fn answer(&self, lesson: &str, question: &str) -> Option<&Answer> {
        self.record(lesson)?.answers.get(question)
    }

    /// A lesson is opened.
    pub fn open(&mut self, lesson: &str) {
        self.last = Some(lesson.to_string());
    }

    /// A lesson is run.
    pub fn ran(&mut self, lesson: &str) {
        self.of(lesson).runs += 1;
    }

    /// A lesson is gone through.
    pub fn finish(&mut self, lesson: &str) {
        self.of(lesson).done = true;
    }

    /// A question is answered, or skipped (`None`). One that was skipped may still be answered.
    pub fn pick(&mut self, lesson: &str, question: &str, option: Option<&str>) {
        let answer = self.of(lesson).answers.entry(question.to_string()).or_default();
        if answer.picked.is_none() {
            *answer = Answer { picked: option.map(ToString::to_string), right: None };
        }
    }

    /// A run has decided a question: `right` is the option that it shows to be right.
    pub fn grade(&mut self, lesson: &str, question: &str, right: &str) {
        if let Some(answer) = self.of(lesson).answers.get_mut(question) {
            answer.right = answer.picked.as_deref().map(|picked| picked == right);
        }
    }

    /// A challenge is won in so many moves. Returns whether that is the learner's best.
    pub fn win(&mut self, lesson: &str, challenge: &str, moves: u32) -> bool {
        let best = self.of(lesson).challenges.entry(challenge.to_string()).or_insert(u32::MAX);
        let better = moves < *best;
        *best = moves.min(*best);
        better
    }

    fn of(&mut self, lesson: &str) -> &mut Record {
        self.lessons.entry(lesson.to_string()).or_default()
    }
}

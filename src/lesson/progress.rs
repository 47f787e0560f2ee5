//! Progress: what the learner has done, predicted, skipped and won; it outlives the program.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::store::{self, Found};
use crate::model::Both;

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

impl Record {
    /// How many predictions and answers the runs have shown to be right, and how many they have decided.
    pub fn score(&self) -> (usize, usize) {
        let decided = || self.answers.values().filter_map(|answer| answer.right);
        (decided().filter(|right| *right).count(), decided().count())
    }

    /// Adds what another sitting knows. A first answer stays the first.
    fn join(&mut self, other: Record) {
        self.done |= other.done;
        self.runs = self.runs.max(other.runs);
        for (question, answer) in other.answers {
            let own = self.answers.entry(question).or_default();
            if own.picked.is_none() || (own.picked == answer.picked && own.right.is_none()) {
                *own = answer;
            }
        }
        for (challenge, moves) in other.challenges {
            let best = self.challenges.entry(challenge).or_insert(moves);
            *best = moves.min(*best);
        }
    }
}

impl Progress {
    /// Reads the file in a state directory.
    pub fn load(dir: &Path) -> Found<Progress> {
        store::read(&dir.join(FILE), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
    }

    /// Writes the file. What another sitting has written there meanwhile is not lost: both are joined.
    /// Says so if what stood there was broken and had to be set aside.
    ///
    /// # Errors
    /// If the directory cannot be written: the disk is full or read-only. What stood there before stands there still.
    pub fn save(&self, dir: &Path) -> io::Result<Option<Both>> {
        let found = Progress::load(dir);
        let whole = self.clone().joined(found.value);
        store::write(&dir.join(FILE), &(whole.to_json() + "\n")).map(|()| found.notice)
    }

    /// This, and what is told elsewhere of the same learner: nothing that was done is undone.
    pub fn joined(mut self, other: Progress) -> Progress {
        self.last = self.last.or(other.last);
        for (lesson, record) in other.lessons {
            self.of(&lesson).join(record);
        }
        self
    }

    /// The whole record, as the file has it: for keeping or showing elsewhere.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The lesson that was open last.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// What was done, by lesson.
    pub fn records(&self) -> impl Iterator<Item = (&str, &Record)> {
        self.lessons.iter().map(|(id, record)| (id.as_str(), record))
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

    /// Whether a lesson was begun and not gone through.
    pub fn is_begun(&self, lesson: &str) -> bool {
        self.record(lesson).is_some_and(|record| !record.done && (record.runs > 0 || !record.answers.is_empty()))
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

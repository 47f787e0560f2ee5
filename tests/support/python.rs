//! Small programs of `tests/told`, watched on CPython, and questions about what was told.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fmt::Write as _;

use forklore::run::interpreter::Interpreter;
use serde_json::Value;

use super::binary::{answer, file, forklore};
use super::interpreters;

/// What was told of a run.
pub struct Told(pub Vec<Value>);

/// Those of the events that are asked for.
#[derive(Clone)]
pub struct Some_<'a> {
    told: &'a Told,
    asked: String,
    found: Vec<&'a Value>,
}

/// Watches `tests/told/<script>.py`.
pub fn watch(python: &str, script: &str, method: &str) -> Told {
    until(python, script, &["watch", "--json", "--", python, &file(&format!("tests/told/{script}.py")), method])
}

/// Watches it until something is found.
pub fn watch_until_finding(python: &str, script: &str) -> Told {
    let path = file(&format!("tests/{script}.py"));
    until(python, script, &["watch", "--until", "finding", "--json", "--", python, &path])
}

/// The same of a program that is told how to start its processes.
pub fn watch_started_until_finding(python: &str, script: &str, method: &str) -> Told {
    let path = file(&format!("tests/{script}.py"));
    until(python, script, &["watch", "--until", "finding", "--json", "--", python, &path, method])
}

fn until(python: &str, script: &str, words: &[&str]) -> Told {
    let answer = answer(&mut forklore(words));
    let told = Told(answer.json());
    let odd = told.0.iter().find(|event| event["kind"] == "oddity" || event["kind"] == "lost");
    assert!(odd.is_none(), "{script} on {python}: {}\n{}", odd.unwrap(), told.text());
    assert!(!told.0.is_empty(), "{script} on {python}: {}", answer.err);
    told
}

impl Told {
    /// Those of a kind.
    pub fn of(&self, kind: &str) -> Some_<'_> {
        let found = self.0.iter().filter(|event| event["kind"] == kind).collect();
        Some_ { told: self, asked: kind.to_string(), found }
    }

    /// Fails unless what each question asks for comes after what the one before it has found.
    pub fn in_order(&self, questions: &[&dyn Fn(&Value) -> bool]) {
        let mut rest = self.0.iter();
        for (number, question) in questions.iter().enumerate() {
            assert!(rest.any(question), "number {number} does not come in its place in\n{}", self.text());
        }
    }

    /// The sentence of the finding with this id, in English.
    pub fn finding(&self, id: &str) -> String {
        let found = self.of("finding").with("id", id).only();
        assert!(!found["sentence"]["zh"].as_str().unwrap().is_empty());
        found["sentence"]["en"].as_str().unwrap().to_string()
    }

    /// All of it, for whoever looks for what is wrong.
    pub fn text(&self) -> String {
        let told = self.0.iter().filter(|event| event["kind"] != "sample");
        told.fold(String::new(), |mut text, event| {
            let _ = writeln!(text, "{event}");
            text
        })
    }
}

impl<'a> Some_<'a> {
    /// Those with this phase; with none, where it is empty.
    pub fn phase(self, phase: &str) -> Some_<'a> {
        match phase {
            "" => self.filter("phase", |value| value.is_null()),
            _ => self.with("phase", phase),
        }
    }

    /// Those with this value in a field.
    pub fn with(self, field: &str, wanted: impl Into<Value>) -> Some_<'a> {
        let wanted = wanted.into();
        self.filter(field, |value| *value == wanted)
    }

    fn filter(mut self, field: &str, is: impl Fn(&Value) -> bool) -> Some_<'a> {
        self.found.retain(|event| is(&event[field]));
        let _ = write!(self.asked, " by {field}");
        self
    }

    /// All of them.
    pub fn all(self) -> Vec<&'a Value> {
        self.found
    }

    /// The one that there is.
    pub fn only(self) -> &'a Value {
        assert_eq!(self.found.len(), 1, "{} in\n{}", self.asked, self.told.text());
        self.found[0]
    }
}

/// Tries something on the interpreter that is there.
pub fn some_cpython(tries: &[fn(&str)]) {
    interpreters::some(|interpreter| on(interpreter, tries));
}

/// Tries it on all of them.
pub fn every_cpython(tries: &[fn(&str)]) {
    interpreters::every(|interpreter| on(interpreter, tries));
}

fn on(interpreter: &Interpreter, tries: &[fn(&str)]) {
    tries.iter().for_each(|attempt| attempt(interpreter.path.to_str().unwrap()));
}

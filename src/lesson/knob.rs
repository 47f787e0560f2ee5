//! A knob: a capital constant of a lesson's program that the learner may turn before a run.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::nearest;
use crate::model::{Both, Val};

/// A constant of the program that may be turned: `ITEMS = 3`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knob {
    /// Its name on the command line; the constant's name is the same in capitals.
    pub id: String,
    /// What values it takes.
    pub kind: KnobKind,
    /// The value that stands in the program.
    pub default: Setting,
    /// Smallest value of a number.
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest value of a number.
    #[serde(default)]
    pub max: Option<f64>,
    /// How far one key press turns a number; 1 where not said.
    #[serde(default)]
    pub stride: Option<f64>,
    /// The words that a choice chooses from.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Its words on screen.
    pub label: Both,
}

/// What values a knob takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnobKind {
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// Yes or no.
    Bool,
    /// One of a few words.
    Choice,
}

/// What a knob is set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A word.
    Word(String),
}

/// What all knobs of a run are set to, by their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(BTreeMap<String, Setting>);

/// Why a knob cannot be set so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct KnobError(pub Both);

impl Knob {
    /// The constant's name in the program.
    pub fn constant(&self) -> String {
        self.id.to_uppercase().replace('-', "_")
    }

    /// Reads a value as it is written on the command line.
    pub fn parse(&self, text: &str) -> Result<Setting, KnobError> {
        let read = match self.kind {
            KnobKind::Int => text.parse().ok().map(Setting::Int),
            KnobKind::Float => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Setting::Float),
            KnobKind::Bool => yes_or_no(text).map(Setting::Bool),
            KnobKind::Choice => Some(Setting::Word(text.to_string())),
        };
        read.filter(|setting| self.takes(setting)).ok_or_else(|| self.refuses(text))
    }

    /// Whether a value is of this knob's kind and within its range.
    pub fn takes(&self, setting: &Setting) -> bool {
        let within = |number: f64| self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max);
        match (self.kind, setting) {
            (KnobKind::Int, Setting::Int(number)) => within(*number as f64),
            (KnobKind::Float, Setting::Float(number)) => within(*number),
            (KnobKind::Float, Setting::Int(number)) => within(*number as f64),
            (KnobKind::Bool, Setting::Bool(_)) => true,
            (KnobKind::Choice, Setting::Word(word)) => self.choices.contains(word),
            _ => false,
        }
    }

    /// The range in words: `1 to 8`, `yes or no`, `fork, spawn`.
    pub fn range(&self) -> Both {
        match (self.kind, self.min, self.max) {
            (KnobKind::Bool, ..) => Both::fixed("true or false", "true 或 false"),
            (KnobKind::Choice, ..) => Both::same(self.choices.join(", ")),
            (_, Some(min), Some(max)) => Both::new(format!("{min} to {max}"), format!("{min} 到 {max}")),
            (_, Some(min), None) => Both::new(format!("{min} or more"), format!("{min} 以上")),
            (_, None, Some(max)) => Both::new(format!("{max} or less"), format!("{max} 以下")),
            (KnobKind::Int, None, None) => Both::fixed("any whole number", "任意整数"),
            (KnobKind::Float, None, None) => Both::fixed("any number", "任意数"),
        }
    }

    /// The next value up or down, for the keys on screen; stays inside the range.
    pub fn turned(&self, from: &Setting, up: bool) -> Setting {
        let step = if up { self.stride.unwrap_or(1.0) } else { -self.stride.unwrap_or(1.0) };
        let within = |number: f64| number.max(self.min.unwrap_or(f64::MIN)).min(self.max.unwrap_or(f64::MAX));
        match from {
            Setting::Bool(yes) => Setting::Bool(!yes),
            Setting::Int(number) => Setting::Int(within(*number as f64 + step) as i64),
            Setting::Float(number) => Setting::Float((within(number + step) * 1e6).round() / 1e6),
            Setting::Word(word) => Setting::Word(self.neighbour(word, up)),
        }
    }

    fn neighbour(&self, word: &str, up: bool) -> String {
        let last = self.choices.len().saturating_sub(1);
        let at = self.choices.iter().position(|choice| choice == word).unwrap_or(0);
        let next = if up { (at + 1).min(last) } else { at.saturating_sub(1) };
        self.choices.get(next).cloned().unwrap_or_default()
    }

    fn refuses(&self, text: &str) -> KnobError {
        let Knob { id, default, .. } = self;
        let range = self.range();
        KnobError(Both::new(
            format!("`{id}` cannot be `{text}`: it takes {} (it is {default} if not set)", range.en),
            format!("`{id}` 不能设为 `{text}`：可取 {}（不设时为 {default}）", range.zh),
        ))
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

impl Settings {
    /// Every knob at its default.
    pub fn defaults(knobs: &[Knob]) -> Settings {
        Settings(knobs.iter().map(|knob| (knob.id.clone(), knob.default.clone())).collect())
    }

    /// Sets one knob from `knob=value`, as after `--set`.
    pub fn set(&mut self, knobs: &[Knob], assignment: &str) -> Result<(), KnobError> {
        let (id, text) = assignment.split_once('=').ok_or_else(|| no_value(assignment))?;
        let id = id.trim().to_lowercase();
        let knob = knobs.iter().find(|knob| knob.id == id).ok_or_else(|| unknown(&id, knobs))?;
        self.0.insert(id, knob.parse(text.trim())?);
        Ok(())
    }

    /// Sets one knob to a value that is known to be in its range.
    pub fn put(&mut self, id: impl Into<String>, setting: Setting) {
        self.0.insert(id.into(), setting);
    }

    /// What one knob is set to.
    pub fn get(&self, id: &str) -> Option<&Setting> {
        self.0.get(id)
    }

    /// Whether the knobs that are named are all set so.
    pub fn meet(&self, given: &BTreeMap<String, Setting>) -> bool {
        given.iter().all(|(id, setting)| self.get(id) == Some(setting))
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.0.iter().map(|(id, setting)| (id.as_str(), setting))
    }

    /// As text, by id: what a run's request and its first event carry.
    pub fn texts(&self) -> Vec<(String, String)> {
        self.iter().map(|(id, setting)| (id.to_string(), setting.to_string())).collect()
    }

    /// A copy of a Python program in which only the literals of these knobs differ.
    ///
    /// A constant that the program does not have is left out: [`literal`] finds it missing for `forklore check`.
    pub fn into_program(&self, program: &str) -> String {
        let turned = |line: &str| {
            let (constant, literal) = constant_of(line)?;
            let (_, setting) = self.iter().find(|(id, _)| id.to_uppercase().replace('-', "_") == constant)?;
            Some(line.replacen(literal, &setting.python(), 1))
        };
        program.split_inclusive('\n').map(|line| turned(line).unwrap_or_else(|| line.to_string())).collect()
    }
}

/// The literal that a constant is set to in a Python program, and the number of its line, from 1.
pub fn literal<'a>(program: &'a str, constant: &str) -> Option<(usize, &'a str)> {
    let found =
        |(at, line)| constant_of(line).filter(|(name, _)| *name == constant).map(|(_, literal)| (at + 1, literal));
    program.lines().enumerate().find_map(found)
}

/// Name and literal of a line `NAME = literal  # comment` at the left margin.
fn constant_of(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once(" = ")?;
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(capital) {
        return None;
    }
    let literal = match rest.chars().next()? {
        quote @ ('"' | '\'') => &rest[..rest[1..].find(quote)? + 2],
        _ => rest.split('#').next()?.trim_end(),
    };
    Some((name, literal))
}

impl Setting {
    /// As a literal of Python.
    pub fn python(&self) -> String {
        match self {
            Setting::Bool(true) => "True".into(),
            Setting::Bool(false) => "False".into(),
            Setting::Float(number) => format!("{number:?}"),
            Setting::Int(number) => number.to_string(),
            Setting::Word(word) => format!("{word:?}"),
        }
    }

    /// Whether a literal of Python means this value.
    pub fn is_literal(&self, literal: &str) -> bool {
        match self {
            Setting::Word(word) => literal.trim_matches(['"', '\'']) == word,
            Setting::Float(number) => literal.parse() == Ok(*number),
            _ => literal == self.python(),
        }
    }

    /// As a number, where it is one; yes is 1.
    pub fn number(&self) -> Option<f64> {
        match self {
            Setting::Int(number) => Some(*number as f64),
            Setting::Float(number) => Some(*number),
            Setting::Bool(yes) => Some(f64::from(u8::from(*yes))),
            Setting::Word(_) => None,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Bool(yes) => yes.fmt(f),
            Setting::Int(number) => number.fmt(f),
            Setting::Float(number) => number.fmt(f),
            Setting::Word(word) => f.pad(word),
        }
    }
}

impl From<&Setting> for Val {
    fn from(setting: &Setting) -> Val {
        match setting {
            Setting::Bool(yes) => Val::Bool(*yes),
            Setting::Int(number) => Val::Int(*number),
            Setting::Float(number) => Val::Float(*number),
            Setting::Word(word) => Val::text(word),
        }
    }
}

fn no_value(assignment: &str) -> KnobError {
    KnobError(Both::new(
        format!("`{assignment}` sets nothing: write knob=value, such as `items=5`"),
        format!("`{assignment}` 没有给出值：请写成 旋钮=值，例如 `items=5`"),
    ))
}

fn unknown(id: &str, knobs: &[Knob]) -> KnobError {
    let all: Vec<&str> = knobs.iter().map(|knob| knob.id.as_str()).collect();
    KnobError(match (nearest(id, all.iter().copied()), all.is_empty()) {
        (_, true) => {
            Both::new(format!("no knob `{id}`: this lesson has none"), format!("没有旋钮 `{id}`：这一课没有旋钮"))
        }
        (Some(near), _) => Both::new(
            format!("no knob `{id}`: did you mean `{near}`? This lesson has {}", all.join(", ")),
            format!("没有旋钮 `{id}`：是不是想写 `{near}`？这一课有 {}", all.join("、")),
        ),
        (None, _) => Both::new(
            format!("no knob `{id}`: this lesson has {}", all.join(", ")),
            format!("没有旋钮 `{id}`：这一课有 {}", all.join("、")),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Knob> {
        let knob = |id: &str, kind, default, min, max, choices: &[&str]| Knob {
            id: id.into(),
            kind,
            default,
            min,
            max,
            stride: None,
            choices: choices.iter().map(ToString::to_string).collect(),
            label: Both::same(id),
        };
        vec![
            knob("items", KnobKind::Int, Setting::Int(3), Some(1.0), Some(9.0), &[]),
            knob("pause", KnobKind::Float, Setting::Float(0.5), Some(0.0), None, &[]),
            knob("sentinel", KnobKind::Bool, Setting::Bool(false), None, None, &[]),
            knob("method", KnobKind::Choice, Setting::Word("fork".into()), None, None, &["fork", "spawn"]),
        ]
    }

    const PROGRAM: &str =
        "ITEMS = 3  # how many\nPAUSE = 0.5\nSENTINEL = False\nMETHOD = 'fork'\nitems = 3\n\nprint(ITEMS)\n";

    #[test]
    fn only_the_literal_differs() {
        let knobs = items();
        let mut settings = Settings::defaults(&knobs);
        for assignment in ["items=7", "pause=0", "sentinel=yes", "method=spawn"] {
            settings.set(&knobs, assignment).unwrap();
        }
        let copy = settings.into_program(PROGRAM);
        assert_eq!(
            copy,
            "ITEMS = 7  # how many\nPAUSE = 0.0\nSENTINEL = True\nMETHOD = \"spawn\"\nitems = 3\n\nprint(ITEMS)\n"
        );
    }

    #[test]
    fn the_default_is_recognised_in_the_program() {
        for knob in items() {
            let (_, literal) = literal(PROGRAM, &knob.constant()).unwrap();
            assert!(knob.default.is_literal(literal), "{} is not {:?}", literal, knob.default);
        }
        assert_eq!(literal(PROGRAM, "METHOD"), Some((4, "'fork'")));
        assert_eq!(literal(PROGRAM, "OTHER"), None);
    }

    #[test]
    fn a_wrong_value_is_answered_with_the_range_and_a_wrong_name_with_the_nearest() {
        let knobs = items();
        let mut settings = Settings::defaults(&knobs);
        let said = |result: Result<(), KnobError>| result.unwrap_err().to_string();
        assert_eq!(
            said(settings.set(&knobs, "items=12")),
            "`items` cannot be `12`: it takes 1 to 9 (it is 3 if not set)"
        );
        assert!(said(settings.set(&knobs, "itmes=2")).contains("did you mean `items`?"));
        assert!(said(settings.set(&knobs, "method=forkserver")).contains("fork, spawn"));
        assert!(said(settings.set(&knobs, "items")).contains("knob=value"));
        assert!(said(settings.set(&knobs, "pause=nan")).contains("0 or more"));
        assert_eq!(settings, Settings::defaults(&knobs));
    }

    #[test]
    fn keys_turn_a_knob_and_stop_at_its_range() {
        let knobs = items();
        assert_eq!(knobs[0].turned(&Setting::Int(9), true), Setting::Int(9));
        assert_eq!(knobs[0].turned(&Setting::Int(3), false), Setting::Int(2));
        assert_eq!(knobs[3].turned(&Setting::Word("fork".into()), true), Setting::Word("spawn".into()));
    }
}

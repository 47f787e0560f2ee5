//! A check: which of the named checks, and what it is told.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;

use super::{Case, Judgement, named};
use crate::lesson::known::Reference;

/// One of the named checks, told what it is about: `{ name = "at_most", of = "pool.task", most = "$workers" }`.
#[derive(Clone, Deserialize)]
#[serde(try_from = "toml::Table")]
pub struct Check {
    /// Its name.
    pub name: String,
    told: toml::Table,
    judge: Arc<dyn Judge>,
}

/// What every named check can do.
pub trait Judge: Send + Sync {
    /// Judges one run.
    fn judge(&self, case: &Case<'_>) -> Judgement;
}

impl Check {
    /// Judges one run.
    pub fn judge(&self, case: &Case<'_>) -> Judgement {
        self.judge.judge(case)
    }

    /// The knobs that it refers to.
    pub fn knobs(&self) -> Vec<String> {
        knobs_in(&toml::Value::Table(self.told.clone()))
    }
}

/// The knobs that are referred to anywhere in a value.
fn knobs_in(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::String(text) => {
            Reference::all(text).into_iter().filter_map(Reference::knob).map(str::to_string).collect()
        }
        toml::Value::Array(values) => values.iter().flat_map(knobs_in).collect(),
        toml::Value::Table(table) => table.values().flat_map(knobs_in).collect(),
        _ => Vec::new(),
    }
}

impl TryFrom<toml::Table> for Check {
    type Error = String;

    fn try_from(mut told: toml::Table) -> Result<Check, String> {
        match told.remove("name") {
            Some(toml::Value::String(name)) => Ok(Check { judge: named::read(&name, told.clone())?, name, told }),
            _ => Err("a check needs a name: write { name = \"count\", of = …, is = 2 } or another".into()),
        }
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Check) -> bool {
        self.name == other.name && self.told == other.told
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.told)
    }
}

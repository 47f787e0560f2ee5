//! Both sides: a lesson's program on the native engine and on CPython, a few runs of each, compared.

use std::time::Duration;

use super::interpreter::Interpreter;
use super::request::Request;
use super::whole::whole;
use crate::lesson::{Lesson, Settings};
use crate::model::compare::Comparison;
use crate::model::skeleton::Skeleton;

/// How long one run may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What is to be compared.
pub struct Sides<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// Its variant.
    pub variant: Option<&'a str>,
    /// Its knobs.
    pub settings: &'a Settings,
    /// The interpreter of the other side.
    pub interpreter: &'a Interpreter,
    /// How many runs of each, at most: fewer where they are alike at once.
    pub runs: u64,
}

impl Sides<'_> {
    /// Has both sides run, each time with another seed, until they agree or there were enough runs.
    ///
    /// # Errors
    /// If a run cannot be made.
    pub fn compare(&self, wanted: &dyn Fn() -> bool) -> anyhow::Result<Comparison> {
        let (mut native, mut python) = (Vec::new(), Vec::new());
        for seed in 1..=self.runs.max(1) {
            native.push(self.native(seed, wanted)?);
            python.push(self.python(seed, wanted)?);
            if !wanted() || Comparison::of(&native, &python).different() == 0 {
                break;
            }
        }
        let engines = ["native".to_string(), format!("CPython {}", self.interpreter.number())];
        Ok(Comparison { engines, runs: native.len(), ..Comparison::of(&native, &python) })
    }

    fn native(&self, seed: u64, wanted: &dyn Fn() -> bool) -> anyhow::Result<Skeleton> {
        let request = Request::native(self.lesson, self.variant, self.settings, seed)?;
        Ok(Skeleton::of(&whole(request, LIMIT, wanted)?))
    }

    fn python(&self, seed: u64, wanted: &dyn Fn() -> bool) -> anyhow::Result<Skeleton> {
        let request = Request::python(self.lesson, self.variant, self.settings, seed, self.interpreter)?;
        Ok(Skeleton::of(&whole(request, LIMIT, wanted)?))
    }
}

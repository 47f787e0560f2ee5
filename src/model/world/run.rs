//! What is known of the run as a whole.

use std::sync::Arc;

use crate::model::event::{Event, Field, Val};
use crate::model::stop::Stop;

/// What is known of the run as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// `native` or `python`.
    pub engine: Arc<str>,
    /// Version of the engine.
    pub version: Arc<str>,
    /// The lesson or command.
    pub program: Arc<str>,
    /// Variant of the lesson.
    pub variant: Option<Arc<str>>,
    /// Settings of the knobs, in order.
    pub knobs: Vec<(Arc<str>, Arc<str>)>,
    /// Default start method.
    pub start_method: Option<Arc<str>>,
    /// Seed of all randomness.
    pub seed: Option<i64>,
    /// Whether a schedule decides the order.
    pub gated: bool,
    /// Whether it is a command of the learner's own, and no lesson.
    pub watched: bool,
    /// That forklore ended what was left of it, if it did: what is told after that changes nothing here.
    pub stopped: Option<Stop>,
    /// How it ended: status of the main process, and the reason.
    pub ended: Option<(Option<i32>, Arc<str>)>,
}

impl RunFacts {
    pub(super) fn start(&mut self, event: &Event) {
        let text = |field| event.text(field).map(Arc::from);
        let is = |field| matches!(event.get(field), Some(Val::Bool(true)));
        *self = RunFacts {
            engine: text(Field::Engine).unwrap_or_default(),
            version: text(Field::Version).unwrap_or_default(),
            program: text(Field::Program).unwrap_or_default(),
            variant: text(Field::Variant),
            knobs: event.get(Field::Knobs).map(knobs).unwrap_or_default(),
            start_method: text(Field::StartMethod),
            seed: event.int(Field::Seed),
            gated: is(Field::Gated),
            watched: is(Field::Watched),
            stopped: None,
            ended: None,
        };
    }

    pub(super) fn stop(&mut self, event: &Event, n: u64) {
        self.stopped = Some(Stop::of(event, n));
    }

    pub(super) fn end(&mut self, event: &Event) {
        let reason = event.text(Field::Reason).unwrap_or("done");
        self.ended = Some((event.status(), Arc::from(reason)));
    }

    /// Why it ended, if it has: `done`, `hang`, `limit`, `stopped`, `died`.
    pub fn reason(&self) -> Option<&str> {
        self.ended.as_ref().map(|(_, reason)| &**reason)
    }
}

fn knobs(val: &Val) -> Vec<(Arc<str>, Arc<str>)> {
    let Val::Map(entries) = val else { return Vec::new() };
    entries.iter().map(|(knob, setting)| (Arc::clone(knob), plain(setting))).collect()
}

/// A setting as it would be typed.
fn plain(setting: &Val) -> Arc<str> {
    match setting {
        Val::Text(text) => Arc::clone(text),
        Val::Int(number) => number.to_string().into(),
        Val::Float(number) => number.to_string().into(),
        Val::Bool(answer) => answer.to_string().into(),
        Val::Null | Val::List(_) | Val::Map(_) => Arc::from(""),
    }
}

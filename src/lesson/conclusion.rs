//! The conclusion of a run: what was found in it and what its claims come to, as the events that end its log.

use super::Lesson;
use super::check::runs::Trial;
use super::claim::{Case, Verdict};
use crate::model::{Event, Field, Log};

/// How a log ends once it has been looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Conclusion {
    /// Findings, claims, and the end of the run: they take the place of its last event.
    pub events: Vec<Event>,
    /// Whether a claim is broken that this program should keep.
    pub broken: bool,
}

impl Conclusion {
    /// Looks at a whole run, whose last event is its end.
    pub fn of(log: &Log, lesson: &Lesson, trial: &Trial) -> Conclusion {
        let Some(end) = log.just_happened(log.len()) else { return Conclusion { events: Vec::new(), broken: false } };
        let mut events: Vec<Event> = log.findings().iter().map(|finding| finding.event()).collect();
        let broken = judge(log, lesson, trial, end, &mut events);
        events.push(end.clone());
        for (n, event) in (end.n..).zip(&mut events) {
            (event.n, event.t) = (n, end.t);
        }
        Conclusion { events, broken }
    }
}

/// Judges the claims that a single run decides. One that was stopped breaks nothing: it did not get there.
fn judge(log: &Log, lesson: &Lesson, trial: &Trial, end: &Event, events: &mut Vec<Event>) -> bool {
    let case = Case::new(log.events(), &trial.settings);
    let stopped = end.text(Field::Reason) == Some("stopped");
    let mut broken = false;
    for (claim, meant_to_break) in lesson.judged_in_a_run(trial.variant.as_deref(), trial.engine) {
        let mut judgement = claim.judge(&case);
        if stopped && judgement.verdict == Verdict::Broken {
            judgement.verdict = Verdict::NotSeen;
        }
        broken |= judgement.verdict == Verdict::Broken && !meant_to_break;
        events.push(claim.event(&judgement));
    }
    broken
}

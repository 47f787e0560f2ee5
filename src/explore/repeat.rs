//! Repeating: whether the same order gives the same events. If it does not, something else than the order decides.

use std::collections::BTreeMap;

use crate::model::schedule::Schedule;
use crate::model::stop::own;
use crate::model::tongue::both;
use crate::model::{ActorName, Both, Event, Field, Kind, Phase, tell};
use crate::run::Performance;

use super::search::{Policy, Task};
use super::{Crew, Plan, Report, Tried, outcome, undisturbed};

/// Most outcomes whose orders are repeated.
const MOST: usize = 20;

/// Repeats the first order, event by event, and the shortest order to each outcome; how something differed, if it did.
///
/// # Errors
/// If the runs cannot be performed.
pub(super) fn differs(
    crew: &mut Crew,
    plan: &Plan<'_>,
    report: &Report,
    first: Option<&Performance>,
) -> anyhow::Result<Option<Both>> {
    if let Some(before) = first {
        let schedule = Schedule(before.choices.iter().filter_map(|choice| choice.turn().cloned()).collect());
        let Tried::Whole(now) = whole(crew, &schedule)? else { return Ok(None) };
        if let Some(difference) = difference(own(&before.events), own(&now.events)) {
            return Ok(Some(difference));
        }
    }
    for known in report.outcomes.iter().take(MOST) {
        let Tried::Whole(run) = whole(crew, &known.schedule)? else { return Ok(None) };
        let now = outcome::name(plan.lesson, &run);
        if now != known.name {
            let (schedule, before) = (&known.schedule, &known.name);
            let now = if run.misfit.is_some() { "?" } else { &now };
            return Ok(Some(both!(
                "{schedule} gave `{before}` first, and `{now}` when repeated",
                "{schedule} 第一次得到 `{before}`，重复时得到 `{now}`"
            )));
        }
    }
    Ok(None)
}

/// The same order once more. Where the machine refuses a process, nothing can be said of the program.
fn whole(crew: &mut Crew, schedule: &Schedule) -> anyhow::Result<Tried> {
    undisturbed(&mut |tasks| crew.perform(tasks), &[again(schedule)], false)
}

fn again(schedule: &Schedule) -> Task {
    Task { schedule: schedule.clone(), asleep: Vec::new(), then: Policy::First }
}

/// The first thing that somebody did otherwise.
fn difference(before: &[Event], now: &[Event]) -> Option<Both> {
    let (before, now) = (deeds(before), deeds(now));
    before.iter().find_map(|(actor, first)| {
        let second = now.get(actor).map_or(&[][..], Vec::as_slice);
        let at = (0..first.len().max(second.len())).find(|&at| first.get(at) != second.get(at))?;
        let [was, is] = [first.get(at), second.get(at)].map(|deed| deed.map_or_else(|| "—".to_string(), Deed::words));
        Some(both!(
            "{actor} told `{was}` first, and `{is}` when the same order was repeated",
            "{actor} 第一次是 `{was}`，按同样的顺序重复时是 `{is}`"
        ))
    })
}

/// What of an event must be the same whenever the same order is repeated.
#[derive(Debug, PartialEq)]
struct Deed {
    kind: Kind,
    phase: Option<Phase>,
    object: Option<String>,
    value: Option<String>,
    text: Option<String>,
    outcome: Option<String>,
}

impl Deed {
    fn words(&self) -> String {
        let parts = [Some(self.kind.to_string()), self.object.clone(), self.value.clone(), self.text.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// What each actor did, in its order.
fn deeds(events: &[Event]) -> BTreeMap<ActorName, Vec<Deed>> {
    let pids = outcome::pids(events);
    let mut deeds: BTreeMap<ActorName, Vec<Deed>> = BTreeMap::new();
    // Whether one had to wait for a child's last breath, or a feeder for room, is the kernel's affair.
    let is_luck = |event: &Event| event.phase == Some(Phase::Wait) || event.kind == Kind::QueueFed;
    let counts = |event: &&Event| event.kind != Kind::Sample && event.text(Field::By).is_none() && !is_luck(event);
    for event in events.iter().filter(counts) {
        let Some(actor) = &event.actor else { continue };
        let told = |text: &str| tell::harmless(&outcome::with_names(text, &pids));
        deeds.entry(actor.clone()).or_default().push(Deed {
            kind: event.kind,
            phase: event.phase,
            object: event.object.as_ref().map(ToString::to_string),
            value: event.value.as_deref().map(told),
            text: event.text(Field::Text).map(told),
            outcome: event.outcome().map(str::to_string),
        });
    }
    deeds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(value: &str) -> Event {
        let mut event = Event::new(Kind::ValueWrite);
        event.actor = Some("seller".into());
        event.object = Some("counter".into());
        event.value = Some(value.into());
        event
    }

    #[test]
    fn another_value_in_the_same_order_is_noticed_and_another_time_or_pid_is_not() {
        let (first, mut second) = (write("7"), write("7"));
        (second.t, second.pid, second.tid) = (99, Some(4711), Some(4711));
        assert_eq!(difference(std::slice::from_ref(&first), &[second]), None);
        let said = difference(&[first], &[write("8")]).unwrap();
        assert_eq!(
            said.en,
            "seller told `value.write counter 7` first, and `value.write counter 8` when the same order was repeated"
        );
    }

    #[test]
    fn less_than_before_is_noticed() {
        assert!(difference(&[write("7"), write("6")], &[write("7")]).is_some());
    }
}

//! Causes that no shared object carries: a child begins after its parent's fork, a join ends after the child's last step.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::schedule::Choice;
use crate::model::{ActorName, Event, Kind, Phase};

/// For each actor and each of its steps (by count, from 0): whose steps so far come before it.
#[derive(Debug, Default)]
pub(super) struct Causes {
    /// Children whose whole life comes before the actor's k-th step.
    joined: BTreeMap<ActorName, Vec<(usize, ActorName)>>,
    /// Creator, and how many steps it had taken when it created the actor.
    born: BTreeMap<ActorName, (ActorName, usize)>,
}

impl Causes {
    /// Reads them out of a run whose choices are known.
    pub fn of(choices: &[Choice], events: &[Event]) -> Causes {
        let mut causes = Causes::default();
        let mut steps: BTreeMap<ActorName, usize> = BTreeMap::new();
        let chosen: BTreeSet<Kind> = choices.iter().flat_map(|choice| &choice.stands).map(|stand| stand.kind).collect();
        for event in events {
            let Some(actor) = &event.actor else { continue };
            let count = steps.entry(actor.clone()).or_default();
            if chosen.contains(&event.kind) && matches!(event.phase, None | Some(Phase::Begin)) {
                *count += 1;
            }
            let count = *count;
            match event.kind {
                Kind::ProcessFork | Kind::ProcessSpawn => {
                    causes.born.extend(event.child().map(|child| (child, (actor.clone(), count))));
                }
                Kind::ProcessReap => causes.joins(actor, count, event.child()),
                Kind::ThreadJoin if event.phase == Some(Phase::End) => causes.joins(actor, count, event.target()),
                _ => {}
            }
        }
        causes
    }

    fn joins(&mut self, actor: &ActorName, count: usize, child: Option<ActorName>) {
        self.joined.entry(actor.clone()).or_default().extend(child.map(|child| (count, child)));
    }

    /// Those whose every step comes before the actor's step number `count`.
    pub fn joined_before(&self, actor: &str, count: usize) -> impl Iterator<Item = &ActorName> {
        let joined = self.joined.get(actor).into_iter().flatten();
        joined.filter(move |(at, _)| *at <= count).map(|(_, child)| child)
    }

    /// Who created the actor, and after how many steps.
    pub fn creator(&self, actor: &str) -> Option<(&ActorName, usize)> {
        self.born.get(actor).map(|(creator, count)| (creator, *count))
    }
}

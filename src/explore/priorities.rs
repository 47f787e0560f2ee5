//! Random priorities: of those who can go, the one with the highest; at a few random steps the highest falls to the bottom.
//!
//! Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding
//! Bugs" (ASPLOS 2010): with n actors, k steps and d − 1 falls, a run finds an error that hangs on d orderings with a
//! probability of at least 1 / (n · k^(d−1)).

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::model::choices::Choices;
use crate::model::report::{Luck, Way};
use crate::model::schedule::{Schedule, Stand, Turn};
use crate::model::{ActorName, Both};
use crate::run::Performance;

use super::search::{Policy, Search, Task};

/// The priorities of one run.
#[derive(Clone, Debug)]
pub(super) struct Priorities {
    seed: u64,
    random: Rng,
    of: BTreeMap<Turn, u64>,
    /// Steps before which the highest falls, in order.
    falls: Vec<usize>,
    step: usize,
}

/// Two runs with the same seed and the same falls are the same run.
impl PartialEq for Priorities {
    fn eq(&self, other: &Priorities) -> bool {
        (self.seed, &self.falls) == (other.seed, &other.falls)
    }
}

impl Priorities {
    /// With so many falls among the first `steps` steps.
    fn new(seed: u64, falls: usize, steps: usize) -> Priorities {
        let mut random = Rng::with_seed(seed);
        let mut falls = random.choose_multiple(0..steps, falls);
        falls.sort_unstable();
        Priorities { seed, random, of: BTreeMap::new(), falls, step: 0 }
    }

    /// Who goes.
    pub fn choose(&mut self, stands: &[Stand]) -> Option<usize> {
        let Priorities { of, random, .. } = self;
        for stand in stands {
            // Above all those that have fallen.
            of.entry(stand.turn.clone()).or_insert_with(|| random.u64(1 << 32..));
        }
        let mut highest = self.highest(stands)?;
        if let Some(place) = self.falls.iter().position(|fall| *fall == self.step) {
            self.of.insert(stands[highest].turn.clone(), (self.falls.len() - place) as u64);
            highest = self.highest(stands)?;
        }
        self.step += 1;
        Some(highest)
    }

    fn highest(&self, stands: &[Stand]) -> Option<usize> {
        let able = (0..stands.len()).filter(|&place| stands[place].lacks.is_none());
        able.max_by_key(|&place| self.of.get(&stands[place].turn))
    }
}

/// So many runs, each by random priorities of its own.
pub(super) struct RandomOrders {
    runs: usize,
    done: usize,
    seed: u64,
    depth: usize,
    /// Steps of the first run: the falls are among so many.
    steps: usize,
    most_steps: usize,
    actors: Vec<ActorName>,
    tree: Choices,
}

impl RandomOrders {
    /// `runs` runs that look for errors hanging on `depth` orderings.
    pub fn new(runs: usize, seed: u64, depth: usize) -> RandomOrders {
        let (actors, tree) = (Vec::new(), Choices::default());
        RandomOrders { runs, done: 0, seed, depth, steps: 0, most_steps: 0, actors, tree }
    }

    /// The first run shows how long runs are, and has no falls.
    fn task(&self, number: usize) -> Task {
        let falls = if number == 0 { 0 } else { self.depth.saturating_sub(1) };
        let seed = Rng::with_seed(self.seed).u64(..).wrapping_add(number as u64);
        let then = Policy::Luck(Priorities::new(seed, falls, self.steps));
        Task { schedule: Schedule::default(), asleep: Vec::new(), then }
    }
}

impl Search for RandomOrders {
    fn next(&self, most: usize) -> Vec<Task> {
        let until = match self.done {
            0 => self.runs.min(1),
            _ if self.tree.open() == 0 => self.done,
            _ => self.runs.min(self.done + most.max(1)),
        };
        (self.done..until).map(|number| self.task(number)).collect()
    }

    fn take(&mut self, run: &Performance, (outcome, right): (&str, bool)) -> Result<(), Both> {
        let steps = run.choices.iter().filter(|choice| choice.chosen.is_some()).count();
        if self.done == 0 {
            self.steps = steps;
        }
        self.most_steps = self.most_steps.max(steps);
        for stand in run.choices.iter().flat_map(|choice| &choice.stands) {
            if !self.actors.contains(&stand.turn.actor) {
                self.actors.push(stand.turn.actor.clone());
            }
        }
        self.done += 1;
        self.tree.add(&run.choices, outcome, right);
        Ok(())
    }

    fn pending(&self) -> usize {
        self.tree.open()
    }

    fn way(&self) -> Way {
        Way::Random(Luck {
            seed: self.seed,
            depth: self.depth,
            actors: self.actors.len(),
            steps: self.most_steps,
            different: self.tree.orders(),
        })
    }
}

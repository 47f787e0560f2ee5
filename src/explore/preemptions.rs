//! Few preemptions first: all orders in which nobody is interrupted, then those in which somebody is once, then twice …
//!
//! Most errors need one or two (Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
//! Programs", PLDI 2007). Letting another go is a preemption only where the one that went last could have gone on. Within
//! the bound nothing is left out: no reduction, which would take away orders with few preemptions for the sake of
//! others that have more.

use std::collections::VecDeque;

use crate::model::choices::Choices;
use crate::model::report::Way;
use crate::model::schedule::{Choice, Schedule, Turn};
use crate::model::{ActorName, Both};
use crate::run::Performance;

use super::search::{Policy, Search, Task, goes_on};

/// Orders by their number of preemptions.
pub(super) struct FewPreemptions {
    most: usize,
    tree: Choices,
    /// Orders tried with no preemption, with one …; the last is being counted.
    levels: Vec<usize>,
    /// How orders begin that have as many preemptions as are being tried, and one more.
    now: VecDeque<Beginning>,
    later: VecDeque<Beginning>,
}

/// A node of the tree, and the turn that is taken there in place of the one that was.
struct Beginning {
    node: usize,
    turn: Option<Turn>,
}

impl FewPreemptions {
    /// Up to so many.
    pub fn new(most: usize) -> FewPreemptions {
        let now = VecDeque::from([Beginning { node: 0, turn: None }]);
        FewPreemptions { most, tree: Choices::default(), levels: vec![0], now, later: VecDeque::new() }
    }

    fn task(&self, beginning: &Beginning) -> Task {
        let Schedule(mut turns) = self.tree.schedule(beginning.node);
        turns.extend(beginning.turn.clone());
        Task { schedule: Schedule(turns), asleep: Vec::new(), then: Policy::Stay }
    }

    /// Whoever could have gone in place of the one who went begins another order.
    fn branch(&mut self, node: usize, choice: &Choice, last: Option<&ActorName>) {
        let preempts = goes_on(&choice.stands, last.map(|last| &**last)).is_some();
        let queue = if preempts { &mut self.later } else { &mut self.now };
        let others = choice.able().map(|stand| &stand.turn).filter(|turn| Some(*turn) != choice.turn());
        queue.extend(others.map(|turn| Beginning { node, turn: Some(turn.clone()) }));
    }

    /// On to those with one more, once all of those with fewer were tried.
    fn deepen(&mut self) {
        while self.now.is_empty() && !self.later.is_empty() && self.levels.len() <= self.most {
            self.now = std::mem::take(&mut self.later);
            self.levels.push(0);
        }
    }

    /// Whether nothing is left at all, whatever the bound.
    fn is_everything(&self) -> bool {
        self.now.is_empty() && self.later.is_empty()
    }
}

impl Search for FewPreemptions {
    fn next(&self, most: usize) -> Vec<Task> {
        self.now.iter().take(most.max(1)).map(|beginning| self.task(beginning)).collect()
    }

    fn take(&mut self, run: &Performance, (outcome, right): (&str, bool)) -> Result<(), Both> {
        let Some(beginning) = self.now.pop_front() else { return Ok(()) };
        let given = self.task(&beginning).schedule.0.len();
        let way = self.tree.add(&run.choices, outcome, right);
        for (at, choice) in run.choices.iter().enumerate().skip(given) {
            let last = at.checked_sub(1).and_then(|before| run.choices[before].turn()).map(|turn| &turn.actor);
            if let (Some(node), Some(_)) = (way.get(at), choice.chosen) {
                self.branch(*node, choice, last);
            }
        }
        *self.levels.last_mut().unwrap_or(&mut 0) += 1;
        self.deepen();
        Ok(())
    }

    fn pending(&self) -> usize {
        if self.is_everything() { 0 } else { self.tree.open() }
    }

    fn way(&self) -> Way {
        let exhausted = self.now.is_empty();
        Way::Preempting { most: self.most, levels: self.levels.clone(), exhausted }
    }
}

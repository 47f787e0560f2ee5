//! A walk in the tree of choices: where the learner is, and what of it is selected.

use crate::model::choices::{Choices, Spot};
use crate::model::schedule::Schedule;

/// A walk in the tree of choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The way from the root: which of those who stood there went, choice by choice.
    pub way: Vec<usize>,
    /// Which of those who stand here is selected.
    pub selected: usize,
}

impl Walk {
    /// From the root, on to the first place where there is something to choose.
    pub fn begin(choices: &Choices) -> Walk {
        let mut walk = Walk::default();
        walk.settle(choices);
        walk
    }

    /// Where it has come to.
    pub fn spot<'a>(&self, choices: &'a Choices) -> Option<Spot<'a>> {
        choices.spot(&self.way)
    }

    /// Follows the step that is selected; whether its orders were tried.
    pub fn enter(&mut self, choices: &Choices) -> bool {
        let leads = self.spot(choices).and_then(|spot| spot.branches().nth(self.selected)?.1);
        if leads.is_some() {
            self.way.push(self.selected);
            self.settle(choices);
        }
        leads.is_some()
    }

    /// Back to the last place where there was something to choose, with the step selected that was followed from there.
    pub fn leave(&mut self, choices: &Choices) {
        let before = self.way.clone();
        while let Some(place) = self.way.pop() {
            if self.spot(choices).is_some_and(|spot| spot.forced().is_none()) {
                self.selected = place;
                return;
            }
        }
        // Nothing was to be chosen before.
        self.way = before;
    }

    /// Selects one that stands so many rows on, or before.
    pub fn select(&mut self, choices: &Choices, down: bool, by: usize) {
        let rows = self.spot(choices).map_or(0, |spot| spot.branches().count());
        let last = rows.saturating_sub(1);
        self.selected =
            if down { self.selected.saturating_add(by).min(last) } else { self.selected.saturating_sub(by) };
    }

    /// The turns that lead here, and the same with the one that is selected.
    pub fn schedules(&self, choices: &Choices) -> Option<(Schedule, Schedule)> {
        let spot = self.spot(choices)?;
        let here = spot.schedule();
        let mut on = here.clone();
        let selected = spot.branches().nth(self.selected).filter(|(stand, _)| stand.lacks.is_none());
        on.0.extend(selected.map(|(stand, _)| stand.turn.clone()));
        Some((here, on))
    }

    /// Goes on while there is nothing to choose, and selects the first step that was tried.
    fn settle(&mut self, choices: &Choices) {
        while let Some(place) = self.spot(choices).and_then(|spot| spot.forced()) {
            self.way.push(place);
        }
        let tried = |spot: Spot<'_>| spot.branches().position(|(_, leads)| leads.is_some());
        self.selected = self.spot(choices).and_then(tried).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schedule::Choice;

    /// `main` goes first in any case; then one of two.
    fn tree() -> Choices {
        let mut tree = Choices::default();
        let begin = Choice::among(&["main"], 0);
        tree.add(&[begin.clone(), Choice::among(&["a", "b"], 0), Choice::among(&["b"], 0)], "x=1", true);
        tree.add(&[begin, Choice::among(&["a", "b"], 1), Choice::among(&["a"], 0)], "x=2", false);
        tree
    }

    #[test]
    fn a_walk_stops_only_where_there_is_something_to_choose() {
        let tree = tree();
        let mut walk = Walk::begin(&tree);
        assert_eq!((walk.way.clone(), walk.selected), (vec![0], 0));
        walk.select(&tree, true, 1);
        let (here, on) = walk.schedules(&tree).unwrap();
        assert_eq!((here.to_string(), on.to_string()), ("main".into(), "main,b".into()));
        assert!(walk.enter(&tree));
        assert_eq!(walk.spot(&tree).unwrap().schedule().to_string(), "main,b,a");
        assert!(!walk.enter(&tree), "the order is at its end");
        walk.leave(&tree);
        assert_eq!((walk.way.clone(), walk.selected), (vec![0], 1));
        walk.leave(&tree);
        assert_eq!(walk.way, [0], "before the first choice there is nothing");
    }
}

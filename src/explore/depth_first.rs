//! Depth first: every order, or one of each kind that nobody can tell apart.

use crate::model::Both;
use crate::model::report::Way;
use crate::run::Performance;

use super::search::{Policy, Search, Task};
use super::tree::Tree;

/// Every order, from the first to the last.
pub(super) struct DepthFirst {
    tree: Tree,
    reduced: bool,
    over: bool,
}

impl DepthFirst {
    /// Reduced by independence, or not.
    pub fn new(reduced: bool) -> DepthFirst {
        DepthFirst { tree: Tree::new(reduced), reduced, over: false }
    }
}

impl Search for DepthFirst {
    fn next(&self, most: usize) -> Vec<Task> {
        if self.over {
            return Vec::new();
        }
        let now = (self.tree.schedule(), self.tree.asleep());
        let ahead = self.tree.ahead(most.saturating_sub(1));
        let task = |(schedule, asleep)| Task { schedule, asleep, then: Policy::First };
        std::iter::once(now).chain(ahead).map(task).collect()
    }

    fn take(&mut self, run: &Performance, _: (&str, bool)) -> Result<(), Both> {
        self.tree.take(&run.choices, &run.events).map_err(|strange| strange.sentence())?;
        self.over = !self.tree.advance();
        Ok(())
    }

    fn pending(&self) -> usize {
        // The path to be tried now is one of them.
        if self.over { 0 } else { self.tree.pending() + 1 }
    }

    fn way(&self) -> Way {
        Way::Every { reduced: self.reduced }
    }
}

//! The tree of choices: all orders that were tried, folded where they begin alike, and what each choice leads to.

use std::collections::BTreeMap;

use super::schedule::{Choice, Schedule, Stand};

/// All orders that were tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Every different stand, once.
    stands: Vec<Stand>,
    known: BTreeMap<Stand, u32>,
    outcomes: Vec<(String, bool)>,
    /// The first is the root.
    nodes: Vec<Node>,
    orders: usize,
    open: usize,
}

/// A moment at which somebody had to go, or the end of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    /// The node before it, and which of its stands leads here.
    from: (u32, u16),
    stands: Vec<u32>,
    /// By stand: the node to which its step leads; 0 if that was not tried.
    leads: Vec<u32>,
    /// How many orders came through here, by outcome.
    tally: Vec<(u32, u32)>,
    is_end: bool,
}

impl Default for Choices {
    fn default() -> Choices {
        Choices {
            stands: Vec::new(),
            known: BTreeMap::new(),
            outcomes: Vec::new(),
            nodes: vec![Node::default()],
            orders: 0,
            open: 0,
        }
    }
}

impl Choices {
    /// Takes in an order and what came out; the nodes along it, the root first.
    pub fn add(&mut self, choices: &[Choice], outcome: &str, right: bool) -> Vec<usize> {
        let outcome = self.outcome(outcome, right);
        let mut way = vec![0];
        self.count(0, outcome);
        for choice in choices {
            let at = way[way.len() - 1];
            self.stand(at, choice);
            let Some(chosen) = choice.chosen else { break };
            let Some(next) = self.follow(at, chosen) else { return way };
            self.count(next, outcome);
            way.push(next);
        }
        let end = way[way.len() - 1];
        if !std::mem::replace(&mut self.nodes[end].is_end, true) {
            self.orders += 1;
        }
        way
    }

    fn outcome(&mut self, name: &str, right: bool) -> u32 {
        let known = self.outcomes.iter().position(|(known, _)| known == name);
        let place = known.unwrap_or_else(|| {
            self.outcomes.push((name.to_string(), right));
            self.outcomes.len() - 1
        });
        self.outcomes[place].1 &= right;
        place as u32
    }

    fn count(&mut self, node: usize, outcome: u32) {
        let tally = &mut self.nodes[node].tally;
        match tally.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, count)) => *count += 1,
            None => tally.push((outcome, 1)),
        }
    }

    /// Who stands at a node that was not known before.
    fn stand(&mut self, node: usize, choice: &Choice) {
        if !self.nodes[node].stands.is_empty() {
            return;
        }
        let numbers: Vec<u32> = choice.stands.iter().map(|stand| self.number(stand)).collect();
        self.open += choice.able().count();
        self.nodes[node].leads = vec![0; numbers.len()];
        self.nodes[node].stands = numbers;
    }

    fn number(&mut self, stand: &Stand) -> u32 {
        if let Some(number) = self.known.get(stand) {
            return *number;
        }
        let number = self.stands.len() as u32;
        self.stands.push(stand.clone());
        self.known.insert(stand.clone(), number);
        number
    }

    /// The node to which a stand's step leads.
    fn follow(&mut self, node: usize, place: usize) -> Option<usize> {
        let next = self.nodes.len() as u32;
        let lead = self.nodes[node].leads.get_mut(place)?;
        if *lead == 0 {
            *lead = next;
            self.open -= 1;
            self.nodes.push(Node { from: (node as u32, place as u16), ..Node::default() });
        }
        Some(self.nodes[node].leads[place] as usize)
    }

    /// How many different orders were tried.
    pub fn orders(&self) -> usize {
        self.orders
    }

    /// How many choices were seen and not made: with each of them begins at least one more order.
    pub fn open(&self) -> usize {
        self.open
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// The turns that lead to a node.
    pub fn schedule(&self, mut node: usize) -> Schedule {
        let mut turns = Vec::new();
        while node != 0 {
            let (before, place) = self.nodes[node].from;
            let stand = self.nodes[before as usize].stands[usize::from(place)];
            turns.push(self.stands[stand as usize].turn.clone());
            node = before as usize;
        }
        turns.reverse();
        Schedule(turns)
    }

    /// The place at the end of a way from the root: which of those who stood there went, choice by choice.
    pub fn spot(&self, way: &[usize]) -> Option<Spot<'_>> {
        let mut node = 0;
        for place in way {
            node = *self.nodes[node].leads.get(*place).filter(|lead| **lead != 0)? as usize;
        }
        Some(Spot { tree: self, node })
    }
}

/// A place in the tree.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    tree: &'a Choices,
    node: usize,
}

impl<'a> Spot<'a> {
    fn node(&self) -> &'a Node {
        &self.tree.nodes[self.node]
    }

    /// Who stood there, and where the step of each led where that was tried.
    pub fn branches(&self) -> impl Iterator<Item = (&'a Stand, Option<Spot<'a>>)> + use<'a> {
        let tree = self.tree;
        let node = self.node();
        node.stands.iter().zip(&node.leads).map(move |(stand, lead)| {
            let spot = (*lead != 0).then_some(Spot { tree, node: *lead as usize });
            (&tree.stands[*stand as usize], spot)
        })
    }

    /// The only one who could go there, if there is nothing to choose.
    pub fn forced(&self) -> Option<usize> {
        let mut able = self.branches().enumerate().filter(|(_, (stand, _))| stand.lacks.is_none());
        let (place, (_, spot)) = able.next()?;
        (able.next().is_none() && spot.is_some()).then_some(place)
    }

    /// How many orders came through here.
    pub fn orders(&self) -> usize {
        self.node().tally.iter().map(|(_, count)| *count as usize).sum()
    }

    /// What came out of them: name, whether it is right, how often. Right ones first, then by name.
    pub fn outcomes(&self) -> Vec<(&'a str, bool, usize)> {
        let named = |(outcome, count): &(u32, u32)| {
            let (name, right) = &self.tree.outcomes[*outcome as usize];
            (name.as_str(), *right, *count as usize)
        };
        let mut all: Vec<_> = self.node().tally.iter().map(named).collect();
        all.sort_by_key(|(name, right, _)| (!right, *name));
        all
    }

    /// The turns that lead here.
    pub fn schedule(&self) -> Schedule {
        self.tree.schedule(self.node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two actors of one step each: the order `a b` was tried, the order `b a` was seen to be possible, and then tried.
    #[test]
    fn what_was_seen_and_not_tried_is_open_until_it_is() {
        let mut tree = Choices::default();
        tree.add(&[Choice::among(&["a", "b"], 0), Choice::among(&["b"], 0)], "x=1", true);
        assert_eq!((tree.orders(), tree.open()), (1, 1));
        let way = tree.add(&[Choice::among(&["a", "b"], 1), Choice::among(&["a"], 0)], "x=2", false);
        assert_eq!((tree.orders(), tree.open()), (2, 0));
        assert_eq!(tree.schedule(way[2]).to_string(), "b,a");
        tree.add(&[Choice::among(&["a", "b"], 1), Choice::among(&["a"], 0)], "x=2", false);
        assert_eq!((tree.orders(), tree.open()), (2, 0), "the same order once more");
    }

    #[test]
    fn a_spot_tells_what_came_out_of_the_orders_through_it() {
        let mut tree = Choices::default();
        tree.add(&[Choice::among(&["a", "b"], 0), Choice::among(&["b"], 0)], "x=1", true);
        tree.add(&[Choice::among(&["a", "b"], 1), Choice::among(&["a"], 0)], "deadlock", false);
        let root = tree.spot(&[]).unwrap();
        assert_eq!(root.outcomes(), [("x=1", true, 1), ("deadlock", false, 1)]);
        assert_eq!(root.forced(), None);
        let after_b = tree.spot(&[1]).unwrap();
        assert_eq!((after_b.outcomes(), after_b.forced()), (vec![("deadlock", false, 1)], Some(0)));
        assert_eq!(after_b.schedule().to_string(), "b");
        assert!(tree.spot(&[2]).is_none() && tree.spot(&[0, 0, 0]).is_none());
    }
}

//! Turns: where actors take and give back the same lock so often that a column has no room for it, whose turn it mostly was.

use std::collections::{BTreeMap, BTreeSet};

use super::scale::Scale;
use crate::model::ObjectName;
use crate::model::timeline::Lane;

/// Whose turn it mostly was, column by column.
#[derive(Default)]
pub(super) struct Turns {
    /// Columns in which an actor held a lock that somebody held there more than once, by its rank.
    crowded: BTreeMap<usize, BTreeSet<usize>>,
    /// Columns in which a lock was held most of the time, and who held it longest.
    longest: BTreeSet<(usize, usize)>,
}

/// How a lock was held in a column: how long by each, by rank, and whether by one of them more than once.
#[derive(Default)]
struct Held {
    by: BTreeMap<usize, (u64, usize)>,
}

impl Turns {
    /// Of these lanes, each with the rank of its actor.
    pub fn of<'a>(lanes: impl Iterator<Item = (usize, &'a Lane)>, scale: &Scale, width: usize) -> Turns {
        let mut held: BTreeMap<(ObjectName, usize), Held> = BTreeMap::new();
        for (rank, lane) in lanes {
            for (object, column, time) in scale.held(lane, width) {
                let sum = held.entry((object, column)).or_default().by.entry(rank).or_default();
                *sum = (sum.0 + time, sum.1 + 1);
            }
        }
        let mut turns = Turns::default();
        for ((_, column), held) in held.iter().filter(|(_, held)| held.is_crowded()) {
            for rank in held.by.keys() {
                turns.crowded.entry(*rank).or_default().insert(*column);
            }
            let (begin, end) = scale.bounds(*column, width);
            turns.longest.extend(held.longest(end - begin).map(|rank| (rank, *column)));
        }
        turns
    }

    /// Whether there is no room for the turns that an actor took there.
    pub fn is_crowded(&self, rank: usize, column: usize) -> bool {
        self.crowded.get(&rank).is_some_and(|columns| columns.contains(&column))
    }

    /// Of such columns those in which it was mostly this actor's turn.
    pub fn of_actor(&self, rank: usize) -> impl Iterator<Item = usize> {
        let crowded = self.crowded.get(&rank).into_iter().flatten().copied();
        crowded.filter(move |column| self.longest.contains(&(rank, *column)))
    }
}

impl Held {
    fn is_crowded(&self) -> bool {
        self.by.values().any(|(_, times)| *times > 1)
    }

    /// Who held it longest, where it was held for half of the time.
    fn longest(&self, time: u64) -> Option<usize> {
        let all: u64 = self.by.values().map(|(time, _)| time).sum();
        let longest = self.by.iter().max_by_key(|(_, (time, _))| *time);
        longest.filter(|_| all * 2 >= time).map(|(rank, _)| *rank)
    }
}

//! Two engines side by side: the skeletons of their runs, what differs, and whether a run of the same engine differs in
//! the same way.

use std::collections::BTreeSet;

use super::name::ActorName;
use super::otherwise;
use super::skeleton::{Acts, Deed, Skeleton};
use super::tongue::{Both, both};

/// What runs on two engines come to, actor by actor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What the two engines are called.
    pub engines: [String; 2],
    /// How many runs of each were made.
    pub runs: usize,
    /// In the order of their names.
    pub actors: Vec<Pair>,
}

/// One actor on both engines.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Its name.
    pub actor: ActorName,
    /// Its acts, those that are the same beside each other.
    pub rows: Vec<Row>,
    /// Why they differ, where they do and it is known.
    pub why: Option<Both>,
}

/// An act on the one engine, on the other, or the same on both.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// On both.
    Same(Deed),
    /// On the first only.
    Left(Deed),
    /// On the second only.
    Right(Deed),
}

/// Longest row of acts that is laid beside another one act by act.
const LONGEST: usize = 3000;

impl Comparison {
    /// Compares runs of the same program on two engines. Where some run of the one is as some run of the other, nothing
    /// differs: what is not decided may come out either way.
    pub fn of(left: &[Skeleton], right: &[Skeleton]) -> Comparison {
        let names: BTreeSet<&ActorName> = left.iter().chain(right).flat_map(|run| run.actors.keys()).collect();
        let actors = names.into_iter().map(|name| Pair::of(name, left, right)).collect();
        Comparison { actors, runs: left.len().max(right.len()), ..Comparison::default() }
    }

    /// How many acts are the same.
    pub fn same(&self) -> usize {
        self.all().filter(|row| matches!(row, Row::Same(_))).count()
    }

    /// How many acts are on one engine only.
    pub fn different(&self) -> usize {
        self.all().count() - self.same()
    }

    /// The actors that differ, and nobody knows why.
    pub fn unexplained(&self) -> impl Iterator<Item = &Pair> {
        self.actors.iter().filter(|pair| pair.differs() && pair.why.is_none())
    }

    /// How many rows it has, at most, where an actor's name stands above its acts.
    pub fn rows(&self) -> usize {
        self.all().count() + 3 * self.actors.len()
    }

    fn all(&self) -> impl Iterator<Item = &Row> {
        self.actors.iter().flat_map(|pair| &pair.rows)
    }

    /// What came of it, in a sentence.
    pub fn sentence(&self) -> Both {
        let (actors, same, different) = (self.actors.len(), self.same(), self.different());
        let unexplained = self.unexplained().count();
        match (different, unexplained) {
            (0, _) => both!(
                "differences: none ({actors} actors, {same} acts)",
                "差异：无（{actors} 个执行者，{same} 个动作）"
            ),
            (_, 0) => both!(
                "differences: {different} acts, all explained ({actors} actors, {same} acts the same)",
                "差异：{different} 个动作，都有解释（{actors} 个执行者，{same} 个动作相同）"
            ),
            _ => both!(
                "differences: {different} acts; {unexplained} of {actors} actors differ, and nothing explains it",
                "差异：{different} 个动作；{actors} 个执行者中有 {unexplained} 个不同，且没有解释"
            ),
        }
    }
}

impl Pair {
    fn of(name: &ActorName, left: &[Skeleton], right: &[Skeleton]) -> Pair {
        let (mine, theirs) = (ways(name, left), ways(name, right));
        let common = mine.iter().find(|acts| theirs.contains(acts));
        let nothing = Acts::default();
        let one = common.or(mine.first()).copied().unwrap_or(&nothing);
        let other = common.or(theirs.first()).copied().unwrap_or(&nothing);
        let rows = beside(&one.deeds, &other.deeds).into_iter().chain(beside(&one.lines, &other.lines)).collect();
        let rows: Vec<Row> = rows;
        let varies = common.is_none() && (mine.len() > 1 || theirs.len() > 1);
        let why = known(name, &rows).or_else(|| varies.then(|| VARIES.clone()));
        Pair { actor: name.clone(), rows, why }
    }

    /// Whether an act is on one engine only.
    pub fn differs(&self) -> bool {
        self.rows.iter().any(|row| !matches!(row, Row::Same(_)))
    }
}

/// Why all that differs does, where it is known of each.
fn known(actor: &str, rows: &[Row]) -> Option<Both> {
    let mut reasons: Vec<Both> = Vec::new();
    for row in rows.iter().filter(|row| !matches!(row, Row::Same(_))) {
        let why = otherwise::why(actor, row, rows)?;
        if !reasons.contains(&why) {
            reasons.push(why);
        }
    }
    let all = |tongue: fn(&Both) -> &str| reasons.iter().map(tongue).collect::<Vec<_>>();
    let (en, zh) = (all(|why| &why.en).join("; "), all(|why| &why.zh).join("；"));
    (!reasons.is_empty()).then(|| Both::new(en, zh))
}

static VARIES: Both = Both::fixed(
    "no two runs are alike here, not even on one engine: who comes first is not decided",
    "这里即使在同一个引擎上每次运行也不一样：先后次序没有规定",
);

/// The different things that an actor did in the runs of one engine; a run without it counts as one in which it did nothing.
fn ways<'a>(name: &ActorName, runs: &'a [Skeleton]) -> Vec<&'a Acts> {
    static NOTHING: Acts = Acts { deeds: Vec::new(), lines: Vec::new() };
    let mut ways: Vec<&Acts> = Vec::new();
    for acts in runs.iter().map(|run| run.actors.get(name).unwrap_or(&NOTHING)) {
        if !ways.contains(&acts) {
            ways.push(acts);
        }
    }
    ways
}

/// Two rows of acts beside each other, with as many of the same as can be (the longest common subsequence).
fn beside(left: &[Deed], right: &[Deed]) -> Vec<Row> {
    let before = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (left_rest, right_rest) = (&left[before..], &right[before..]);
    let after = left_rest.iter().rev().zip(right_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let (one, other) = (&left_rest[..left_rest.len() - after], &right_rest[..right_rest.len() - after]);
    let same = |deeds: &[Deed]| deeds.iter().cloned().map(Row::Same).collect::<Vec<_>>();
    let mut rows = same(&left[..before]);
    rows.extend(in_the_middle(one, other));
    rows.extend(same(&left[left.len() - after..]));
    rows
}

fn in_the_middle(left: &[Deed], right: &[Deed]) -> Vec<Row> {
    if left.len() > LONGEST || right.len() > LONGEST {
        let left = left.iter().cloned().map(Row::Left);
        return left.chain(right.iter().cloned().map(Row::Right)).collect();
    }
    let wide = right.len() + 1;
    let mut longest = vec![0_u32; (left.len() + 1) * wide];
    for (i, one) in left.iter().enumerate().rev() {
        for (j, other) in right.iter().enumerate().rev() {
            longest[i * wide + j] = match one == other {
                true => longest[(i + 1) * wide + j + 1] + 1,
                false => longest[(i + 1) * wide + j].max(longest[i * wide + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut rows) = (0, 0, Vec::new());
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            rows.push(Row::Same(left[i].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == right.len() || (i < left.len() && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]) {
            rows.push(Row::Left(left[i].clone()));
            i += 1;
        } else {
            rows.push(Row::Right(right[j].clone()));
            j += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Kind};

    fn run(values: &[&str]) -> Skeleton {
        let got = |value: &&str| Event {
            actor: Some("reader".into()),
            value: Some((*value).into()),
            ..Event::new(Kind::QueueGet)
        };
        Skeleton::of(&values.iter().map(got).collect::<Vec<_>>())
    }

    #[test]
    fn the_same_acts_stand_beside_each_other_and_the_rest_alone() {
        let comparison = Comparison::of(&[run(&["1", "2", "3"])], &[run(&["1", "3", "4"])]);
        assert_eq!((comparison.same(), comparison.different()), (2, 2));
        assert_eq!(comparison.unexplained().count(), 1);
    }

    #[test]
    fn what_comes_out_either_way_on_both_engines_is_no_difference() {
        let comparison = Comparison::of(&[run(&["1", "2"]), run(&["2", "1"])], &[run(&["2", "1"])]);
        assert_eq!(comparison.different(), 0);
    }

    #[test]
    fn what_varies_on_one_engine_explains_that_the_other_has_it_otherwise() {
        let comparison = Comparison::of(&[run(&["1", "2"]), run(&["2", "1"])], &[run(&["1"])]);
        assert!(comparison.different() > 0);
        assert_eq!(comparison.unexplained().count(), 0);
    }

    #[test]
    fn who_is_on_one_engine_only_is_a_difference() {
        let comparison = Comparison::of(&[run(&["1"])], &[Skeleton::default()]);
        assert_eq!((comparison.different(), comparison.unexplained().count()), (1, 1));
    }
}

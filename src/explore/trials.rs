//! The tree tried on small programs that need no processes: all orders by brute force against those that it chooses.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::tree::{Tree, step_ref};
use crate::model::independence::independent;
use crate::model::schedule::{Choice, Stand, Turn};
use crate::model::{ActorName, Kind, ObjectName};

/// A step of a small program, on an object by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Op {
    Read(u8),
    Write(u8),
    Acquire(u8),
    /// Whose time may run out while the lock is held by another: then it goes on without.
    AcquireFor(u8),
    Release(u8),
}

/// Actors, each with its steps.
type Program = Vec<Vec<Op>>;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Machine {
    at: Vec<usize>,
    values: BTreeMap<u8, u32>,
    seen: Vec<u32>,
    held: BTreeMap<u8, usize>,
}

impl Machine {
    fn new(program: &Program) -> Machine {
        Machine { at: vec![0; program.len()], seen: vec![0; program.len()], ..Machine::default() }
    }

    fn stands(&self, program: &Program) -> Vec<Stand> {
        let next = |actor: usize| program[actor].get(self.at[actor]).map(|op| (actor, *op));
        (0..program.len()).filter_map(next).flat_map(|(actor, op)| self.ways(actor, op)).collect()
    }

    /// A step, and beside it the end of its time where it has to wait.
    fn ways(&self, actor: usize, op: Op) -> Vec<Stand> {
        let stand = self.stand(actor, op);
        let timed = matches!(op, Op::AcquireFor(_)) && stand.lacks.is_some();
        let turn = Turn { timeout: true, ..stand.turn.clone() };
        let timeout = timed.then(|| Stand { turn, lacks: None, ..stand.clone() });
        [stand].into_iter().chain(timeout).collect()
    }

    fn stand(&self, actor: usize, op: Op) -> Stand {
        let (kind, object, number) = match op {
            Op::Read(number) => (Kind::ValueRead, "value", number),
            Op::Write(number) => (Kind::ValueWrite, "value", number),
            Op::Acquire(number) | Op::AcquireFor(number) => (Kind::LockAcquire, "lock", number),
            Op::Release(number) => (Kind::LockRelease, "lock", number),
        };
        let taken = matches!(op, Op::Acquire(number) | Op::AcquireFor(number) if self.held.contains_key(&number));
        Stand {
            turn: Turn::of(ActorName::from(format!("actor-{actor}"))),
            lacks: taken.then_some("release"),
            kind,
            object: Some(ObjectName::from(format!("{object}-{number}"))),
            target: None,
            place: None,
            value: None,
        }
    }

    fn go(&mut self, program: &Program, stand: &Stand) {
        let actor = Machine::actor(stand);
        match program[actor][self.at[actor]] {
            _ if stand.turn.timeout => self.seen[actor] += 100,
            Op::Read(number) => self.seen[actor] = self.values.get(&number).copied().unwrap_or(0),
            Op::Write(number) => {
                self.values.insert(number, self.seen[actor] * 3 + actor as u32 + 1);
            }
            Op::Acquire(number) | Op::AcquireFor(number) => {
                self.held.insert(number, actor);
            }
            Op::Release(number) => {
                self.held.remove(&number);
            }
        }
        self.at[actor] += 1;
        // Who went on without a lock has nothing to give back.
        while let Some(Op::Release(number)) = program[actor].get(self.at[actor])
            && self.held.get(number) != Some(&actor)
        {
            self.at[actor] += 1;
        }
    }

    fn actor(stand: &Stand) -> usize {
        stand.turn.actor.trim_start_matches("actor-").parse().unwrap()
    }
}

/// What every order gives, by trying them all; and how many orders there are.
fn brute(program: &Program) -> (BTreeSet<Machine>, usize) {
    let (mut ends, mut count, mut open) = (BTreeSet::new(), 0, vec![Machine::new(program)]);
    while let Some(machine) = open.pop() {
        let stands = machine.stands(program);
        let able: Vec<&Stand> = stands.iter().filter(|stand| stand.lacks.is_none()).collect();
        if able.is_empty() {
            ends.insert(machine.clone());
            count += 1;
        }
        for stand in able {
            let mut next = machine.clone();
            next.go(program, stand);
            open.push(next);
        }
    }
    (ends, count)
}

/// What the orders that a tree chooses give; how many of them came to an end.
fn by_tree(program: &Program, reduce: bool) -> (BTreeSet<Machine>, usize) {
    let (mut ends, mut count, mut tree) = (BTreeSet::new(), 0, Tree::new(reduce));
    loop {
        let (choices, end) = perform(program, &tree);
        if let Some(end) = end {
            ends.insert(end);
            count += 1;
        }
        tree.take(&choices, &[]).unwrap();
        if !tree.advance() {
            return (ends, count);
        }
    }
}

/// One run along the tree's path, then the first who can and does not sleep; no end if all who can are asleep.
fn perform(program: &Program, tree: &Tree) -> (Vec<Choice>, Option<Machine>) {
    let (schedule, mut asleep) = (tree.schedule(), tree.asleep());
    let (mut machine, mut choices) = (Machine::new(program), Vec::new());
    loop {
        let stands = machine.stands(program);
        let able = |stand: &Stand| stand.lacks.is_none();
        if !stands.iter().any(able) {
            if !stands.is_empty() {
                choices.push(Choice { stands, chosen: None });
            }
            return (choices, Some(machine));
        }
        let sleeps = |stand: &Stand| asleep.iter().any(|step: &Stand| step.turn == stand.turn);
        let chosen = match schedule.0.get(choices.len()) {
            Some(turn) => stands.iter().position(|stand| stand.turn == *turn),
            None => stands.iter().position(|stand| able(stand) && !sleeps(stand)),
        };
        let Some(chosen) = chosen else {
            choices.push(Choice { stands, chosen: None });
            return (choices, None);
        };
        if choices.len() >= schedule.0.len() {
            asleep.retain(|step| independent(step_ref(step), step_ref(&stands[chosen])));
        }
        machine.go(program, &stands[chosen]);
        choices.push(Choice { stands, chosen: Some(chosen) });
    }
}

/// Two actors, each one read and one write of the same value: C(4, 2) = 6 orders. Two orders that differ only in which
/// read comes first are one and the same when both reads come before both writes; so of the 4 such orders (2 for the
/// reads times 2 for the writes) 2 remain, and with the two in which one actor goes wholly first there are 4.
#[test]
fn the_lost_update_has_six_orders_and_four_that_differ() {
    let program = vec![vec![Op::Read(0), Op::Write(0)]; 2];
    assert_eq!(by_tree(&program, false).1, 6);
    assert_eq!(by_tree(&program, true).1, 4);
}

/// Three steps each of two actors: C(6, 3) = 20 orders; on values of their own all are one and the same.
#[test]
fn actors_that_share_nothing_have_one_order() {
    let program = vec![vec![Op::Write(0), Op::Read(0), Op::Write(0)], vec![Op::Write(1), Op::Read(1), Op::Write(1)]];
    assert_eq!(by_tree(&program, false).1, 20);
    assert_eq!(by_tree(&program, true).1, 1);
}

/// Two locks taken in opposite orders: whoever holds the first of one while the other holds the first of the other.
#[test]
fn the_deadlock_of_two_locks_is_found() {
    let take = |first, second| vec![Op::Acquire(first), Op::Acquire(second), Op::Release(second), Op::Release(first)];
    let program = vec![take(0, 1), take(1, 0)];
    let (ends, _) = by_tree(&program, true);
    assert!(ends.iter().any(|machine| machine.held.len() == 2));
    assert_eq!(ends, brute(&program).0);
}

/// What one actor sees of another's write, under a lock that has nothing to do with it: the order in which the second
/// reads before the write and the first after it begins with a step that sleeps.
#[test]
fn a_race_that_begins_with_a_sleeping_step_is_found() {
    let program = vec![vec![Op::Write(0)], vec![Op::Acquire(0), Op::Read(0), Op::Release(0)], vec![Op::Read(0)]];
    assert_eq!(by_tree(&program, true).0, brute(&program).0);
}

/// Two locks in opposite orders, and patience that ends: both may give up, each may get through before the other or after
/// it has given up.
#[test]
fn whose_time_may_run_out_it_does_in_some_order() {
    let take =
        |first, second| vec![Op::Acquire(first), Op::AcquireFor(second), Op::Release(second), Op::Release(first)];
    let program = vec![take(0, 1), take(1, 0)];
    let (ends, _) = by_tree(&program, true);
    assert!(ends.iter().any(|machine| machine.seen == [100, 100]));
    assert_eq!(ends, brute(&program).0);
}

fn op() -> impl Strategy<Value = Op> {
    (0..2u8, 0..4u8).prop_map(|(object, what)| match what {
        0 => Op::Read(object),
        1 => Op::Write(object),
        2 => Op::AcquireFor(object),
        _ => Op::Acquire(object),
    })
}

/// Small programs: every lock that is taken is given back before the end, at a place of its own.
fn program() -> impl Strategy<Value = Program> {
    let actor = proptest::collection::vec((op(), any::<prop::sample::Index>()), 0..4);
    proptest::collection::vec(actor, 2..4).prop_map(|actors| actors.into_iter().map(well_formed).collect())
}

fn well_formed(steps: Vec<(Op, prop::sample::Index)>) -> Vec<Op> {
    let mut actor: Vec<Op> = Vec::new();
    for (op, index) in steps {
        match op {
            Op::Acquire(lock) | Op::AcquireFor(lock) if actor.contains(&Op::Release(lock)) => {}
            Op::Acquire(lock) | Op::AcquireFor(lock) => {
                let place = index.index(actor.len() + 1);
                actor.insert(place, op);
                actor.push(Op::Release(lock));
            }
            _ => actor.push(op),
        }
    }
    actor
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_reduction_loses_no_outcome(program in program()) {
        let (all, orders) = brute(&program);
        prop_assume!(orders <= 5000);
        let (plain, counted) = by_tree(&program, false);
        prop_assert_eq!(counted, orders);
        prop_assert_eq!(&plain, &all);
        let (reduced, fewer) = by_tree(&program, true);
        prop_assert_eq!(&reduced, &all);
        prop_assert!(fewer <= orders);
    }
}

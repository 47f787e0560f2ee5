//! The player: a log, a cursor in it, and whether the cursor moves by itself.
//!
//! A run that still goes on and a recording are the same to it: the one's log grows.

use crate::model::event::{Event, Kind};
use crate::model::{Log, World};

/// How the cursor moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Temporality {
    /// Along with the end of the log.
    Following,
    /// Not at all: the learner looks at one moment.
    Looking,
    /// On through the log, at a pace.
    Playing {
        /// Events (or nanoseconds of the run) that are due and not yet shown.
        due: f64,
    },
}

/// How fast operations, or events that are played, follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    /// One a second.
    One,
    /// Two a second.
    #[default]
    Two,
    /// Ten a second.
    Ten,
    /// As fast as they go; played: as they went.
    Full,
}

impl Pace {
    /// The next faster pace.
    pub fn faster(self) -> Pace {
        match self {
            Pace::One => Pace::Two,
            Pace::Two => Pace::Ten,
            Pace::Ten | Pace::Full => Pace::Full,
        }
    }

    /// The next slower pace.
    pub fn slower(self) -> Pace {
        match self {
            Pace::Full => Pace::Ten,
            Pace::Ten => Pace::Two,
            Pace::Two | Pace::One => Pace::One,
        }
    }

    /// Operations a second; `None` for full speed.
    pub fn a_second(self) -> Option<u32> {
        match self {
            Pace::One => Some(1),
            Pace::Two => Some(2),
            Pace::Ten => Some(10),
            Pace::Full => None,
        }
    }
}

/// The longest pause that is played, in nanoseconds: nobody wants to watch a minute of silence again.
const LONGEST_PAUSE: u64 = 2_000_000_000;

/// A log and a cursor in it.
pub struct Player {
    log: Log,
    cursor: u64,
    world: World,
    fresh: u64,
    temporality: Temporality,
}

impl Default for Player {
    fn default() -> Player {
        Player::new(Log::default())
    }
}

impl Player {
    /// At the start of a log; along with it if it is empty.
    pub fn new(log: Log) -> Player {
        let temporality = if log.is_empty() { Temporality::Following } else { Temporality::Looking };
        Player { log, cursor: 0, world: World::new(), fresh: 0, temporality }
    }

    /// The log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How many events lie before the cursor.
    pub fn cursor(&self) -> u64 {
        self.cursor
    }

    /// Events from this number on came with the last move.
    pub fn fresh(&self) -> u64 {
        self.fresh
    }

    /// How the cursor moves.
    pub fn temporality(&self) -> Temporality {
        self.temporality
    }

    /// Whether the cursor is at the end of the log.
    pub fn is_at_end(&self) -> bool {
        self.cursor == self.log.len()
    }

    /// Whether time alone will move the cursor.
    pub fn is_moving(&self) -> bool {
        matches!(self.temporality, Temporality::Playing { .. })
    }

    /// Takes in what has happened; the cursor stays at the end if it was following.
    pub fn push(&mut self, events: Vec<Event>) {
        for event in events {
            self.log.push(event);
        }
        // What the learner looks at may have been let go.
        if self.temporality == Temporality::Following || self.cursor < self.log.first() {
            self.go(if self.temporality == Temporality::Following { self.log.len() } else { self.log.first() });
        }
    }

    /// One event that matters forward or back. Samples do not count: they tell nothing that the learner did.
    pub fn step(&mut self, forward: bool) {
        self.seek(forward);
    }

    /// To the next or previous event of an actor or object.
    pub fn step_of(&mut self, name: &str, forward: bool) {
        self.temporality = Temporality::Looking;
        let (log, from) = (&self.log, self.cursor);
        let next = if forward {
            let places = [log.next_of_actor(name, from), log.next_of_object(name, from)];
            places.into_iter().flatten().min()
        } else {
            let from = from.saturating_sub(1);
            let places = [log.last_of_actor(name, from), log.last_of_object(name, from)];
            places.into_iter().flatten().max()
        };
        if let Some(next) = next {
            self.go(next + 1);
        }
    }

    /// To the moment after `n` events; the cursor stays there.
    pub fn look_at(&mut self, n: u64) {
        self.temporality = Temporality::Looking;
        self.go(n.min(self.log.len()));
    }

    /// To the start.
    pub fn home(&mut self) {
        self.temporality = Temporality::Looking;
        self.go(0);
    }

    /// To the end, and on along with it.
    pub fn end(&mut self) {
        self.temporality = Temporality::Following;
        self.go(self.log.len());
    }

    /// Plays from the cursor on; from the start if it is at the end.
    pub fn play(&mut self) {
        if self.is_at_end() {
            self.go(0);
        }
        self.temporality = Temporality::Playing { due: 0.0 };
    }

    /// Stays where the cursor is.
    pub fn look(&mut self) {
        self.temporality = Temporality::Looking;
    }

    /// Lets time pass while playing. Returns whether anything moved.
    pub fn pass(&mut self, nanoseconds: u64, pace: Pace) -> bool {
        let Temporality::Playing { due } = self.temporality else { return false };
        let before = self.cursor;
        let (next, left) = match pace.a_second() {
            Some(rate) => self.due_by_count(due + nanoseconds as f64 * 1e-9 * f64::from(rate)),
            None => self.due_by_clock(due + nanoseconds as f64),
        };
        self.temporality = Temporality::Playing { due: left };
        if next != before {
            self.go(next);
        }
        if self.is_at_end() {
            self.temporality = Temporality::Following;
        }
        self.cursor != before
    }

    /// Where the cursor should be when so many events that matter are due, and what is left over.
    fn due_by_count(&self, mut due: f64) -> (u64, f64) {
        let mut at = self.cursor;
        while due >= 1.0 && at < self.log.len() {
            if self.matters(at) {
                due -= 1.0;
            }
            at += 1;
        }
        (at, due.min(1.0))
    }

    /// Where the cursor should be when so many nanoseconds of the run are due, and what is left over.
    fn due_by_clock(&self, mut due: f64) -> (u64, f64) {
        let mut at = self.cursor;
        let mut now = self.world.now;
        while let Some(event) = self.log.event(at) {
            let pause = event.t.saturating_sub(now).min(LONGEST_PAUSE) as f64;
            if pause > due {
                break;
            }
            due -= pause;
            now = event.t;
            at += 1;
        }
        (at, due)
    }

    fn seek(&mut self, forward: bool) {
        let found = |at: &u64| self.matters(*at);
        let next = if forward {
            (self.cursor..self.log.len()).find(found).map(|at| at + 1)
        } else {
            (self.log.first()..self.cursor.saturating_sub(1)).rev().find(found).map(|at| at + 1).or(Some(0))
        };
        self.temporality = Temporality::Looking;
        if let Some(next) = next {
            self.go(next);
        }
    }

    /// Puts the cursor behind the first `n` events.
    fn go(&mut self, n: u64) {
        let n = n.clamp(self.log.first(), self.log.len());
        let first = if n >= self.cursor { self.cursor } else { n.saturating_sub(1) };
        if n < self.cursor || n - self.cursor > 10_000 || self.cursor < self.log.first() {
            self.world = self.log.world_at(n);
        } else {
            for at in self.cursor..n {
                if let Some(event) = self.log.event(at) {
                    self.world.apply(event);
                }
            }
        }
        if (first..n).any(|at| self.matters(at)) || n < self.cursor {
            self.fresh = first;
        }
        self.cursor = n;
    }

    /// Whether an event is something that an actor did. What becomes of those whom forklore ends changes nothing that is
    /// shown.
    fn matters(&self, at: u64) -> bool {
        match self.log.event(at).map(|event| event.kind) {
            None | Some(Kind::Sample | Kind::Claim | Kind::Finding | Kind::ChartPoint) => false,
            Some(Kind::RunEnd) => true,
            Some(_) => !self.log.world().is_past_the_stop(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(n: u64, actor: &str, kind: Kind) -> Event {
        let mut event = Event::new(kind);
        (event.n, event.t, event.actor) = (n, n * 1_000_000_000, Some(actor.into()));
        event
    }

    fn story() -> Vec<Event> {
        let kinds = [Kind::ProcessStart, Kind::ProcessFork, Kind::Sample, Kind::ProcessStart, Kind::Output];
        let who = ["main", "main", "main", "child", "main"];
        (0..5).map(|n| told(n, who[n as usize], kinds[n as usize])).collect()
    }

    #[test]
    fn a_log_that_grows_takes_the_cursor_along_until_the_learner_looks_back() {
        let mut player = Player::default();
        player.push(story()[..2].to_vec());
        assert_eq!(player.cursor(), 2);
        player.step(false);
        player.push(story()[2..].to_vec());
        assert_eq!(player.cursor(), 1, "it stays where the learner looks");
        player.end();
        assert_eq!((player.cursor(), player.world().count), (5, 5));
    }

    #[test]
    fn a_step_goes_over_samples_and_back_to_the_start() {
        let mut player = Player::default();
        player.push(story());
        let cursors = [false, false, false, false, false].map(|forward| {
            player.step(forward);
            player.cursor()
        });
        assert_eq!(cursors, [4, 2, 1, 0, 0]);
        player.step(true);
        player.step(true);
        player.step(true);
        assert_eq!(player.cursor(), 4);
        assert_eq!(player.world(), &player.log().world_at(4));
    }

    #[test]
    fn the_next_event_of_an_actor_is_found_and_where_there_is_none_nothing_moves() {
        let mut player = Player::new(story().into_iter().collect());
        player.step_of("child", true);
        assert_eq!(player.cursor(), 4);
        player.step_of("child", true);
        assert_eq!(player.cursor(), 4);
        player.step_of("main", false);
        assert!(player.cursor() < 4);
    }

    #[test]
    fn playing_keeps_the_pace_and_follows_at_the_end() {
        let mut player = Player::new(story().into_iter().collect());
        player.play();
        player.pass(500_000_000, Pace::Two);
        assert_eq!(player.cursor(), 1);
        player.pass(1_000_000_000, Pace::Two);
        assert_eq!(player.cursor(), 4, "the sample does not count");
        player.pass(9_000_000_000, Pace::Full);
        assert_eq!(player.temporality(), Temporality::Following);
    }

    #[test]
    fn what_the_learner_looks_at_goes_along_when_the_past_is_let_go() {
        let many = |from: u64, to: u64| (from..to).map(|n| told(n, "main", Kind::Output)).collect::<Vec<_>>();
        let mut player = Player::new(Log::newest(9000));
        player.push(many(0, 100));
        player.look_at(7);
        player.push(many(100, 10_000));
        assert!(player.log().first() > 7);
        assert_eq!(player.cursor(), player.log().first());
        assert_eq!(player.world(), &player.log().world_at(player.cursor()));
        player.home();
        assert_eq!(player.cursor(), player.log().first(), "there is nothing before");
        player.step(true);
        assert_eq!(player.cursor(), player.log().first() + 1);
    }

    #[test]
    fn played_at_full_speed_events_come_as_they_came() {
        let mut player = Player::new(story().into_iter().collect());
        player.play();
        player.pass(2_500_000_000, Pace::Full);
        assert_eq!(player.cursor(), 3);
    }
}

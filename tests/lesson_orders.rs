//! What a lesson says of every order is held against every order: here those of two sellers at a counter, worked out
//! without any process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use forklore::lesson::check::orders::{Explorer, prove};
use forklore::lesson::check::runs::Trial;
use forklore::lesson::{Lesson, Setting, Source};
use forklore::model::schedule::{Schedule, Turn};
use forklore::model::{Event, Field, Kind};

/// Two sellers who read and write by turns; with a lock around both steps in the variant `locked`.
#[derive(Default)]
struct Counter {
    /// Whether it gives up before it has tried all.
    tires: bool,
    /// How many beginnings were played.
    begun: usize,
}

const NAMES: [&str; 2] = ["seller", "seller-2"];

fn steps(trial: &Trial) -> usize {
    match trial.settings.get("tickets") {
        Some(Setting::Int(tickets)) => 2 * *tickets as usize,
        other => panic!("{other:?}"),
    }
}

/// Every order of so many steps of each; a sale is one piece where there is a lock.
fn orders(left: [usize; 2], piece: usize) -> Vec<Vec<usize>> {
    if left == [0, 0] {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for who in (0..2).filter(|who| left[*who] > 0) {
        let mut rest = left;
        rest[who] -= piece;
        all.extend(orders(rest, piece).into_iter().map(|order| [vec![who; piece], order].concat()));
    }
    all
}

fn schedule(order: &[usize]) -> Schedule {
    Schedule(order.iter().map(|who| Turn::of(NAMES[*who])).collect())
}

/// What happens in an order.
fn events(order: impl IntoIterator<Item = usize>) -> Vec<Event> {
    let (mut counter, mut read, mut told) = (10, [None; 2], Vec::new());
    let mut tell = |kind, actor: &str, value: i32| {
        let (actor, object) = (Some(actor.into()), Some("counter".into()));
        let value = Some(value.to_string().into());
        told.push(Event { n: told.len() as u64, actor, object, value, ..Event::new(kind) });
    };
    tell(Kind::ValueCreate, "main", counter);
    for who in order {
        match read[who].take() {
            None => {
                tell(Kind::ValueRead, NAMES[who], counter);
                read[who] = Some(counter);
            }
            Some(left) => {
                counter = left - 1;
                tell(Kind::ValueWrite, NAMES[who], counter);
            }
        }
    }
    told.push(Event::new(Kind::RunEnd).with(Field::Reason, "done"));
    told
}

impl Explorer for Counter {
    fn explore(&mut self, trial: &Trial, _: bool, see: &mut dyn FnMut(&Schedule, &[Event])) -> Result<bool, String> {
        let piece = if trial.variant.as_deref() == Some("locked") { 2 } else { 1 };
        for order in orders([steps(trial); 2], piece) {
            see(&schedule(&order), &events(order));
        }
        Ok(!self.tires)
    }

    fn begin(&mut self, _: &Trial, schedule: &Schedule) -> Result<Vec<Event>, String> {
        self.begun += 1;
        Ok(events(schedule.0.iter().map(|turn| usize::from(&*turn.actor == NAMES[1]))))
    }
}

fn race() -> Lesson {
    Lesson::load(&Source::Course, "race").unwrap()
}

fn faults(lesson: &Lesson, explorer: &mut Counter) -> Vec<String> {
    prove(lesson, explorer).iter().map(|fault| fault.what.clone()).collect()
}

#[test]
fn what_the_lesson_race_says_of_its_orders_is_so() {
    let mut explorer = Counter::default();
    assert_eq!(faults(&race(), &mut explorer), [""; 0]);
    // The empty beginning, 2 of one step, 4 of two, 6 of three, 6 of four.
    assert_eq!(explorer.begun, 1 + 2 + 4 + 6 + 6);
}

#[test]
fn a_claim_that_is_not_so_is_told_with_how_often_it_was() {
    let mut lesson = race();
    let claim = lesson.claims.iter_mut().find(|claim| claim.id == "two-of-six").unwrap();
    claim.tally.as_mut().unwrap().hold = 3;
    lesson.claims.iter_mut().find(|claim| claim.id == "none-lost").unwrap().variants.push("main".into());
    let wanted = [
        "the claim `two-of-six` is broken: so it was in 2 of 6 orders",
        "the claim `none-lost` is broken: so it was in 2 of 6 orders",
        "the claim `two-of-six` is broken: so it was in 2 of 6 orders",
    ];
    assert_eq!(faults(&lesson, &mut Counter::default()), wanted);
}

#[test]
fn what_a_variant_is_said_to_break_is_broken_in_some_order() {
    let mut lesson = race();
    for variant in &mut lesson.variants {
        variant.breaks = vec!["none-lost".into()];
    }
    let said = faults(&lesson, &mut Counter::default());
    assert_eq!(said, ["the claim `none-lost` was broken in none of 2 orders"]);
}

#[test]
fn a_challenge_is_played() {
    let mut lesson = race();
    lesson.challenges[0].shortest = Some(3);
    lesson.challenges[1].never = false;
    let wanted = [
        "the challenge `sell-twice` can be won in 4 moves, and not in fewer",
        "the challenge `not-any-more` cannot be won",
    ];
    assert_eq!(faults(&lesson, &mut Counter::default()), wanted);
    lesson.challenges[0].never = true;
    lesson.challenges[1].never = true;
    assert_eq!(faults(&lesson, &mut Counter::default())[0], "the challenge `sell-twice` can be won, in 4 orders");
}

#[test]
fn a_program_with_too_many_orders_proves_nothing() {
    let mut explorer = Counter { tires: true, ..Counter::default() };
    let said = faults(&race(), &mut explorer);
    assert_eq!(said[0], "it has more than 6 orders");
    assert!(said.iter().all(|what| what.starts_with("it has more than")), "{said:?}");
}

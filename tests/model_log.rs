//! The log: any moment of it is the fold up to there, and it knows its way about.

mod support;

use forklore::model::timeline::{ArrowKind, Sign, What, Window};
use forklore::model::{Event, Field, Kind, Log, Phase, World};
use proptest::collection::vec;
use proptest::prelude::*;
use support::anything::any_event;
use support::story::{Story, story};

fn log(story: &Story) -> Log {
    story.events().iter().cloned().collect()
}

fn whole(log: &Log, at: u64) -> Window {
    Window { from: 0, to: u64::MAX, at, now: log.time_at(at) }
}

/// Events a microsecond apart, repeated until there are several checkpoints.
fn long(events: &[Event]) -> Vec<Event> {
    let times = (0_u64..).map(|place| place * 1000);
    events.iter().cycle().take(10_000).zip(times).map(|(event, t)| Event { t, ..event.clone() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_world_at_any_place_is_the_fold_up_to_there(events in vec(any_event(), 1..80), places in vec(0_u64..10_000, 6)) {
        let events = long(&events);
        let log: Log = events.iter().cloned().collect();
        for n in places.into_iter().chain([0, 1, 4096, 4097, 8192, 10_000]) {
            let mut fold = World::new();
            events[..n as usize].iter().for_each(|event| fold.apply(event));
            prop_assert_eq!(log.world_at(n), fold);
        }
    }
}

proptest! {
    #[test]
    fn seen_from_an_earlier_place_the_timeline_is_what_it_was_then(events in vec(any_event(), 1..150), part in 0.0..1.0) {
        let events: Vec<Event> = long(&events)[..events.len()].to_vec();
        let n = (events.len() as f64 * part) as u64;
        let (log, then): (Log, Log) = (events.iter().cloned().collect(), events[..n as usize].iter().cloned().collect());
        let window = whole(&log, n);
        for lane in then.timeline().lanes() {
            let rank = then.world().actor(&lane.actor).unwrap().rank;
            let later = log.timeline().lane(rank).unwrap();
            prop_assert_eq!(later.spans(&window).collect::<Vec<_>>(), lane.spans(&window).collect::<Vec<_>>());
            prop_assert_eq!(later.marks(&window), lane.marks(&window));
            prop_assert_eq!(later.holds(&window, 99), lane.holds(&window, 99));
            let near = Window { to: window.now + 1, ..window };
            prop_assert_eq!(later.columns(&near, 40), lane.columns(&near, 40));
        }
        prop_assert_eq!(log.timeline().arrows(&window, 999), then.timeline().arrows(&window, 999));
    }

    #[test]
    fn a_log_takes_anything(events in vec(any_event(), 0..100), from in any::<u64>(), to in any::<u64>()) {
        let log: Log = events.into_iter().collect();
        let window = Window { from, to, ..whole(&log, log.len()) };
        for lane in log.timeline().lanes() {
            prop_assert_eq!(lane.columns(&window, 30).len(), 30);
            let _ = (lane.spans(&window).count(), lane.marks(&window), lane.holds(&window, 5), lane.at(from, &window));
        }
        let _ = log.timeline().arrows(&window, 5);
        let _ = (log.count_at(to), log.time_at(to), log.world_at(from));
    }
}

#[test]
fn output_up_to_a_place_is_found_without_looking() {
    let log = log(&story().prints("main", "a").prints("main", "b").sleeps("main", 1.0).prints("main", "c"));
    let texts = |n, most| log.outputs(n, most).map(|event| event.n).collect::<Vec<_>>();
    assert_eq!(texts(log.len(), 2), [3, 5]);
    assert_eq!(texts(5, 9), [2, 3]);
    assert_eq!(log.count_of(Kind::Output, log.len()), 3);
}

#[test]
fn one_goes_from_event_to_event_of_an_actor_or_an_object() {
    let log = log(&story().lock("lock").fork("main", "child").takes("child", "lock").prints("main", "x"));
    assert_eq!(log.next_of_actor("child", 0), Some(3));
    assert_eq!(log.last_of_actor("child", log.len()), Some(5));
    assert_eq!(log.last_of_object("lock", 5), Some(2));
    assert_eq!(log.next_of_object("lock", 3), Some(5));
    assert_eq!(log.next_of_actor("nobody", 0), None);
}

#[test]
fn a_time_leads_to_a_place_and_a_place_to_a_time() {
    let log = log(&story().passes(10).prints("main", "x"));
    assert_eq!(log.time_at(3), 12_000_000);
    assert_eq!(log.count_at(12_000_000), 3);
    assert_eq!(log.count_at(11_999_999), 2);
    assert_eq!(log.time_at(0), 0);
}

#[test]
fn a_lane_tells_what_its_actor_did_and_for_what_it_waited() {
    let log = log(&story()
        .lock("lock")
        .fork("main", "child")
        .takes("main", "lock")
        .wants("child", "lock")
        .waits_for_lock("child", "lock")
        .releases("main", "lock")
        .takes("child", "lock")
        .exits("child", 0)
        .reaps("main", "child", 0));
    let window = whole(&log, log.len());
    let lane = log.timeline().lane(1).unwrap();
    let did: Vec<What> = lane.spans(&window).map(|span| span.what).collect();
    assert_eq!(did, [What::Born, What::Runs, What::Waits, What::Runs, What::Zombie]);
    let waits = lane.spans(&window).nth(2).unwrap();
    assert_eq!((waits.kind, waits.of.as_deref()), (Some(Kind::LockAcquire), Some("lock")));
    assert_eq!(lane.holds(&window, 9).len(), 1);
    let main = log.timeline().lane(0).unwrap().holds(&window, 9);
    assert_eq!(main[0].to.unwrap().t - main[0].from.t, 3_000_000);
}

#[test]
fn whoever_has_nothing_to_do_looks_idle() {
    let feeds = |story: Story, phase| {
        story.about("main/feeder", Kind::QueueFed, "q", |event| Event { phase: Some(phase), ..event })
    };
    let story = story().queue("q", 0).thread("main/feeder");
    let story = feeds(feeds(story, Phase::Begin), Phase::End);
    let server = |event: Event| event.with(Field::Role, "server");
    let story = story.tells("main", Kind::ProcessSpawn, |event| event.with(Field::Child, "tracker"));
    let story = story.tells("tracker", Kind::ProcessStart, server).sample("tracker", 1).passes(5).sample("main", 1);
    let log = log(&story);
    let window = whole(&log, log.len());
    let did = |name: &str| -> Vec<What> {
        let rank = log.world().actor(name).unwrap().rank;
        log.timeline().lane(rank).unwrap().spans(&window).map(|span| span.what).collect()
    };
    assert_eq!(did("main/feeder"), [What::Waits, What::Runs, What::Waits]);
    assert_eq!(did("tracker"), [What::Born, What::Runs, What::Waits], "the kernel says that it sleeps");
    assert_eq!(did("main"), [What::Runs], "who tells all that it does runs by its own word");
}

#[test]
fn an_arrow_leads_from_each_giving_to_its_taking() {
    let log = log(&story()
        .queue("q", 0)
        .pipe("conn", "a", "b")
        .lock("lock")
        .fork("main", "child")
        .puts("main", "q", "1")
        .puts("main", "q", "2")
        .feeds("main", "q", "1")
        .feeds("main", "q", "2")
        .gets("child", "q", "1")
        .gets("child", "q", "2")
        .sends("child", "conn", "b", "'x'")
        .receives("main", "conn", "a", "'x'")
        .takes("main", "lock")
        .wants("child", "lock")
        .waits_for_lock("child", "lock")
        .releases("main", "lock")
        .takes("child", "lock")
        .signals("main", "child", "SIGTERM")
        .killed("child", 15)
        .reaps("main", "child", -15));
    let arrows = log.timeline().arrows(&whole(&log, log.len()), 99);
    let feeder = log.world().actor("main/feeder").unwrap().rank;
    let seen: Vec<_> = arrows.iter().map(|arrow| (arrow.kind, arrow.giver, arrow.taker)).collect();
    use ArrowKind::*;
    assert_ne!(feeder, 0);
    assert_eq!(
        seen,
        [(Birth, 0, 1), (Item, 0, 1), (Item, 0, 1), (Message, 1, 0), (Lock, 0, 1), (Signal, 0, 1), (Exit, 1, 0)]
    );
    assert!(arrows[1].from < arrows[2].from, "first in, first out");
    assert!(arrows.iter().all(|arrow| arrow.from.t <= arrow.to.t));
}

#[test]
fn acts_leave_marks() {
    let log = log(&story().queue("q", 0).puts("main", "q", "1").fork("main", "child").killed("child", 9));
    let signs = |rank| -> Vec<Sign> {
        log.timeline().lane(rank).unwrap().marks(&whole(&log, log.len())).iter().map(|mark| mark.sign).collect()
    };
    assert_eq!(signs(0), [Sign::Started, Sign::Gave, Sign::Forked]);
    assert_eq!(signs(1), [Sign::Started, Sign::Killed]);
}

#[test]
fn a_column_shows_what_was_done_most_of_its_time() {
    let log = log(&story().sleeps("main", 0.09).passes(89).wakes("main").passes(9).prints("main", "x"));
    let window = Window { from: 0, to: 100_000_000, at: log.len(), now: log.end_time() };
    let columns = log.timeline().lane(0).unwrap().columns(&window, 10);
    let whats: Vec<Option<What>> = columns.iter().map(|column| column.map(|column| column.what)).collect();
    assert_eq!(whats[0], Some(What::Sleeps));
    assert_eq!(whats[8], Some(What::Sleeps));
    assert_eq!(whats[9], Some(What::Runs));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_log_that_keeps_the_newest_knows_of_them_what_one_knows_that_keeps_all(events in vec(any_event(), 1..80)) {
        let events: Vec<Event> = (0..3).flat_map(|_| long(&events)).collect();
        let all: Log = events.iter().cloned().collect();
        let mut newest = Log::newest(9000);
        newest.extend(events);
        prop_assert!(newest.first() > 0 && newest.events().len() <= 9000);
        prop_assert_eq!(newest.len(), all.len());
        prop_assert_eq!(newest.findings(), all.findings());
        for n in [newest.first(), newest.first() + 1, newest.first() + 4097, all.len() - 1, all.len()] {
            prop_assert_eq!(newest.world_at(n), all.world_at(n));
            prop_assert_eq!(newest.just_happened(n + 1), all.just_happened(n + 1));
            prop_assert_eq!(newest.last_of_kind(Kind::Output, n).filter(|_| n > newest.first()), all.last_of_kind(Kind::Output, n).filter(|found| *found >= newest.first()));
        }
        prop_assert_eq!(newest.world_at(0), all.world_at(newest.first()), "what was let go is not known");
        prop_assert_eq!(newest.since(0), newest.events());
    }
}

#[test]
fn whoever_held_and_waited_when_the_past_was_let_go_holds_and_waits_in_the_timeline_that_is_left() {
    let told = story().fork("main", "child").takes("main", "lock").waits_for_lock("child", "lock");
    let mut log = Log::newest(9000);
    log.extend(told.events().iter().cloned());
    log.extend((0..9000_u64).map(|n| Event {
        t: 1_000_000 + n,
        actor: Some("main".into()),
        ..Event::new(Kind::Output)
    }));
    assert!(log.first() > 0);
    let window = Window { from: log.begin_time(), to: u64::MAX, at: log.len(), now: log.end_time() };
    let child = log.timeline().lane(1).unwrap();
    assert_eq!(child.spans(&window).last().map(|span| span.what), Some(What::Waits));
    assert_eq!(log.timeline().lane(0).unwrap().holds(&window, 9).len(), 1);
}

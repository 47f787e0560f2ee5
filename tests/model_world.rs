//! What is true after a few events: scenarios that read like the sentence one would say.

mod support;

use forklore::model::world::{Shape, State};
use forklore::model::{Event, Field, Kind, Phase, Place, World};
use proptest::collection::vec;
use proptest::prelude::*;
use support::anything::any_event;
use support::story::{Story, story};

fn values<'a>(items: impl IntoIterator<Item = &'a forklore::model::world::Item>) -> Vec<String> {
    items.into_iter().map(|item| item.value.to_string()).collect()
}

fn names<'a, N: std::ops::Deref<Target = str> + 'a>(names: impl IntoIterator<Item = &'a N>) -> Vec<String> {
    names.into_iter().map(|name| name.to_string()).collect()
}

fn state(story: &Story, who: &str) -> State {
    story.world().actor(who).expect("it has begun").state.clone()
}

#[test]
fn a_child_is_born_at_the_fork_runs_from_its_first_word_and_has_the_forker_for_a_parent() {
    let born = story().forks("main", "child");
    assert_eq!(state(&born, "child"), State::Born);
    let runs = born.starts("child", 1000);
    let world = runs.world();
    let child = world.actor("child").unwrap();
    assert_eq!((child.state.clone(), child.pid, child.ppid), (State::Runs, Some(1001), Some(1000)));
    assert_eq!(child.parent.as_deref(), Some("main"));
    assert_eq!(names(world.children_of("main").map(|actor| &actor.name)), ["child"]);
    assert_eq!(world.oddities, 0);
}

#[test]
fn a_dead_child_is_a_zombie_until_its_parent_collects_it() {
    let dead = story().fork("main", "child").exits("child", 3);
    assert_eq!(state(&dead, "child"), State::Zombie);
    let collected = dead.reaps("main", "child", 3);
    assert_eq!(state(&collected, "child"), State::Gone);
    assert_eq!(collected.world().actor("child").unwrap().status, Some(3));
}

#[test]
fn the_first_process_is_collected_at_once_by_whoever_started_it() {
    assert_eq!(state(&story().exits("main", 0), "main"), State::Gone);
}

#[test]
fn the_engine_may_tell_that_it_has_collected_the_first_process() {
    let mut world = story().exits("main", 0).world();
    world.apply(&Event::new(Kind::ProcessReap).with(Field::Child, "main").with(Field::Status, 0));
    assert_eq!((world.actor("main").unwrap().state.clone(), world.oddities), (State::Gone, 0));
}

#[test]
fn a_child_whose_parent_ends_is_adopted_and_is_gone_when_the_engine_says_so() {
    let orphan = story().fork("main", "child").exits("main", 0);
    let world = orphan.world();
    let child = world.actor("child").unwrap();
    assert!(child.adopted && child.parent.is_none() && child.is_alive());
    assert_eq!(names(world.roots().map(|actor| &actor.name)), ["main", "child"]);
    assert_eq!(state(&orphan.clone().exits("child", 0), "child"), State::Zombie);
    assert_eq!(state(&orphan.exits("child", 0).vanishes("child"), "child"), State::Gone);
}

#[test]
fn a_killed_child_has_the_signals_status_and_speaks_no_more() {
    let killed = story().fork("main", "child").signals("main", "child", "SIGTERM").killed("child", 15);
    assert_eq!(killed.world().actor("child").unwrap().status, Some(-15));
    assert_eq!(killed.world().oddities, 0);
    assert_eq!(killed.prints("child", "boo").world().oddities, 1);
}

#[test]
fn threads_end_with_their_process() {
    let story = story().fork("main", "child").thread("child/worker").exits("child", 0);
    assert_eq!(state(&story, "child/worker"), State::Gone);
    assert_eq!(story.world().actor("child/worker").unwrap().parent.as_deref(), Some("child"));
}

#[test]
fn who_joins_waits_for_the_child_and_runs_on_after_it() {
    let waits = story().fork("main", "child").joins("main", "child");
    let world = waits.world();
    let wait = world.actor("main").unwrap().waits().unwrap();
    assert_eq!((wait.kind, wait.target.as_deref(), &*wait.what), (Kind::ProcessJoin, Some("child"), "exit"));
    assert_eq!(state(&waits.exits("child", 0).joined("main", "child", 0), "main"), State::Runs);
}

#[test]
fn a_sleeper_sleeps_until_it_wakes() {
    let sleeps = story().sleeps("main", 0.5);
    assert!(matches!(state(&sleeps, "main"), State::Sleeps { seconds: 0.5, .. }));
    assert_eq!(state(&sleeps.wakes("main"), "main"), State::Runs);
}

#[test]
fn an_item_goes_from_the_buffer_through_the_pipe_to_the_reader() {
    let put = story().queue("q", 0).puts("main", "q", "'A'").puts("main", "q", "'B'");
    assert_eq!(values(&put.world().queue("q").unwrap().buffered), ["'A'", "'B'"]);
    let fed = put.feeds("main", "q", "'A'");
    assert_eq!(values(&fed.world().queue("q").unwrap().buffered), ["'B'"]);
    assert_eq!(values(&fed.world().queue("q").unwrap().piped), ["'A'"]);
    let got = fed.fork("main", "reader").gets("reader", "q", "'A'");
    let world = got.world();
    let queue = world.queue("q").unwrap();
    assert_eq!((queue.put, queue.got, queue.len()), (2, 1, 1));
    assert_eq!(queue.last_got.as_ref().unwrap().1, "reader");
    assert_eq!(world.oddities, 0);
}

#[test]
fn an_item_may_be_got_before_its_putter_has_told_the_end_of_the_put() {
    let story = story()
        .queue("q", 0)
        .begins_put("main", "q", "'A'")
        .feeds("main", "q", "'A'")
        .gets("main", "q", "'A'")
        .ends_put("main", "q", "'A'");
    let world = story.world();
    let queue = world.queue("q").unwrap();
    assert_eq!((queue.put, queue.got, queue.len(), world.oddities), (1, 1, 0, 0));
}

#[test]
fn an_item_may_be_got_while_its_feeder_is_still_writing_it() {
    let feeds = |story: Story, phase| {
        story.about("main/feeder", Kind::QueueFed, "q", |mut event| {
            event.phase = Some(phase);
            event.value = Some("'big'".into());
            event
        })
    };
    let writing = feeds(feeds(story().queue("q", 0).puts("main", "q", "'big'"), Phase::Begin), Phase::Wait);
    assert_eq!(values(&writing.world().queue("q").unwrap().buffered), ["'big'"]);
    assert!(writing.world().actor("main/feeder").unwrap().waits().is_some());
    let first_fed = feeds(writing.clone(), Phase::End).gets("main", "q", "'big'").world();
    let first_got = feeds(writing.gets("main", "q", "'big'"), Phase::End).world();
    for world in [first_fed, first_got] {
        let queue = world.queue("q").unwrap();
        assert_eq!((queue.put, queue.got, queue.len(), world.oddities), (1, 1, 0, 0));
    }
}

#[test]
fn a_reader_that_dies_while_it_waits_for_an_item_takes_the_turn_with_it() {
    let dies = story().queue("q", 0).fork("main", "reader").waits_to_get("reader", "q").killed("reader", 15);
    assert_eq!(dies.world().queue("q").unwrap().turn_died_with.as_deref(), Some("reader"));
}

#[test]
fn what_a_dead_process_had_in_its_buffer_is_lost() {
    let story = story().queue("q", 0).fork("main", "writer").puts("writer", "q", "1").killed("writer", 9);
    let world = story.world();
    assert_eq!((world.queue("q").unwrap().len(), world.queue("q").unwrap().lost), (0, 1));
}

#[test]
fn who_waits_to_get_stands_in_the_queues_list_until_it_gets_or_dies() {
    let waits = story().queue("q", 0).fork("main", "reader").waits_to_get("reader", "q");
    assert_eq!(names(&waits.world().queue("q").unwrap().getters), ["reader"]);
    let gets = waits.clone().puts("main", "q", "1").feeds("main", "q", "1").gets("reader", "q", "1");
    assert!(gets.world().queue("q").unwrap().getters.is_empty());
    assert!(waits.killed("reader", 9).world().queue("q").unwrap().getters.is_empty());
}

#[test]
fn an_item_that_nobody_put_is_odd() {
    assert_eq!(story().queue("q", 0).gets("main", "q", "1").world().oddities, 1);
}

#[test]
fn a_full_queue_leaves_nothing_behind_from_the_put_that_failed() {
    let fails = story().queue("q", 1).begins_put("main", "q", "1").about("main", Kind::QueuePut, "q", |mut event| {
        event.phase = Some(Phase::End);
        event.with(Field::Outcome, "Full")
    });
    let world = fails.world();
    assert_eq!((world.queue("q").unwrap().put, world.queue("q").unwrap().len()), (0, 0));
}

#[test]
fn what_is_sent_at_one_end_is_received_at_the_other() {
    let sent = story().pipe("conn", "a", "b").fork("main", "child").sends("main", "conn", "a", "'hi'");
    assert_eq!(values(&sent.world().pipe("conn").unwrap().end("b").unwrap().inbox), ["'hi'"]);
    assert!(sent.world().pipe("conn").unwrap().end("a").unwrap().inbox.is_empty());
    let received = sent.receives("child", "conn", "b", "'hi'");
    assert!(received.world().pipe("conn").unwrap().end("b").unwrap().inbox.is_empty());
    assert_eq!(received.world().oddities, 0);
}

#[test]
fn a_forked_child_has_copies_of_both_ends_and_closing_closes_one_copy() {
    let story = story().pipe("conn", "a", "b").fork("main", "child").closes("main", "conn", "b");
    let world = story.world();
    assert_eq!(names(&world.pipe("conn").unwrap().end("a").unwrap().open_in), ["main", "child"]);
    assert_eq!(names(&world.pipe("conn").unwrap().end("b").unwrap().open_in), ["child"]);
    let over = story.exits("child", 0).world();
    assert!(over.pipe("conn").unwrap().end("b").unwrap().open_in.is_empty());
}

#[test]
fn the_ends_of_a_connection_are_opened_one_by_one() {
    let called = story().fork("main", "child").connects("child", "conn", "client", None);
    let called = called.sends("child", "conn", "conn.client", "'hi'");
    let world = called.world();
    let pipe = world.pipe("conn").unwrap();
    let server = pipe.end("conn.server").unwrap();
    assert!(pipe.is_awaited(server) && !pipe.is_given_up("conn.client"), "nobody has accepted it yet");
    assert_eq!(
        (values(&server.inbox), &*world.object("conn").unwrap().class),
        (vec!["'hi'".to_string()], "Connection")
    );
    let taken = called.connects("main", "conn", "server", None).receives("main", "conn", "conn.server", "'hi'");
    let world = taken.world();
    let pipe = world.pipe("conn").unwrap();
    assert_eq!(pipe.ends.each_ref().map(|end| names(&end.open_in)), [["child"], ["main"]]);
    assert_eq!(world.object("conn").unwrap().creator.as_deref(), Some("child"), "whoever came first");
    assert!(pipe.ends.iter().all(|end| end.inbox.is_empty()));
    let over = taken.closes("main", "conn", "conn.server").world();
    assert!(over.pipe("conn").unwrap().is_given_up("conn.client"));
    assert_eq!(over.oddities, 0);
}

#[test]
fn what_is_sent_to_a_program_that_is_not_watched_is_not_known_to_lie_there() {
    let story = story().connects("main", "conn", "server", Some("outside"));
    let story = story.sends("main", "conn", "conn.server", "'hi'").receives("main", "conn", "conn.server", "'yes'");
    let world = story.world();
    let client = world.pipe("conn").unwrap().end("conn.client").unwrap();
    assert!(client.is_outside && client.inbox.is_empty() && world.oddities == 0);
    assert!(!world.pipe("conn").unwrap().is_given_up("conn.server"));
    let seen = story.connects("main", "conn", "client", None).world();
    assert!(!seen.pipe("conn").unwrap().end("conn.client").unwrap().is_outside, "somebody who is watched has it");
}

#[test]
fn a_lock_has_one_holder_and_the_others_wait() {
    let story = story()
        .lock("lock")
        .fork("main", "one")
        .fork("main", "two")
        .wants("one", "lock")
        .takes("one", "lock")
        .wants("two", "lock")
        .waits_for_lock("two", "lock");
    let world = story.world();
    let lock = world.lock("lock").unwrap();
    assert_eq!((names(&lock.holders), names(&lock.waiters)), (vec!["one".into()], vec!["two".into()]));
    assert_eq!(names(&world.actor("one").unwrap().holds), ["lock"]);
    let after = story.releases("one", "lock").takes("two", "lock").world();
    assert_eq!(names(&after.lock("lock").unwrap().holders), ["two"]);
    assert!(after.lock("lock").unwrap().waiters.is_empty() && after.actor("one").unwrap().holds.is_empty());
    assert_eq!(after.oddities, 0);
}

#[test]
fn a_dead_holder_still_holds_its_lock() {
    let story = story().lock("lock").fork("main", "child").takes("child", "lock").killed("child", 9);
    assert_eq!(names(&story.world().lock("lock").unwrap().holders), ["child"]);
}

#[test]
fn a_lock_may_be_released_by_another_and_then_its_holder_holds_it_no_more() {
    let story = story().lock("lock").fork("main", "child").takes("child", "lock").releases("main", "lock");
    let world = story.world();
    assert!(world.lock("lock").unwrap().holders.is_empty() && world.actor("child").unwrap().holds.is_empty());
    assert_eq!(world.oddities, 0);
}

#[test]
fn a_reentrant_lock_is_taken_twice_and_must_be_released_twice() {
    let twice = story().rlock("lock").takes("main", "lock").takes("main", "lock");
    assert_eq!(twice.world().oddities, 0);
    assert_eq!(names(&twice.releases("main", "lock").world().actor("main").unwrap().holds), ["lock"]);
}

/// `Semaphore(0)`: one waits until another has given.
#[test]
fn a_semaphore_of_none_is_a_counter_that_nobody_holds() {
    let given = story().semaphore("s", 0).fork("main", "child").waits_for_lock("child", "s").releases("main", "s");
    assert_eq!(given.world().lock("s").unwrap().permits, 1);
    let got = given.takes("child", "s");
    let world = got.world();
    let lock = world.lock("s").unwrap();
    assert_eq!((lock.permits, lock.taken, lock.holders.is_empty()), (0, 1, true));
    assert!(world.actor("child").unwrap().holds.is_empty() && world.oddities == 0);
}

#[test]
fn a_semaphore_of_two_admits_two_and_a_third_is_odd() {
    let two = story().semaphore("s", 2).fork("main", "child").takes("main", "s").takes("child", "s");
    assert_eq!(two.world().oddities, 0);
    assert_eq!(two.thread("main/x").takes("main/x", "s").world().oddities, 1);
}

#[test]
fn a_write_from_a_stale_read_overwrites_somebodys_write() {
    let both = story()
        .value("counter", "10")
        .fork("main", "one")
        .fork("main", "two")
        .reads("one", "counter", "10")
        .reads("two", "counter", "10")
        .writes("one", "counter", "9");
    assert!(both.world().value("counter").unwrap().is_stale("two"));
    let after = both.writes("two", "counter", "9").world();
    let counter = after.value("counter").unwrap();
    assert_eq!((&*counter.now, counter.writes, counter.overwritten), ("9", 2, 1));
}

#[test]
fn tasks_wait_are_done_by_a_worker_and_are_done() {
    let story = story().pool("pool", 2).worker("main", "worker").submits("main", "pool", 0).submits("main", "pool", 1);
    let running = story.works_on("worker", "pool", 0);
    let world = running.world();
    let pool = world.pool("pool").unwrap();
    assert_eq!((pool.waiting.len(), pool.task_of("worker")), (1, Some(0)));
    assert!(world.actor("worker").unwrap().has_role("worker"));
    let done = running.has_done("worker", "pool", 0).world();
    assert_eq!((done.pool("pool").unwrap().finished, done.pool("pool").unwrap().running.len()), (1, 0));
}

#[test]
fn the_load_is_cpu_time_over_time_between_two_samples() {
    let story = story().sample("main", 10).passes(99).sample("main", 60);
    let load = story.world().actor("main").unwrap().sample.unwrap().load.unwrap();
    assert!((load - 0.5).abs() < 0.001, "{load}");
}

#[test]
fn a_sample_of_one_that_ends_does_not_count() {
    let sampled = |story: Story, rss: i64| {
        story.tells("main", Kind::Sample, |event| {
            event.with(Field::State, "R").with(Field::Rss, rss).with(Field::CpuNs, 0)
        })
    };
    let rss = |story: &Story| story.world().actor("main").unwrap().sample.unwrap().rss;
    let before = sampled(sampled(story(), 100), 50);
    assert_eq!(rss(&before), 50);
    assert_eq!(rss(&before.clone().killed("main", 9)), 100, "it has said nothing since its memory became less");
    assert_eq!(rss(&before.prints("main", "on").killed("main", 9)), 50, "it went on with less");
    let after = sampled(sampled(story(), 100).exits("main", 0), 7);
    assert_eq!(rss(&after), 100, "it has ended by then");
}

#[test]
fn objects_of_later_lessons_have_a_name_and_a_class_and_no_picture() {
    let mut event = Event::new(Kind::NetListen);
    event.actor = Some("main".into());
    event.object = Some("ready".into());
    event.class = Some("Listener".into());
    let mut world = story().world();
    world.apply(&event);
    let object = world.object("ready").unwrap();
    assert_eq!((&*object.class, &object.shape), ("Listener", &Shape::Other));
}

#[test]
fn a_block_of_shared_memory_is_open_in_a_forked_child_too_until_each_closes_it() {
    let about = |event: Event| Event { object: Some("block".into()), ..event };
    let made = |event: Event| about(event).with(Field::Name, "psm_1").with(Field::Size, 64);
    let story = story().tells("main", Kind::MemoryCreate, made).fork("main", "child");
    let story = story.tells("main", Kind::MemoryClose, |event| about(event).with(Field::Name, "psm_1"));
    let world =
        story.clone().tells("main", Kind::MemoryUnlink, |event| about(event).with(Field::Name, "psm_1")).world();
    let Shape::Memory(memory) = &world.object("block").unwrap().shape else { panic!("a picture of its own") };
    assert_eq!(
        (memory.size, memory.is_open_in("main"), memory.is_open_in("child"), memory.unlinked),
        (64, false, true, true)
    );
    let world = story.exits("child", 0).world();
    let Shape::Memory(memory) = &world.object("block").unwrap().shape else { panic!("a picture of its own") };
    assert_eq!((memory.open_in.len(), memory.unlinked), (0, false));
}

#[test]
fn a_fork_that_failed_leaves_nobody_who_does_anything() {
    let mut begun = Event::new(Kind::TimeSleep);
    begun.actor = Some("main/feeder".into());
    begun.phase = Some(Phase::Begin);
    let mut failed = Event::new(Kind::ProcessFork);
    failed.actor = Some("main".into());
    failed.with = vec![(Field::Child, "main/feeder".into()), (Field::Outcome, "OSError".into())];
    let mut world = World::new();
    [begun, failed].iter().for_each(|event| world.apply(event));
    let actor = world.actor("main/feeder").unwrap();
    assert!(!actor.is_alive() && actor.doing.is_none());
}

fn here(story: &Story, object: &str) -> (Vec<String>, Vec<String>) {
    let world = story.world();
    assert_eq!(world.oddities, 0);
    let meeting = world.meeting(object).expect("it was made");
    (names(&meeting.here), names(&meeting.waiters))
}

#[test]
fn an_event_that_is_set_wakes_all_who_wait_and_holds_up_nobody() {
    let two = story().event("go").fork("main", "a").fork("main", "b");
    let wait = two.waits_at("a", "go", "set").waits_at("b", "go", "set");
    assert_eq!(here(&wait, "go").1, ["a", "b"]);
    let set = wait.sets("main", "go", "True");
    let world = set.world();
    assert!(world.meeting("go").is_some_and(|go| go.set && go.is_woken("a") && go.is_woken("late")));
    let cleared = set.sets("main", "go", "False").world();
    let go = cleared.meeting("go").unwrap();
    assert!(!go.set && go.is_woken("a") && go.is_woken("b") && !go.is_woken("late"));
}

#[test]
fn a_notification_wakes_whoever_has_waited_longest_and_is_not_kept() {
    let two = story().condition("bell").fork("main", "a").fork("main", "b");
    let wait = two.notifies("main", "bell", 0).waits_at("a", "bell", "notify").waits_at("b", "bell", "notify");
    let world = wait.clone().world();
    assert!(world.meeting("bell").is_some_and(|bell| !bell.is_woken("a") && !bell.is_woken("b")));
    let called = wait.notifies("main", "bell", 1);
    let world = called.world();
    assert!(world.meeting("bell").is_some_and(|bell| bell.is_woken("a") && !bell.is_woken("b")));
    assert_eq!(here(&called.goes_on("a", "bell"), "bell").1, ["b"]);
}

#[test]
fn a_barrier_opens_for_the_last_and_closes_behind_all() {
    let two = story().barrier("meet", 2).fork("main", "a").fork("main", "b").waits_at("a", "meet", "others");
    assert_eq!(here(&two, "meet"), (vec!["a".into()], vec!["a".into()]));
    let open = two.comes("b", "meet");
    assert!(open.world().meeting("meet").is_some_and(|meet| meet.is_woken("a") && meet.here.is_empty()));
    let again = open.goes_on("b", "meet").waits_at("b", "meet", "others");
    assert_eq!(here(&again, "meet").0, ["b"]);
    assert!(again.world().meeting("meet").is_some_and(|meet| meet.is_woken("a") && !meet.is_woken("b")));
}

#[test]
fn a_barrier_breaks_for_all_when_one_gives_up() {
    let wait = story().barrier("meet", 3).fork("main", "a").fork("main", "b");
    let wait = wait.waits_at("a", "meet", "others").waits_at("b", "meet", "others");
    let broken = wait.gives_up("a", "meet", "BrokenBarrierError");
    assert!(broken.world().meeting("meet").is_some_and(|meet| meet.broken && meet.is_woken("b")));
    assert_eq!(here(&broken, "meet"), (vec![], vec!["b".into()]));
}

#[test]
fn what_is_put_into_a_simple_queue_is_in_its_pipe() {
    let put = story().simple_queue("q").fork("main", "child").puts("child", "q", "1");
    let world = put.world();
    let queue = world.queue("q").unwrap();
    assert_eq!((values(&queue.piped), queue.buffered.len(), queue.takes_more()), (vec!["1".to_string()], 0, false));
    assert!(put.gets("main", "q", "1").world().queue("q").is_some_and(|queue| queue.takes_more()));
}

proptest! {
    #[test]
    fn the_fold_takes_anything(events in vec(any_event(), 0..60)) {
        let mut world = World::new();
        events.iter().for_each(|event| world.apply(event));
        prop_assert_eq!(world.count, events.len() as u64);
        for actor in world.actors().filter(|actor| !actor.is_alive()) {
            prop_assert!(actor.doing.is_none());
        }
    }

    #[test]
    fn what_actors_hold_is_what_locks_say(events in vec(any_event(), 0..200)) {
        let mut world = World::new();
        events.iter().for_each(|event| world.apply(event));
        for actor in world.actors() {
            for object in &actor.holds {
                prop_assert!(world.lock(object).unwrap().holders.contains(&actor.name));
            }
        }
    }
}

/// Locks stay held, ends of pipes open, waits waits: nobody of the program has done anything.
#[test]
fn what_forklore_does_to_those_who_are_left_changes_nothing() {
    let story = story().lock("lock").fork("main", "child").takes("main", "lock").wants("child", "lock");
    let story = story.waits_for_lock("child", "lock").joins("main", "child");
    let before = story.clone().world();
    let ended = story.stops("hang", &["main", "child"]).reaps("main", "child", -9).run_ends("hang");
    let after = ended.world();
    assert!(before.actors().eq(after.actors()) && before.objects().eq(after.objects()));
    let stop = after.run.stopped.as_ref().unwrap();
    assert_eq!((stop.n, stop.processes, &*stop.reason, &*stop.signal), (before.count, 2, "hang", "SIGKILL"));
    assert_eq!((after.count, after.run.reason()), (ended.events().len() as u64, Some("hang")));
}

#[test]
fn a_child_stands_at_its_fork_until_it_is_at_a_line_of_its_own() {
    let at = |event: Event, line| Event { place: Some(Place { file: "program.py".into(), line }), ..event };
    let line = |story: &Story| story.world().actor("child").unwrap().stands_at().map(|place| place.line);
    let forked = story().tells("main", Kind::ProcessFork, |event| at(event.with(Field::Child, "child"), 4));
    assert_eq!(line(&forked), Some(4));
    let begun = forked.tells("child", Kind::ProcessStart, |event| event);
    assert_eq!(line(&begun), Some(4));
    assert_eq!(line(&begun.clone().tells("child", Kind::Output, |event| at(event, 5))), Some(5));
    assert_eq!(line(&begun.tells("child", Kind::ProcessExec, |event| event)), None, "it is in another program");
}

#[test]
fn who_asks_the_kernel_for_what_nobody_tells_is_idle_until_it_speaks() {
    let idle = |story: &Story| story.world().actor("main").unwrap().is_idle();
    let once = story().watched().prints("main", "Name? ").sample("main", 5);
    assert!(!idle(&once), "it may have gone to sleep just now");
    let twice = once.clone().sample("main", 5);
    assert!(idle(&twice));
    assert!(!idle(&twice.clone().prints("main", "Hello")));
    assert!(!idle(&once.clone().sample("main", 6)), "it has computed meanwhile");
    assert!(!idle(&once.prints("main", "Well? ").sample("main", 5)), "it has spoken meanwhile");
    let lesson = story().prints("main", "A").sample("main", 5).sample("main", 5);
    assert!(!idle(&lesson), "a lesson keeps a pace, and sleeps for that");
}

#[test]
fn who_has_told_nothing_of_a_watched_run_is_named_with_the_reason() {
    let says = |program: &str, watched: bool| {
        let mut world = World::new();
        let start = Event::new(Kind::RunStart).with(Field::Engine, "python").with(Field::Program, program);
        world.apply(&start.with(Field::Watched, watched));
        let by = |kind| Event { actor: Some("main".into()), ..Event::new(kind) };
        world.apply(&by(Kind::ProcessSpawn).with(Field::Child, "sort").with(Field::Method, "spawn"));
        for child in ["sort", "main"] {
            world.apply(&Event { actor: Some(child.into()), ..Event::new(Kind::ProcessExit) }.with(Field::Status, 0));
        }
        let unseen = world.unseen();
        [unseen.why(), unseen.who()].map(|said| said.map(|said| said.get(forklore::model::Lang::En).to_string()))
    };
    let [why, who] = says("/usr/bin/python2.7 old.py", true);
    assert!(why.unwrap().starts_with("The probe did not get into main (older than 3.8"));
    assert_eq!(who.unwrap(), "Only seen from outside, because they are no Python: sort.");
    let [why, who] = says("make all", true);
    assert_eq!((why, who.unwrap().ends_with("no Python: main, sort.")), (None, true));
    assert_eq!(says("lesson", false), [None, None]);
}

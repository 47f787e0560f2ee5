//! What is found in a run: each finding from a run that has it, and silence from its sound sibling.

mod support;

use forklore::model::waiting::Waiting;
use forklore::model::{Event, Field, Finding, Kind, Lang, Log, Phase, Place, findings};
use proptest::collection::vec;
use proptest::prelude::*;
use support::anything::any_event;
use support::story::{Story, story};

fn found(story: &Story) -> Vec<Finding> {
    let log: Log = story.events().iter().cloned().collect();
    findings(&log).to_vec()
}

fn ids(story: &Story) -> Vec<&'static str> {
    found(story).iter().map(|finding| finding.id).collect()
}

/// What is said of a hang, where there is one, else of what was found first.
fn said(story: &Story, lang: Lang) -> String {
    let found = found(story);
    let hang = found.iter().find(|finding| finding.id == "nobody_can_move");
    hang.or(found.first()).map(|finding| finding.sentence.get(lang).to_string()).unwrap_or_default()
}

fn english(story: &Story) -> String {
    said(story, Lang::En)
}

fn chinese(story: &Story) -> String {
    said(story, Lang::Zh)
}

/// Half a second in which nothing moves but the clock.
fn quiet(story: Story) -> Story {
    story.passes(600).sample("main", 1)
}

#[test]
fn a_child_that_is_not_collected_for_a_second_is_a_zombie() {
    let ended = story().fork("main", "child").exits("child", 0);
    assert_eq!(ids(&ended.clone().passes(500).prints("main", "busy")), Vec::<&str>::new());
    let long = ended.passes(1500).prints("main", "still busy");
    assert_eq!(ids(&long), ["zombie"]);
    let gated = story().gated().fork("main", "child").exits("child", 0).passes(1500).prints("main", "let go");
    assert_eq!(ids(&gated), Vec::<&str>::new(), "its parent has waited for leave");
    assert_eq!(english(&long), "child had ended, and main, its parent, left it a zombie for a second and more.");
}

#[test]
fn a_child_whose_parent_ends_without_collecting_it_was_a_zombie_to_the_last() {
    let story = story().fork("main", "child").exits("child", 0).exits("main", 0).run_ends("done");
    assert_eq!(ids(&story), ["zombie"]);
    assert!(english(&story).contains("main has ended without collecting it"));
}

#[test]
fn of_a_child_that_is_seen_only_from_outside_nobody_says_when_it_is_collected() {
    let seen = |event: forklore::model::Event| event.with(Field::Ppid, 1000).with(Field::By, "outside");
    let story = story().forks("main", "sh").tells("sh", Kind::ProcessStart, seen);
    assert_eq!(ids(&story.killed("sh", 9).exits("main", 0).run_ends("done")), Vec::<&str>::new());
}

#[test]
fn a_collected_child_is_no_zombie() {
    let story = story().fork("main", "child").exits("child", 0).reaps("main", "child", 0).passes(2000);
    assert_eq!(ids(&story.exits("main", 0).run_ends("done")), Vec::<&str>::new());
}

#[test]
fn a_child_that_acts_after_its_parents_end_is_an_orphan() {
    let story = story().fork("main", "child").exits("main", 0);
    assert_eq!(ids(&story.clone().prints("child", "still here")), ["orphan"]);
    assert_eq!(ids(&story.clone().killed("child", 9)), Vec::<&str>::new(), "swept away with its parent");
    let server = story.tells("child", Kind::ProcessStart, |event| event.with(Field::Role, "server"));
    assert_eq!(ids(&server.prints("child", "still here")), Vec::<&str>::new(), "the library's own, told late");
}

#[test]
fn two_locks_taken_crosswise_are_a_circle() {
    let story = quiet(
        story()
            .lock("left")
            .lock("right")
            .fork("main", "one")
            .fork("main", "two")
            .joins("main", "one")
            .takes("one", "left")
            .takes("two", "right")
            .wants("one", "right")
            .waits_for_lock("one", "right")
            .wants("two", "left")
            .waits_for_lock("two", "left"),
    );
    assert_eq!(ids(&story), ["nobody_can_move"]);
    assert_eq!(
        english(&story),
        "Nobody can move, a deadlock: one waits for right, which two holds; two waits for left, which one holds. \
         That is a circle."
    );
    assert_eq!(
        chinese(&story),
        "谁也无法继续，发生死锁：one 等待锁 right，而持有者是 two；two 等待锁 left，而持有者是 one。这些等待构成一个环。"
    );
    assert_eq!(found(&story)[0].actors, ["one", "two"]);
    assert_eq!(found(&story)[0].objects, ["left", "right"]);
    let arrows = |waiting: &Waiting| {
        let givers: Vec<&str> = waiting.givers.iter().map(|giver| &*giver.actor).collect();
        (waiting.actor.to_string(), waiting.object.as_deref().map(str::to_string), givers.join(" "), waiting.in_circle)
    };
    let graph: Vec<_> = found(&story)[0].waits.iter().map(arrows).collect();
    let to = |actor: &str, object: Option<&str>, giver: &str, in_circle| {
        (actor.to_string(), object.map(str::to_string), giver.to_string(), in_circle)
    };
    let main_waits_beside = to("main", None, "one", false);
    assert_eq!(graph, [to("one", Some("right"), "two", true), to("two", Some("left"), "one", true), main_waits_beside]);
}

#[test]
fn the_holder_that_was_killed_is_named() {
    let story = quiet(
        story()
            .lock("lock")
            .fork("main", "child")
            .takes("child", "lock")
            .killed("child", 9)
            .reaps("main", "child", -9)
            .wants("main", "lock")
            .waits_for_lock("main", "lock"),
    );
    assert_eq!(english(&story), "Nobody can move: main waits for lock, and child has ended holding it.");
    assert!(found(&story)[0].waits[0].givers.iter().all(|giver| giver.actor == "child" && giver.ended));
}

#[test]
fn a_connection_that_nobody_has_accepted_brings_no_message_and_one_to_outside_may() {
    let called = |peer| {
        let story = story().fork("main", "child").connects("child", "conn", "client", peer);
        quiet(story.joins("main", "child").waits_to_receive("child", "conn", "conn.client"))
    };
    let story = called(None);
    assert_eq!(
        english(&story),
        "Nobody can move: main waits for child to end; child waits for a message at conn.client, and nobody has accepted \
         that connection yet."
    );
    assert!(chinese(&story).contains("在 conn.client 端等待消息，而这个连接还没有被接受"), "{}", chinese(&story));
    assert_eq!(ids(&called(Some("outside"))), Vec::<&str>::new());
}

#[test]
fn who_still_holds_the_other_end_of_its_own_pipe_open_waits_for_ever() {
    let story = quiet(
        story()
            .pipe("conn", "parent_conn", "child_conn")
            .fork("main", "child")
            .sends("child", "conn", "child_conn", "'hi'")
            .exits("child", 0)
            .receives("main", "conn", "parent_conn", "'hi'")
            .waits_to_receive("main", "conn", "parent_conn"),
    );
    assert!(english(&story).contains("the other end, child_conn, open is main itself"), "{}", english(&story));
    assert!(chinese(&story).contains("另一端 child_conn 只剩 main 自己还开着"), "{}", chinese(&story));
}

#[test]
fn a_reader_for_whom_nobody_is_left_to_put_is_named() {
    let story = quiet(
        story()
            .queue("q", 0)
            .fork("main", "writer")
            .puts("writer", "q", "1")
            .feeds("writer", "q", "1")
            .exits("writer", 0)
            .gets("main", "q", "1")
            .waits_to_get("main", "q"),
    );
    assert_eq!(english(&story), "Nobody can move: main waits for an item of q, and there is nobody who would put.");
}

#[test]
fn joining_a_writer_whose_queue_only_the_joiner_would_read_is_a_circle_through_the_feeder() {
    let story = story()
        .queue("q", 0)
        .waits_to_get("main", "q")
        .fork("main", "writer")
        .puts("writer", "q", "0")
        .feeds("writer", "q", "0")
        .gets("main", "q", "0")
        .puts("writer", "q", "'big'")
        .puts("writer", "q", "'more'")
        .feeds("writer", "q", "'big'")
        .about("writer/feeder", Kind::QueueFed, "q", |mut event| {
            event.phase = Some(Phase::Begin);
            event
        })
        .about("writer/feeder", Kind::QueueFed, "q", |mut event| {
            event.phase = Some(Phase::Wait);
            event
        })
        .tells("writer", Kind::ThreadJoin, |mut event| {
            event.phase = Some(Phase::Wait);
            event.with(forklore::model::Field::Target, "writer/feeder")
        })
        .joins("main", "writer");
    let story = quiet(story);
    assert_eq!(
        english(&story),
        "Nobody can move, a deadlock: main waits for writer to end; writer waits for writer/feeder to end; \
         writer/feeder waits for room in the pipe of q, from which only main would get. That is a circle."
    );
}

#[test]
fn an_item_larger_than_the_pipe_that_nobody_reads_stops_feeder_writer_and_joiner() {
    let big = |story: Story, phase| {
        story.about("writer/feeder", Kind::QueueFed, "q", |mut event| {
            event.phase = Some(phase);
            event.value = Some("'xxx…".into());
            event
        })
    };
    let put = story().queue("q", 0).fork("main", "writer").about("writer", Kind::QueuePut, "q", |mut event| {
        event.phase = Some(Phase::End);
        event.value = Some("'xxx…".into());
        event.bytes = Some(200_000);
        event
    });
    let story = big(big(put, Phase::Begin), Phase::Wait).joins("main", "writer");
    let story = story.tells("writer", Kind::ThreadJoin, |mut event| {
        event.phase = Some(Phase::Wait);
        event.with(forklore::model::Field::Target, "writer/feeder")
    });
    assert_eq!(ids(&quiet(story.clone())), ["nobody_can_move"]);
    assert!(
        english(&quiet(story)).contains(
            "writer/feeder waits for room in the pipe of q, from which only main could get. That is a circle."
        )
    );
}

/// The reader may have it before the feeder says that it is through.
#[test]
fn a_join_after_the_item_was_got_is_no_join_before_the_queue_is_drained() {
    let big = |story: Story, actor: &str, kind, phase| {
        story.about(actor, kind, "q", |mut event| {
            event.phase = Some(phase);
            event.value = Some("'xxx…".into());
            if phase == Phase::Wait { event.with(Field::For, "room") } else { event }
        })
    };
    let put = big(story().queue("q", 0).fork("main", "writer"), "writer", Kind::QueuePut, Phase::End);
    let begun = big(put, "writer/feeder", Kind::QueueFed, Phase::Begin);
    let stuck = big(begun, "writer/feeder", Kind::QueueFed, Phase::Wait);
    assert!(ids(&stuck.clone().joins("main", "writer")).contains(&"joined_before_drained"));
    let got = big(stuck, "main", Kind::QueueGet, Phase::End);
    assert!(!ids(&got.joins("main", "writer")).contains(&"joined_before_drained"));
}

#[test]
fn who_waits_for_a_call_that_went_by_is_told_who_is_left_to_call() {
    let story = story().condition("bell").fork("main", "sleeper").notifies("main", "bell", 0);
    let story = quiet(story.waits_at("sleeper", "bell", "notify").joins("main", "sleeper"));
    assert_eq!(
        english(&story),
        "Nobody can move: main waits for sleeper to end; sleeper waits to be notified on bell, and those left who could \
         do that wait too: main."
    );
    assert!(chinese(&story).contains("sleeper 等待 bell 上的通知，而能叫醒它的也都在等：main"), "{}", chinese(&story));
}

#[test]
fn a_barrier_that_one_has_not_come_to_says_how_many_have() {
    let story = story().barrier("meet", 3).fork("main", "a").fork("main", "b");
    let story = story.waits_at("a", "meet", "others").waits_at("b", "meet", "others").joins("main", "a");
    assert!(english(&quiet(story)).contains("a waits for the others at meet, where 2 of 3 have come"));
}

#[test]
fn a_reader_killed_at_its_turn_stops_the_next_one_though_an_item_is_there() {
    let story = story()
        .queue("q", 0)
        .fork("main", "one")
        .waits_to_get("one", "q")
        .fork("main", "two")
        .about("two", Kind::QueueGet, "q", |mut event| {
            event.phase = Some(Phase::Wait);
            event.with(forklore::model::Field::For, "turn")
        })
        .signals("main", "one", "SIGTERM")
        .killed("one", 15)
        .reaps("main", "one", -15)
        .puts("main", "q", "1")
        .joins("main", "two")
        .feeds("main", "q", "1");
    let found = english(&quiet(story.clone()));
    assert!(found.contains("two waits for its turn to read q, and one has ended holding that turn"), "{found}");
    let killed = story.stops("hang", &["main", "two"]).run_ends("hang");
    assert_eq!(english(&killed), found);
}

#[test]
fn it_is_no_hang_while_somebody_sleeps_or_has_a_timeout_or_is_about_to_go_on() {
    let waits = story().lock("lock").fork("main", "child").takes("main", "lock").wants("child", "lock");
    let waits = waits.waits_for_lock("child", "lock");
    assert_eq!(ids(&quiet(waits.clone().sleeps("main", 9.0))), Vec::<&str>::new());
    assert_eq!(ids(&quiet(waits.clone().joins("main", "child"))), ["nobody_can_move"]);
    let exits = waits.exits("main", 0);
    assert_eq!(ids(&quiet(exits)), ["lock_left_held", "nobody_can_move"]);
    let ended = story().fork("main", "child").joins("main", "child").exits("child", 0);
    assert_eq!(ids(&quiet(ended)), Vec::<&str>::new(), "the joined child has ended: the joiner goes on in a moment");
}

#[test]
fn a_run_ended_as_a_hang_is_named_though_nothing_had_to_be_waited_for() {
    let story = story().lock("lock").takes("main", "lock").wants("main", "lock").waits_for_lock("main", "lock");
    let story = story.stops("hang", &["main"]).run_ends("hang");
    assert_eq!(english(&story), "Nobody can move: main waits for lock, which it holds itself.");
}

#[test]
fn nothing_is_found_in_what_forklore_does_to_those_who_are_left() {
    let story = story().lock("lock").fork("main", "child").takes("child", "lock").prints("main", "on it goes");
    assert_eq!(
        ids(&story.clone().signals("main", "child", "SIGKILL").killed("child", 9)),
        ["lock_left_held"],
        "there it is the program's"
    );
    let stopped = story.stops("stopped", &["child", "main"]).run_ends("stopped");
    assert_eq!(ids(&stopped), Vec::<&str>::new(), "no lock left held, no zombie, no orphan");
}

#[test]
fn a_fork_among_threads_is_told_once_and_with_what_they_hold() {
    let alone = story().of_threads("main", Kind::LockCreate, "Lock", "lock").thread("main/worker");
    let held = alone.clone().takes("main/worker", "lock").fork("main", "child").fork("main", "child-2");
    assert_eq!(ids(&held), ["forked_with_threads"]);
    assert!(english(&held).contains("main forks child while main/worker runs too"), "{}", english(&held));
    assert!(english(&held).ends_with("for ever, as lock now, which main/worker holds."), "{}", english(&held));
    let ended = alone.tells("main/worker", Kind::ThreadExit, |event| event).fork("main", "child");
    assert_eq!(ids(&ended), Vec::<&str>::new());
}

#[test]
fn who_wants_a_copy_of_a_lock_that_a_thread_held_at_the_fork_is_told_that_the_thread_is_not_there() {
    let story = story().of_threads("main", Kind::LockCreate, "Lock", "lock").thread("main/worker");
    let story =
        story.takes("main/worker", "lock").fork("main", "child").copies("child", Kind::LockCreate, "Lock", "lock");
    let story = story.wants("child", "child.lock").waits_for_lock("child", "child.lock").joins("main", "child");
    let story = quiet(story.event("over").waits_at("main/worker", "over", "set"));
    let hang = found(&story).into_iter().find(|finding| finding.id == "nobody_can_move").expect("a hang");
    assert!(
        hang.sentence.get(Lang::En).contains(
            "child waits for child.lock, a copy that main/worker held when child was forked, and child has no such thread"
        ),
        "{}",
        hang.sentence.get(Lang::En)
    );
}

#[test]
fn what_a_child_puts_into_its_copy_of_a_queue_does_not_come_to_its_parent() {
    let story =
        story().of_threads("main", Kind::QueueCreate, "ThreadQueue", "q").puts("main", "q", "1").fork("main", "child");
    let story = story.copies("child", Kind::QueueCreate, "ThreadQueue", "q").begins_put("child", "child.q", "2");
    let story = story.ends_put("child", "child.q", "2").gets("child", "child.q", "1").gets("main", "q", "1");
    assert_eq!(story.world().oddities, 0);
    assert_eq!(story.world().queue("child.q").map(|queue| queue.len()), Some(1));
    let hang = quiet(story.exits("child", 0).reaps("main", "child", 0).waits_to_get("main", "q"));
    assert_eq!(ids(&hang), ["queue_copied", "nobody_can_move"]);
    let first = found(&hang)[0].sentence.get(Lang::En).to_string();
    assert!(first.starts_with("child puts 2 into child.q, its own copy of q:"), "{first}");
    let why = found(&hang)[1].sentence.get(Lang::En).to_string();
    assert!(why.contains("main waits for an item of q, and what child has put went into a copy of its own"), "{why}");
}

#[test]
fn two_who_change_a_value_without_a_lock_are_told_and_with_one_they_are_not() {
    let line = |mut event: forklore::model::Event| {
        event.place = Some(forklore::model::Place { file: "program.py".into(), line: 7 });
        event
    };
    let adds = |story: Story, who: &str| {
        let story = story.about(who, Kind::ValueRead, "counter", line);
        story.about(who, Kind::ValueWrite, "counter", line)
    };
    let both = |story: Story| adds(adds(story, "one"), "two");
    let start = story().value("counter", "0").lock("lock").fork("main", "one").fork("main", "two");
    let open = both(start.clone());
    assert_eq!(ids(&open), ["unguarded_update"]);
    assert!(english(&open).starts_with("one and two both change counter on line 7"), "{}", english(&open));
    let locked = adds(start.clone().takes("one", "lock"), "one").releases("one", "lock");
    assert_eq!(ids(&adds(locked.takes("two", "lock"), "two")), Vec::<&str>::new());
    assert_eq!(ids(&adds(adds(start, "one"), "one")), Vec::<&str>::new(), "one alone may");
    let alone = |story: Story, who: &str| adds(story.fork("main", who), who).exits(who, 0).reaps("main", who, 0);
    let in_turn = alone(alone(adds(story().value("counter", "0"), "main"), "one"), "two");
    assert_eq!(ids(&adds(in_turn, "main")), Vec::<&str>::new(), "each has ended before the next begins");
    let started = adds(story().value("counter", "0").fork("main", "one").fork("main", "two"), "one");
    let ended = adds(started.exits("one", 0).reaps("main", "one", 0), "two");
    assert_eq!(ids(&ended), ["unguarded_update"], "the second could have come first");
}

#[test]
fn a_lock_left_held_is_told_where_somebody_is_left_who_could_want_it() {
    let raises = |event: forklore::model::Event| event.with(Field::Type, "ValueError").with(Field::Text, "");
    let story = story().of_threads("main", Kind::LockCreate, "Lock", "lock").thread("main/worker");
    let ended = |story: Story| story.tells("main/worker", Kind::ThreadExit, |event| event);
    let held = story.takes("main/worker", "lock");
    assert!(english(&ended(held.clone().tells("main/worker", Kind::Exception, raises))).contains("by ValueError"));
    assert!(english(&ended(held.clone())).starts_with("main/worker has ended while it held lock"));
    assert_eq!(ids(&ended(held.clone().releases("main/worker", "lock"))), Vec::<&str>::new());
    let handed_on = held.clone().releases("main", "lock").takes("main/worker", "lock");
    assert_eq!(ids(&ended(handed_on)), Vec::<&str>::new(), "whoever releases it next may be another");
    assert_eq!(ids(&held.exits("main", 0)), Vec::<&str>::new(), "with its process all goes who could want it");
}

#[test]
fn who_joins_a_queue_whose_tasks_nobody_does_is_told_how_many_are_left() {
    let story = story().of_threads("main", Kind::QueueCreate, "ThreadQueue", "todo").puts("main", "todo", "1");
    let joins = |mut event: forklore::model::Event| {
        event.phase = Some(Phase::Wait);
        event.with(Field::For, "tasks")
    };
    let stuck = quiet(story.clone().about("main", Kind::QueueJoin, "todo", joins));
    assert!(
        english(&stuck).contains("with 1 left, and there is nobody who would call task_done()"),
        "{}",
        english(&stuck)
    );
    let done = story.gets("main", "todo", "1").about("main", Kind::QueueTaskDone, "todo", |event| event);
    assert_eq!(ids(&quiet(done.about("main", Kind::QueueJoin, "todo", joins))), Vec::<&str>::new());
}

#[test]
fn a_write_from_a_stale_read_is_a_lost_update() {
    let story = story()
        .value("counter", "10")
        .fork("main", "one")
        .fork("main", "two")
        .reads("one", "counter", "10")
        .reads("two", "counter", "10")
        .writes("one", "counter", "9")
        .writes("two", "counter", "9");
    assert_eq!(ids(&story), ["lost_update"]);
    assert_eq!(
        english(&story),
        "An update of counter is lost: two had read 10, one has written 9 since, and two now writes 9 over it."
    );
    assert_eq!(found(&story)[0].n, story.events().len() as u64 - 1);
}

#[test]
fn reads_and_writes_by_turns_lose_nothing() {
    let story = story().value("counter", "10").fork("main", "one").reads("main", "counter", "10");
    let story = story.writes("main", "counter", "9").reads("one", "counter", "9").writes("one", "counter", "8");
    assert_eq!(ids(&story), Vec::<&str>::new());
}

/// While a worker is at it the result may come; when the worker is killed in the middle of the task, nobody else has it.
#[test]
fn a_task_is_lost_with_its_worker() {
    let pool = story().pool("pool", 2).worker("main", "worker").idles("worker", "pool").submits("main", "pool", 0);
    let works = pool.awaits("main", "pool", 0).works_on("worker", "pool", 0);
    assert_eq!(ids(&quiet(works.clone())), Vec::<&str>::new());
    let killed = works.killed("worker", 9).reaps("main/worker-handler", "worker", -9);
    let replaced = quiet(killed.worker("main/worker-handler", "worker-2").idles("worker-2", "pool"));
    assert_eq!(
        english(&replaced),
        "Nobody can move: main waits for a result of pool, and worker has ended in the middle of task 0, which nobody \
         else has."
    );
}

/// An event as it is told where the program's text is known.
fn on_line(line: u32) -> impl Fn(Event) -> Event {
    move |event| Event { place: Some(Place { file: "program.py".into(), line }), ..event }
}

#[test]
fn a_worker_that_dies_at_work_is_named_unless_its_pool_was_ended() {
    let pool = story().pool("pool", 2).worker("main", "worker").submits("main", "pool", 3);
    let works = pool.works_on("worker", "pool", 3);
    let died = works.clone().killed("worker", 9);
    assert_eq!(ids(&died), ["worker_died"]);
    assert!(english(&died).starts_with("worker has ended in the middle of task 3 of pool (status -9, SIGKILL)"));
    assert!(chinese(&died).contains("worker 在 pool 的任务 3 中途结束"), "{}", chinese(&died));
    let ended = works.about("main", Kind::PoolTerminate, "pool", |event| event).killed("worker", 15);
    assert_eq!(ids(&ended), ["thrown_away"]);
    assert!(english(&ended).contains("1 of its tasks is cut short and 0 never begun"), "{}", english(&ended));
}

#[test]
fn an_exception_that_nobody_asks_for_is_lost() {
    let pool =
        story().pool("pool", 1).worker("main", "worker").submits("main", "pool", 0).works_on("worker", "pool", 0);
    let failed = pool.about("worker", Kind::PoolTask, "pool", |mut event| {
        event.phase = Some(Phase::End);
        event.with(Field::Task, 0).with(Field::Worker, "worker").with(Field::Outcome, "ValueError")
    });
    let never = failed.clone().exits("main", 0).run_ends("done");
    assert_eq!(ids(&never), ["never_asked"]);
    assert!(english(&never).contains("what failed in pool, task 0 (ValueError)"), "{}", english(&never));
    let asked = failed.about("main", Kind::SyncWait, "pool", |mut event| {
        event.phase = Some(Phase::End);
        event.with(Field::Task, 0).with(Field::Outcome, "ValueError")
    });
    assert_eq!(ids(&asked.exits("main", 0).run_ends("done")), Vec::<&str>::new());
}

/// The end of a task, as its worker tells it.
fn ends(task: u32, what: (Field, &'static str)) -> impl Fn(Event) -> Event {
    move |event| {
        let event = Event { phase: Some(Phase::End), ..event }.with(Field::Task, i64::from(task));
        match what {
            (Field::Result, value) => Event { value: Some(value.into()), ..event },
            (field, said) => event.with(field, said),
        }
    }
}

#[test]
fn what_a_task_returns_and_nobody_looks_at_is_told_unless_only_the_first_are_wanted() {
    let pool = (0..3).fold(story().pool("pool", 1).worker("main", "worker"), |story, task| {
        let value = if task == 1 { "None" } else { "42" };
        let works = story.submits("main", "pool", task).works_on("worker", "pool", task);
        works.about("worker", Kind::PoolTask, "pool", ends(task, (Field::Result, value)))
    });
    let asks = |story: Story, task: u32| {
        let got = move |event| Event { phase: Some(Phase::End), ..event }.with(Field::Task, i64::from(task));
        story.about("main", Kind::SyncWait, "pool", got)
    };
    let over = |story: Story, status| {
        let ended = |event: Event| event.with(Field::Status, status).with(Field::Reason, "done");
        story.exits("main", status).tells("main", Kind::RunEnd, ended)
    };
    let unasked = over(pool.clone(), 0);
    assert_eq!(ids(&unasked), ["never_asked"]);
    assert!(english(&unasked).starts_with("2 tasks of pool have returned something, as task 0 has (42)"));
    let last = over(asks(pool.clone(), 2), 0);
    assert_eq!(english(&last), "Task 0 of pool has returned 42, and nobody has ever asked for it.");
    assert!(chinese(&last).contains("pool 的任务 0 返回了 42"), "{}", chinese(&last));
    for sound in [over(asks(pool.clone(), 0), 0), over(asks(asks(pool.clone(), 2), 0), 0), over(pool, 1)] {
        assert_eq!(ids(&sound), Vec::<&str>::new(), "{}", english(&sound));
    }
}

#[test]
fn a_lock_that_stays_with_a_worker_whose_task_is_over_is_told() {
    let pool = story().lock("lock").pool("pool", 2).worker("main", "worker").submits("main", "pool", 7);
    let works = pool.works_on("worker", "pool", 7).wants("worker", "lock").takes("worker", "lock");
    let ended = |story: &Story, what| story.clone().about("worker", Kind::PoolTask, "pool", ends(7, what));
    let raised = ended(&works, (Field::Outcome, "ValueError"));
    assert_eq!(ids(&raised), ["lock_left_held"]);
    let said = "worker has left task 7 of pool by ValueError while it held lock: it lives on";
    assert!(english(&raised).starts_with(said), "{}", english(&raised));
    assert_eq!(ids(&raised.killed("worker", 9)), ["lock_left_held"], "once");
    let returned = ended(&works, (Field::Result, "1"));
    assert_eq!(ids(&returned), Vec::<&str>::new(), "another task may give it back");
    let waits = returned.clone().waits_for_lock("main", "lock");
    assert_eq!(english(&waits).split(" and ").next(), Some("main waits for lock, which worker took in task 7 of pool"));
    let given = ended(&works.releases("worker", "lock"), (Field::Outcome, "ValueError"));
    assert_eq!(ids(&given), Vec::<&str>::new());
}

#[test]
fn an_item_that_cannot_be_pickled_is_gone_and_named() {
    let story =
        story().queue("q", 0).puts("main", "q", "<lock>").about("main/feeder", Kind::QueueFed, "q", |mut event| {
            event.phase = Some(Phase::End);
            event.value = Some("<lock>".into());
            event.with(Field::Outcome, "TypeError")
        });
    assert!(story.world().queue("q").unwrap().is_empty());
    assert_eq!(ids(&story.clone().exits("main", 0).run_ends("done")), ["unpicklable"]);
    assert!(english(&story).starts_with("<lock>, which main has put into q, cannot be pickled (TypeError)"));
}

#[test]
fn what_python_does_at_the_end_of_a_process_is_named() {
    let story = story().tells("main", Kind::TimeSleep, on_line(3)).fork("main", "child");
    let daemon = story.clone().tells("child", Kind::ProcessStart, |event| event.with(Field::Daemon, true));
    let killed = daemon.clone().sleeps("child", 9.0).signals("main", "child", "SIGTERM");
    assert_eq!(ids(&killed.clone().joins("main", "child")), ["daemon_killed"]);
    assert!(chinese(&killed).contains("它的守护进程 child 便在工作中途被 SIGTERM 终止"), "{}", chinese(&killed));
    let idle = daemon.clone().queue("q", 0).waits_to_get("child", "q").signals("main", "child", "SIGTERM");
    assert_eq!(ids(&idle), Vec::<&str>::new(), "one that waits for something to do loses nothing");
    let done = |story: Story| story.about("child", Kind::QueueTaskDone, "q", |event| event);
    let given = daemon.queue("q", 0).puts("main", "q", "1").feeds("main", "q", "1").gets("child", "q", "1");
    let killed = |story: Story| ids(&story.signals("main", "child", "SIGTERM"));
    assert_eq!(killed(given.clone()), ["daemon_killed"]);
    assert_eq!(killed(done(given)), Vec::<&str>::new(), "all is done that it was given");
    let joined = story.clone().joins("main", "child");
    assert_eq!(ids(&joined), ["never_joined"]);
    let two = story.fork("main", "child-2");
    let many = two.clone().fork("main", "child-3").joins("main", "child").joins("main", "child-2");
    assert_eq!(ids(&many), ["never_joined"], "of all of them at once");
    assert!(english(&many).starts_with("main has never joined child and 2 others: only now"), "{}", english(&many));
    assert!(chinese(&many).contains("child 等 3 个子进程"), "{}", chinese(&many));
    let begun = two.tells("main", Kind::ProcessJoin, |mut event| {
        event.phase = Some(Phase::Begin);
        on_line(9)(event).with(Field::Child, "child")
    });
    let interrupted = begun.joins("main", "child").joins("main", "child-2");
    assert!(english(&interrupted).starts_with("main has never joined child-2: only now"), "the other was interrupted");
}

#[test]
fn what_nobody_takes_is_left_behind() {
    let left = story().queue("q", 0).pipe("conn", "a", "b").puts("main", "q", "'A'").puts("main", "q", "'B'");
    let left = left.feeds("main", "q", "'A'").sends("main", "conn", "a", "7");
    let over = left.clone().exits("main", 0).run_ends("done");
    assert_eq!(ids(&over), ["left_behind", "left_behind"]);
    assert_eq!(
        english(&over),
        "1 left behind in q, and nobody got it: 'A'; 1 more never left the buffer of a process that ended."
    );
    assert_eq!(ids(&left.run_ends("stopped")), Vec::<&str>::new(), "a run that was stopped was not over");
}

#[test]
fn a_limit_is_told() {
    assert_eq!(ids(&story().exits("main", 0).run_ends("limit")), ["limit"]);
    let gated = story().exits("main", 0).run_ends("limit");
    let mut log = Log::new();
    for (n, event) in gated.events().iter().enumerate() {
        log.push(if n == 0 { event.clone().with(Field::Gated, true) } else { event.clone() });
    }
    assert!(findings(&log)[0].sentence.en.contains("as many steps as a run in a given order may have"));
}

#[test]
fn a_finding_is_an_event_with_both_languages() {
    let story = story().exits("main", 0).run_ends("limit");
    let line = forklore::model::json::line(&found(&story)[0].event());
    assert!(line.contains(r#""id":"limit","sentence":{"en":"A limit"#) && line.contains(r#""zh":"运行"#), "{line}");
}

proptest! {
    #[test]
    fn every_sentence_is_one_in_both_languages(events in vec(any_event(), 0..200)) {
        let log: Log = events.into_iter().collect();
        for finding in findings(&log) {
            for lang in [Lang::En, Lang::Zh] {
                let sentence = finding.sentence.get(lang);
                prop_assert!(sentence.ends_with(['.', '。']) && !sentence.contains('\n'), "{}", sentence);
            }
        }
    }
}

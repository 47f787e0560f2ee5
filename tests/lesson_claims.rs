//! The named checks, each on a small log in which it holds and on one in which it does not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use forklore::lesson::claim::{Case, Share, Tally, named};
use forklore::lesson::{Check, Claim, Judgement, Setting, Settings, Verdict};
use forklore::model::{Event, Lang};
use support::told::log;
use toml::Value;

fn check(told: &str) -> Check {
    let Value::Table(table) = told_as_table(told) else { unreachable!() };
    Check::try_from(table).unwrap_or_else(|error| panic!("{told}: {error}"))
}

fn told_as_table(told: &str) -> Value {
    format!("check = {told}").parse::<toml::Table>().unwrap()["check"].clone()
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.put("workers", Setting::Int(2));
    settings
}

fn judge(told: &str, events: &[Event]) -> forklore::lesson::Judgement {
    check(told).judge(&Case::new(events, &settings()))
}

#[track_caller]
fn holds(told: &str, events: &[Event], shown: &[u64]) {
    let judgement = judge(told, events);
    assert_eq!((judgement.verdict, &judgement.events[..]), (Verdict::Holds, shown), "{told}");
}

#[track_caller]
fn broken(told: &str, events: &[Event], shown: &[u64]) {
    let judgement = judge(told, events);
    assert_eq!((judgement.verdict, &judgement.events[..]), (Verdict::Broken, shown), "{told}");
}

#[track_caller]
fn not_seen(told: &str, events: &[Event]) {
    assert_eq!(judge(told, events).verdict, Verdict::NotSeen, "{told}");
}

#[test]
fn counts() {
    let log = log(&["main output text=A", "child output text=B", "main output text=B"]);
    holds(r#"{ name = "count", of = "output", is = "$workers + 1" }"#, &log, &[0, 1, 2]);
    holds(r#"{ name = "count", of = { kind = "output", text = "B" }, at_least = 2, at_most = 3 }"#, &log, &[1, 2]);
    broken(r#"{ name = "count", of = { actor = "main" }, is = 1 }"#, &log, &[0, 2]);
    broken(r#"{ name = "count", of = "output", is = "$nothing" }"#, &log, &[0, 1, 2]);
    holds(r#"{ name = "some", of = { text = "B", nth = 2 } }"#, &log, &[2]);
    broken(r#"{ name = "some", of = { text = "B", nth = 3 } }"#, &log, &[]);
    holds(r#"{ name = "never", of = "process.fork" }"#, &log, &[]);
    broken(r#"{ name = "never", of = { actor = "child" } }"#, &log, &[1]);
}

#[test]
fn every_event_is_like_that() {
    let log = log(&["main/handler pool.callback/begin", "main pool.callback/begin", "main output text=A"]);
    broken(r#"{ name = "every", of = "pool.callback begin", is = { actor = "main/*" } }"#, &log, &[1]);
    holds(r#"{ name = "every", of = "pool.callback begin", is = { process = "main" } }"#, &log, &[0, 1]);
    not_seen(r#"{ name = "every", of = "pool.callback end", is = { actor = "main/*" } }"#, &log);
}

#[test]
fn one_comes_before_the_other() {
    let log = log(&[
        "a queue.put/end value=1",
        "a/feeder queue.fed value=1",
        "a/feeder queue.fed value=2",
        "a queue.put/end value=2",
        "b process.exit",
        "main process.join/end child=b",
    ]);
    holds(r#"{ name = "before", first = "queue.put end", then = "queue.fed" }"#, &log, &[0, 1]);
    broken(r#"{ name = "before", first = "queue.put end", then = "queue.fed", per = "value" }"#, &log, &[2, 3]);
    holds(
        r#"{ name = "before", first = "process.exit", then = "process.join end", per = ["actor", "child"] }"#,
        &log,
        &[4, 5],
    );
    broken(r#"{ name = "before", first = "process.start", then = "queue.fed" }"#, &log, &[1]);
    not_seen(r#"{ name = "before", first = "queue.fed", then = "queue.get" }"#, &log);
    holds(r#"{ name = "all_before", first = "queue.*", then = "process.join end" }"#, &log, &[3, 5]);
    broken(r#"{ name = "all_before", first = "queue.put end", then = "queue.fed" }"#, &log, &[1, 3]);
}

#[test]
fn how_many_at_once() {
    let pool = log(&[
        "w-1 pool.task/begin task=0",
        "w-2 pool.task/begin task=1",
        "w-1 pool.task/end task=0",
        "w-1 pool.task/begin task=2",
        "w-2 pool.task/end task=1",
    ]);
    holds(r#"{ name = "at_most", of = "pool.task", most = "$workers" }"#, &pool, &[0, 1]);
    broken(r#"{ name = "at_most", of = "pool.task", most = 1 }"#, &pool, &[0, 1]);
    holds(r#"{ name = "overlaps", of = "pool.task", at_least = 2 }"#, &pool, &[0, 1]);
    broken(r#"{ name = "overlaps", of = "pool.task", at_least = 3 }"#, &pool, &[0, 1]);
    not_seen(r#"{ name = "overlaps", of = "queue.get", at_least = 3 }"#, &pool);
}

/// Sleeps end at once where somebody decides who goes next: that none fall together breaks no claim there.
#[test]
fn sleeps_that_end_at_once_say_nothing_of_what_goes_on_together() {
    let overlaps = r#"{ name = "overlaps", of = "time.sleep", at_least = 2 }"#;
    let one_by_one = ["a time.sleep/begin", "a time.sleep/end", "b time.sleep/begin", "b time.sleep/end"];
    broken(overlaps, &log(&one_by_one), &[0]);
    let mut decided = vec!["- run.start gated=true"];
    decided.extend(one_by_one);
    not_seen(overlaps, &log(&decided));
}

/// A holder that is killed gives its span back with its life; a semaphore may be released by another.
#[test]
fn what_is_held_ends_with_its_release_or_its_holder() {
    let held = r#"{ name = "at_most", from = { kind = "lock.acquire", phase = "end", without = ["outcome"] }, to = "lock.release", most = 1 }"#;
    let fine = log(&[
        "a lock.acquire/end object=l",
        "b lock.acquire/end object=l outcome=timeout",
        "a lock.release object=l",
        "b lock.acquire/end object=l",
        "- output text=x",
        "b process.exit status=-9 by=kernel",
        "a lock.acquire/end object=l",
        "c lock.release object=l",
        "a lock.acquire/end object=l",
    ]);
    holds(held, &fine, &[0]);
    broken(held, &log(&["a lock.acquire/end object=l", "b lock.acquire/end object=l"]), &[0, 1]);
}

#[test]
fn how_long_each_takes() {
    let log =
        log(&["a gil.take t=0", "a gil.drop t=6000000", "b gil.take t=6000000", "b gil.drop t=9000000", "a gil.take"]);
    broken(r#"{ name = "lasts", from = "gil.take", to = "gil.drop", at_least = 0.005 }"#, &log, &[2, 3]);
    holds(r#"{ name = "lasts", from = "gil.take", to = "gil.drop", at_least = 0.003 }"#, &log, &[0, 1, 2, 3]);
    let cut =
        self::log(&["a gil.take t=0", "a gil.drop t=6000000", "a gil.take t=6000000", "a process.exit t=6000001"]);
    holds(r#"{ name = "lasts", from = "gil.take", to = "gil.drop", at_least = 0.005 }"#, &cut, &[0, 1]);
    assert_eq!(
        judge(r#"{ name = "lasts", from = "gil.take", to = "gil.drop", at_least = 0.003 }"#, &log).measured.unwrap().en,
        "0.003 s"
    );
}

#[test]
fn alike_in_a_word() {
    let log = log(&[
        "a pool.task/begin task=0",
        "b pool.task/begin task=1",
        "a pool.task/end task=0",
        "a pool.task/begin task=2",
    ]);
    broken(r#"{ name = "same", of = "pool.task", by = "pid" }"#, &log, &[0, 1]);
    holds(r#"{ name = "same", of = { actor = "a" }, by = "pid" }"#, &log, &[0]);
    holds(r#"{ name = "distinct", of = "pool.task begin", by = "task" }"#, &log, &[0, 1, 3]);
    broken(r#"{ name = "distinct", of = "pool.task begin", by = "pid" }"#, &log, &[0, 1]);
    holds(r#"{ name = "distinct", of = "pool.task begin", by = "pid", is = "$workers" }"#, &log, &[0, 1]);
    let third = r#"{ kind = "pool.task", phase = "begin", task = 2 }"#;
    holds(&format!(r#"{{ name = "seen_before", of = {third}, by = "pid", in = "pool.task end" }}"#), &log, &[2, 3]);
    broken(r#"{ name = "seen_before", of = "pool.task begin", by = "pid", in = "pool.task end" }"#, &log, &[0]);
}

#[test]
fn what_becomes_of_items() {
    let sound = log(&[
        "w queue.put/begin object=q value='A'",
        "w queue.put/end object=q value='A'",
        "w queue.put/begin object=q value='B'",
        "w queue.put/end object=q value='B'",
        "r queue.get/end object=q value='A'",
        "r queue.get/end object=q value='B'",
        "r queue.get/end object=q outcome=Empty",
    ]);
    holds(r#"{ name = "same_order", object = "q" }"#, &sound, &[1, 4, 3, 5]);
    holds(r#"{ name = "each_once", object = "q" }"#, &sound, &[4, 5]);
    holds(r#"{ name = "all_got", object = "q" }"#, &sound, &[4, 5]);
    not_seen(r#"{ name = "each_once", object = "other" }"#, &sound);

    let odd = log(&[
        "w queue.put/begin object=q value=1",
        "w queue.put/end object=q value=1",
        "w queue.put/begin object=q value=2",
        "w queue.put/end object=q value=2",
        "r queue.get/end object=q value=2",
        "r queue.get/end object=q value=1",
        "s queue.get/end object=q value=1",
    ]);
    broken(r#"{ name = "same_order", object = "q" }"#, &odd, &[5]);
    broken(r#"{ name = "each_once", object = "q" }"#, &odd, &[6]);

    let unread = log(&[
        "w pipe.send/end object=p value=1",
        "w pipe.send/end object=p value=2",
        "r pipe.recv/end object=p value=1",
    ]);
    broken(r#"{ name = "all_got", object = "p" }"#, &unread, &[1]);
    assert_eq!(judge(r#"{ name = "all_got", object = "p" }"#, &unread).measured.unwrap().en, "1 / 2");
}

/// Two readers: the second is heard first, which says nothing about the pipe.
#[test]
fn the_order_is_each_readers_own() {
    let log = log(&[
        "w queue.put/end object=q value=1",
        "w queue.put/end object=q value=2",
        "s queue.get/end object=q value=2",
        "r queue.get/end object=q value=1",
    ]);
    holds(r#"{ name = "same_order", object = "q" }"#, &log, &[0, 3, 1, 2]);
}

#[test]
fn what_is_printed() {
    let log = log(&[
        "main output stream=stdout text=A\\n",
        r#"child output stream=stdout text="B ""#,
        r#"main output stream=stdout text="B 101\n""#,
        r#"child output stream=stdout text=0\n"#,
        r#"child output stream=stderr text=oh"#,
    ]);
    holds(r#"{ name = "prints", lines = ["A", "B 0", "B $child.pid"], order = "any" }"#, &log, &[0, 2, 3]);
    holds(r#"{ name = "prints", lines = ["A", "B $child.pid", "B *"] }"#, &log, &[0, 2, 3]);
    holds(r#"{ name = "prints", lines = ["A", "B 0"], order = "among" }"#, &log, &[0, 2, 3]);
    holds(r#"{ name = "prints", actor = "child", stream = "stderr", lines = ["oh"] }"#, &log, &[4]);
    broken(r#"{ name = "prints", lines = ["A", "B 0", "B 7"], order = "any" }"#, &log, &[0, 2, 3]);
    broken(r#"{ name = "prints", lines = ["A", "B 0"] }"#, &log, &[0, 2, 3]);
    broken(r#"{ name = "whole_lines" }"#, &log, &[1, 2]);
    holds(r#"{ name = "whole_lines", stream = "stderr" }"#, &log, &[4]);
}

#[test]
fn a_value_on_shared_memory() {
    let log = log(&[
        "main value.create object=counter value=10",
        "a value.read object=counter value=10",
        "a value.write object=counter value=9",
        "b value.read object=counter value=10",
        "b value.write object=counter value=8",
    ]);
    holds(r#"{ name = "ends_with", object = "counter", value = "10 - $workers" }"#, &log, &[4]);
    broken(r#"{ name = "ends_with", object = "counter", value = 9 }"#, &log, &[4]);
    broken(r#"{ name = "reads_see_writes", object = "counter" }"#, &log, &[3]);
    holds(r#"{ name = "reads_see_writes", object = "counter" }"#, &log[..3], &[1]);
}

#[test]
fn how_a_process_ended() {
    let log = log(&[
        "main process.start ppid=1",
        "reader process.start ppid=100",
        "reader process.exit status=-15 by=kernel",
        "main process.reap child=reader status=-15",
        "main process.exit status=0",
    ]);
    holds(r#"{ name = "exit_status", actor = "reader", is = -15 }"#, &log, &[2, 3]);
    broken(r#"{ name = "exit_status", actor = "*", is = 0 }"#, &log, &[2]);
    not_seen(r#"{ name = "exit_status", actor = "writer", is = 0 }"#, &log);
    holds(r#"{ name = "parent_is", child = "reader", parent = "main" }"#, &log, &[1]);
    broken(r#"{ name = "parent_is", child = "reader", parent = "reader" }"#, &log, &[1]);
}

#[test]
fn a_zombie_is_seen_only_in_the_kernels_word() {
    let zombie = r#"{ name = "zombie", child = "child" }"#;
    let samples = |state: &str, later: u64| {
        log(&[
            "child process.exit status=0 t=0",
            &format!("child sample state={state} t={later}"),
            "main process.reap child=child status=0 t=900000000",
            "child sample state=Z t=900000001",
        ])
    };
    holds(zombie, &samples("Z", 100_000_000), &[0, 1]);
    broken(zombie, &samples("S", 100_000_000), &[0, 1]);
    not_seen(zombie, &samples("R", 1_000_000));
    not_seen(zombie, &log(&["main output text=A"]));
}

#[test]
fn who_was_left_waiting_when_nothing_moved() {
    let log = log(&[
        "reader queue.get/begin object=q",
        "reader-2 queue.get/begin object=q",
        "main process.signal target=reader signal=SIGTERM",
        "reader process.exit status=-15 by=kernel",
        "main process.join/begin child=reader-2",
        "- run.stop reason=hang",
        "reader-2 process.exit status=-9 by=forklore",
        "- run.end reason=hang",
    ]);
    holds(r#"{ name = "stuck", at = { kind = "queue.get", actor = "reader-2" } }"#, &log, &[1, 7]);
    broken(r#"{ name = "stuck", at = { kind = "queue.get", actor = "reader" } }"#, &log, &[7]);
    holds(r#"{ name = "stuck", at = "process.join" }"#, &log, &[4, 7]);
    holds(r#"{ name = "reason", is = "hang" }"#, &log, &[7]);
    broken(r#"{ name = "reason", is = "done" }"#, &log, &[7]);
    holds(r#"{ name = "exit_status", actor = "reader", is = -15 }"#, &log, &[3]);
    not_seen(r#"{ name = "exit_status", actor = "reader-2", is = -9 }"#, &log);
    not_seen(r#"{ name = "stuck", at = "process.join" }"#, &log[..5]);
}

#[test]
fn the_kernels_figures() {
    let log = log(&[
        "child sample private=100",
        "child sample private=40",
        "main output text=now",
        "child sample private=90",
        "child sample private=70",
    ]);
    let figure = |more: &str| format!(r#"{{ name = "figure", actor = "child", field = "private", {more} }}"#);
    holds(&figure("at_most = 70, at_least = 70"), &log, &[4]);
    holds(&figure(r#"take = "max", at_least = 100"#), &log, &[0]);
    holds(&figure(r#"take = "max", at_most = 90, from = "output""#), &log, &[3]);
    holds(&figure(r#"take = "rise", at_least = 50, at_most = 50"#), &log, &[3]);
    broken(&figure(r#"take = "min", at_least = 50"#), &log, &[1]);
    not_seen(&figure(r#"from = "process.fork""#), &log);
}

/// Two processes that want the CPU all the time: two cores' worth, even if one core was all there was.
#[test]
fn parallelism_counts_the_time_spent_ready_where_it_must_be_at_least_so_much() {
    let log = log(&[
        "a sample cpu_ns=0 delay_ns=0 t=0",
        "b sample cpu_ns=0 delay_ns=0 t=0",
        "a sample cpu_ns=500000000 delay_ns=500000000 t=1000000000",
        "b sample cpu_ns=400000000 delay_ns=600000000 t=1000000000",
    ]);
    let judgement = judge(r#"{ name = "parallelism", actor = "*", at_least = 1.8 }"#, &log);
    assert_eq!(
        (judgement.verdict, said(&judgement)),
        (Verdict::Holds, "2.00 cores used or waited for, 0.90 of them used")
    );
    let one = judge(r#"{ name = "parallelism", actor = "a", at_most = 1.2 }"#, &log);
    assert_eq!((one.verdict, said(&one)), (Verdict::Holds, "0.50 cores used"));
    let none = judge(r#"{ name = "parallelism", actor = "*", at_least = 1.8, at_most = 0.8 }"#, &log);
    assert_eq!((none.verdict, said(&none)), (Verdict::Broken, "2.00 cores used or waited for, 0.90 of them used"));
    not_seen(r#"{ name = "parallelism", actor = "c", at_least = 1 }"#, &log);
}

/// Two that come one after the other never keep two cores busy together, and so say nothing about it.
#[test]
fn parallelism_looks_only_while_all_are_there() {
    let apart = log(&[
        "a sample cpu_ns=0 delay_ns=0 t=0",
        "a sample cpu_ns=500000000 delay_ns=0 t=500000000",
        "b sample cpu_ns=0 delay_ns=0 t=600000000",
        "b sample cpu_ns=500000000 delay_ns=0 t=1100000000",
    ]);
    not_seen(r#"{ name = "parallelism", actor = "*", at_least = 1.8 }"#, &apart);
    let late = log(&[
        "a sample cpu_ns=0 delay_ns=0 t=0",
        "a sample cpu_ns=500000000 delay_ns=0 t=500000000",
        "b sample cpu_ns=0 delay_ns=0 t=500000100",
        "a sample cpu_ns=1000000000 delay_ns=0 t=1000000000",
        "b sample cpu_ns=500000000 delay_ns=0 t=1000000100",
    ]);
    let judgement = judge(r#"{ name = "parallelism", actor = "*", at_least = 1.8 }"#, &late);
    assert_eq!(
        (judgement.verdict, said(&judgement)),
        (Verdict::Holds, "2.00 cores used or waited for, 2.00 of them used")
    );
}

/// What was measured, as it stands on an English screen.
fn said(judgement: &Judgement) -> &str {
    judgement.measured.as_ref().map_or("", |measured| measured.get(Lang::En))
}

fn claim(more: &str) -> Claim {
    let text =
        format!("id = 'c'\nsentence = {{ en = 'a', zh = 'b' }}\ncheck = {{ name = 'some', of = 'output' }}\n{more}");
    toml::from_str(&text).unwrap()
}

#[test]
fn a_claim_is_not_seen_where_its_condition_is_not_met() {
    let log = log(&["main output text=A"]);
    let judged = |more: &str| claim(more).judge(&Case::new(&log, &settings())).verdict;
    assert_eq!(judged(""), Verdict::Holds);
    assert_eq!(judged("when = 'process.fork'"), Verdict::NotSeen);
    assert_eq!(judged("given = { workers = 2 }"), Verdict::Holds);
    assert_eq!(judged("given = { workers = 3 }"), Verdict::NotSeen);
}

#[test]
fn several_runs_are_judged_by_share_or_tally() {
    use Verdict::{Broken, Holds, NotSeen};
    let judged = |share, verdicts: &[Verdict]| Claim { share, ..claim("") }.judge_all(verdicts);
    assert_eq!(judged(Share::All, &[Holds, NotSeen]), Holds);
    assert_eq!(judged(Share::All, &[Holds, Broken]), Broken);
    assert_eq!(judged(Share::Some, &[Holds, Broken]), Holds);
    assert_eq!(judged(Share::Part, &[Holds, Broken]), Holds);
    assert_eq!(judged(Share::Part, &[Holds, Holds]), Broken);
    assert_eq!(judged(Share::None, &[Broken]), Holds);
    assert_eq!(judged(Share::All, &[NotSeen]), NotSeen);
    let tally = Claim { tally: Some(Tally { of: 3, hold: 1 }), ..claim("") };
    assert_eq!(tally.judge_all(&[Holds, Broken, Broken]), Holds);
    assert_eq!(tally.judge_all(&[Holds, Broken]), Broken);
}

#[test]
fn a_check_that_is_told_wrong_things_says_so() {
    let Value::Table(table) = told_as_table(r#"{ name = "at_mots", of = "pool.task", most = 1 }"#) else {
        unreachable!()
    };
    assert!(Check::try_from(table).unwrap_err().contains("did you mean `at_most`?"));
    let Value::Table(table) = told_as_table(r#"{ name = "at_most", of = "pool.task", least = 1 }"#) else {
        unreachable!()
    };
    assert!(Check::try_from(table).unwrap_err().contains("unknown field `least`"));
}

#[test]
fn every_check_is_described_for_authors() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/README.md")).unwrap();
    let missing: Vec<_> = named::NAMES.iter().filter(|name| !readme.contains(&format!("| `{name}` |"))).collect();
    assert!(missing.is_empty(), "describe in lessons/README.md: {missing:?}");
}

//! `forklore run` without a screen: what it prints, and what its claims come to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/schema.rs"]
mod schema;

use binary::{answer, ask, forklore, is_whole, verdicts};
use forklore::lesson::{Engine, Lesson, Source};
use forklore::lessons::TABLE;

fn lesson(id: &str) -> Lesson {
    Lesson::load(&Source::Course, id).unwrap()
}

#[test]
fn each_lesson_and_variant_runs_whole_and_keeps_its_claims() {
    let schema = schema::schema();
    for row in TABLE {
        let lesson = lesson(row.id);
        for (program, _) in row.programs {
            let variant = (*program != "main").then_some(*program);
            let words = ["run", row.id, "--json"].into_iter().chain(variant.iter().flat_map(|id| ["--variant", *id]));
            let answer = ask(&words.collect::<Vec<_>>());
            assert_eq!(answer.status, 0, "{} {program}: {}{}", row.id, answer.out, answer.err);
            schema.check(answer.out.lines());
            let events = answer.json();
            is_whole(&events);
            let wanted: Vec<&str> =
                lesson.judged_in_a_run(variant, Engine::Native).map(|(claim, _)| &*claim.id).collect();
            let judged: Vec<String> = verdicts(&events).into_iter().map(|(id, _)| id).collect();
            assert_eq!(judged, wanted, "{} {program}", row.id);
            for (claim, verdict) in verdicts(&events) {
                let breaks =
                    variant.and_then(|id| lesson.variant(id)).is_some_and(|variant| variant.breaks.contains(&claim));
                assert_eq!(verdict == "broken", breaks, "{} {program}: {claim} {verdict}", row.id);
            }
        }
    }
}

#[test]
fn in_words_a_run_is_told_in_either_language() {
    let english = ask(&["run", "fork", "--plain"]).out;
    assert!(english.contains("main          forks child") && english.contains("it holds: "), "{english}");
    let chinese = ask(&["run", "fork", "--lang", "zh"]).out;
    assert!(chinese.contains("main          fork 出子进程 child") && chinese.contains("成立："), "{chinese}");
    assert!(!english.contains('\u{1b}') && !chinese.contains('\u{1b}'));
}

#[test]
fn a_schedule_decides_the_order() {
    let order = |schedule: &str| {
        let events = ask(&["run", "fork", "--json", "--schedule", schedule]).json();
        let printed = events.into_iter().filter(|event| event["kind"] == "output");
        printed.map(|event| event["actor"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(order("main,child,main"), ["main", "child", "main"]);
    assert_eq!(order("main*2,child"), ["main", "main", "child"]);
}

#[test]
fn ten_tasks_in_a_pool_of_three_are_never_more_than_three_at_once() {
    let events = ask(&["run", "pool", "--set", "workers=3", "--set", "tasks=10", "--json"]).json();
    let tasks: Vec<_> = events.iter().filter(|event| event["kind"] == "pool.task").collect();
    let (mut running, mut most) = (0_i32, 0);
    for task in &tasks {
        running += i32::from(task["phase"] == "begin") - i32::from(task["phase"] == "end");
        most = most.max(running);
    }
    let begun = tasks.iter().filter(|task| task["phase"] == "begin");
    let workers: std::collections::BTreeSet<_> = tasks.iter().map(|task| task["pid"].as_i64().unwrap()).collect();
    assert_eq!((begun.count(), most, running, workers.len()), (10, 3, 0, 3));
}

#[test]
fn without_an_interpreter_a_lesson_that_needs_one_plays_its_recording_and_says_so() {
    let run = |words: &[&str]| {
        let mut command = forklore(words);
        answer(command.env_clear().env("PATH", "/nowhere").env("HOME", "/dev/null").env("LANG", "C.UTF-8"))
    };
    let played = run(&["run", "thread-local", "--json"]);
    assert_eq!(played.status, 0, "{}", played.err);
    assert!(played.err.contains("this is a recording of a run on CPython 3."), "{}", played.err);
    assert!(played.out.contains(r#""engine":"python""#) && played.out.contains(r#""id":"own","verdict":"holds""#));
    let refused = run(&["run", "thread-local", "--variant", "unbound", "--json"]);
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("install CPython 3.8 or later"), "{}", refused.err);
}

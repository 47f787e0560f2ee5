//! Ways of exploring: few preemptions first, by random priorities, on one engine or several; and what is said of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use binary::ask;
use serde_json::{Value, json};

/// What exploring has come to: its last line.
fn explore(words: &[&str]) -> Value {
    let answer = ask(&[&["explore"], words, &["--json"]].concat());
    assert_eq!(answer.status, 0, "{words:?}: {}", answer.err);
    answer.json().pop().unwrap()
}

/// What exploring says, in words.
fn said(words: &[&str]) -> String {
    let answer = ask(&[&["explore"], words].concat());
    assert_eq!(answer.status, 0, "{words:?}: {}", answer.err);
    answer.out
}

const TWO_TICKETS: [&str; 3] = ["race", "--set", "tickets=2"];

/// Two sellers of four steps each, one after the other at first: 2 orders without a preemption. With one: the first is
/// interrupted at one of the 3 places between its steps, the second goes through, the first goes on: 2 · 3 = 6. With two:
/// the order is a, b, a, b, with the steps of each split in two, 2 · 3 · 3 = 18. With three, a b a b a, a is split in three
/// and b in two: 2 · 3 · 3 = 18. Then 3 and 3 places again, 18; a in four and b in three, 6; both in four, 2: 70 in all.
#[test]
fn orders_are_counted_by_their_preemptions() {
    let levels = [2, 6, 18, 18, 18, 6, 2];
    for most in 0..levels.len() {
        let end = explore(&[&TWO_TICKETS[..], &["--preemptions", &most.to_string()]].concat());
        assert_eq!(end["preemptions"], json!({"most": most, "schedules": levels[..=most], "complete": true}));
        let tried: usize = levels[..=most].iter().sum();
        assert_eq!((&end["schedules"], &end["complete"]), (&json!(tried), &json!(tried == 70)));
        assert!(tried == 70 || end["at_least"].as_u64() > Some(tried as u64), "{end}");
    }
    let cut = explore(&[&TWO_TICKETS[..], &["--preemptions", "2", "--limit", "10"]].concat());
    let preemptions = &cut["preemptions"];
    assert_eq!(*preemptions, json!({"most": 2, "schedules": [2, 6, 2], "complete": false}));
    assert!(said(&[&TWO_TICKETS[..], &["--preemptions", "1"]].concat()).contains("all with up to 1 preemptions"));
}

/// The lost update needs one preemption: no order without finds it.
#[test]
fn the_lost_update_needs_one_preemption() {
    let names = |most: &str| -> Vec<String> {
        let end = explore(&["race", "--preemptions", most]);
        end["outcomes"].as_array().unwrap().iter().map(|came| came["outcome"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(names("0"), ["counter=8"]);
    assert_eq!(names("1"), ["counter=8", "counter=9"]);
}

#[test]
fn random_priorities_repeat_with_their_seed_and_count_what_was_different() {
    let with = |seed: &str| explore(&[&TWO_TICKETS[..], &["--random", "60", "--seed", seed]].concat());
    let one = with("1");
    assert_eq!(one, with("1"));
    assert_ne!(one["outcomes"], with("2")["outcomes"]);
    assert_eq!((&one["schedules"], &one["complete"]), (&json!(60), &json!(false)));
    let different = one["random"]["different"].as_u64().unwrap();
    assert!((2..=60).contains(&different) && one["at_least"].as_u64().unwrap() <= 70, "{one}");
    assert!(one["random"]["chance"].as_f64().unwrap() > 0.0);
    // Of six orders two thousand random ones leave none out: it stops when all were seen.
    let all = explore(&["race", "--random", "2000"]);
    assert_eq!((&all["complete"], &all["random"]["different"]), (&json!(true), &json!(6)));
    assert!(all["schedules"].as_u64() < Some(2000));
}

#[test]
fn what_comes_out_does_not_depend_on_how_many_engines_there_are() {
    let ways: [&[&str]; 4] = [&[], &["--no-reduction"], &["--preemptions", "3"], &["--random", "40"]];
    for way in ways {
        let with = |jobs: &str| {
            let words = [&["explore", "race", "--set", "tickets=2", "--json", "--jobs", jobs], way].concat();
            ask(&words).out
        };
        let one = with("1");
        assert!(one.lines().count() > 10);
        assert_eq!(one, with("4"), "{way:?}");
    }
}

#[test]
fn a_run_without_end_is_cut_and_that_is_said() {
    let end = explore(&["race", "--steps", "3"]);
    assert_eq!((&end["cut"], &end["steps"]), (&end["schedules"], &json!(3)));
    assert_eq!(end["outcomes"][0]["outcome"], "endless");
    assert!(said(&["race", "--steps", "3"]).contains("were ended after 3 steps: they may have no end"));
}

#[test]
fn what_is_not_complete_says_how_to_go_on() {
    let said = said(&[&TWO_TICKETS[..], &["--no-reduction", "--limit", "5"]].concat());
    assert!(said.contains("5 of at least ") && said.contains("--preemptions 2"), "{said}");
}

#[test]
fn ways_that_exclude_each_other_are_refused() {
    for words in [["--random", "3", "--preemptions", "1"], ["--random", "3", "--no-reduction", "--json"]] {
        assert_eq!(ask(&[&["explore", "race"][..], &words].concat()).status, 2);
    }
    assert_eq!(ask(&["explore", "race", "--random", "3", "--depth", "0"]).status, 2);
    assert_eq!(ask(&["explore", "race", "--random", "0"]).status, 2);
    assert_eq!(ask(&["explore", "race", "--limit", "0"]).status, 2);
}

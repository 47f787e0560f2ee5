//! Every order of the lessons that can be explored: their numbers are worked out by hand, and every shortest schedule
//! that is printed leads where it says.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use binary::{Answer, ask, read};
use forklore::lesson::{Choosable, Lesson, Source};
use forklore::lessons::TABLE;
use serde_json::Value;

/// What exploring has come to: its last line.
fn explore(words: &[&str]) -> Value {
    let answer = ask(&[&["explore"], words, &["--json"]].concat());
    assert_eq!(answer.status, 0, "{words:?}: {}", answer.err);
    let end = answer.json().pop().unwrap();
    assert_eq!(end["kind"], "explore.end", "{words:?}");
    assert_eq!((&end["complete"], &end["inexact"], &end["strange"]), (&true.into(), &0.into(), &Value::Null));
    end
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// How many orders gave which outcome.
fn counts(end: &Value) -> BTreeMap<String, u64> {
    let outcomes = end["outcomes"].as_array().unwrap().iter();
    let counts: BTreeMap<String, u64> =
        outcomes.map(|outcome| (outcome["outcome"].as_str().unwrap().to_string(), number(&outcome["count"]))).collect();
    assert_eq!(counts.values().sum::<u64>(), number(&end["schedules"]));
    counts
}

/// How many orders are right, and how many there are.
fn right_of_all(words: &[&str]) -> (u64, u64) {
    let end = explore(words);
    let right = end["outcomes"].as_array().unwrap().iter().filter(|outcome| outcome["right"] == true);
    (right.map(|outcome| number(&outcome["count"])).sum(), number(&end["schedules"]))
}

fn outcomes<const N: usize>(expected: [(&str, u64); N]) -> BTreeMap<String, u64> {
    expected.into_iter().map(|(name, count)| (name.to_string(), count)).collect()
}

/// The lines are the choices: A, then the parent's B and the child's in either order. 2.
#[test]
fn fork_has_two_orders_of_its_lines() {
    let expected = outcomes([("main: A, child: B 0, main: B child", 1), ("main: A, main: B child, child: B 0", 1)]);
    assert_eq!(counts(&explore(&["fork"])), expected);
    assert_eq!(counts(&explore(&["fork", "--no-reduction"])), expected);
}

/// Two sellers, each with a read and a write: 4! / (2! 2!) = 6 orders. Right are the 2 in which one is through before the
/// other begins. In the 4 others both read before either writes; which of the reads comes first makes no difference, so 2
/// of those 4 remain with the reduction.
#[test]
fn race_has_six_orders_and_four_lose_a_ticket() {
    assert_eq!(counts(&explore(&["race", "--no-reduction"])), outcomes([("counter=8", 2), ("counter=9", 4)]));
    assert_eq!(counts(&explore(&["race"])), outcomes([("counter=8", 2), ("counter=9", 2)]));
    assert_eq!(right_of_all(&["race", "--variant", "one-line", "--no-reduction"]), (2, 6));
}

/// With n tickets each there are (4n)! / ((2n)!)² orders: 8! / (4! 4!) = 70, 12! / (6! 6!) = 924. None is lost where the
/// sales, a read and its write together, come one after another: (2n)! / (n! n!), which is 6 and 20.
#[test]
fn with_more_tickets_the_share_of_right_orders_shrinks() {
    assert_eq!(right_of_all(&["race", "--set", "tickets=2", "--no-reduction"]), (6, 70));
    assert_eq!(right_of_all(&["race", "--set", "tickets=3", "--no-reduction"]), (20, 924));
}

/// Three sellers of one ticket: 6! / (2! 2! 2!) = 90 orders, and 3! = 6 in which they come one after another.
#[test]
fn three_sellers_have_ninety_orders() {
    assert_eq!(right_of_all(&["race", "--set", "sellers=3", "--no-reduction"]), (6, 90));
}

/// Under the lock a sale is one piece: the two pieces have 2 orders.
#[test]
fn race_locked_has_two_orders_and_both_are_right() {
    assert_eq!(right_of_all(&["race", "--variant", "locked", "--no-reduction"]), (2, 2));
}

/// While one holds the lock the other has nothing to do, so each of the 2 + 2 sales is one piece: 4! / (2! 2!) = 6.
#[test]
fn lock_has_six_orders_and_none_is_wrong() {
    assert_eq!(right_of_all(&["lock", "--no-reduction"]), (6, 6));
    assert_eq!(right_of_all(&["lock"]), (6, 6));
}

/// Without the lock each seller has four steps (read, the two pieces of its line, write): 8! / (4! 4!) = 70 orders. Both
/// sales count in the 2 in which one seller is through with its write before the other reads.
#[test]
fn without_the_lock_two_of_seventy_orders_are_right() {
    assert_eq!(right_of_all(&["lock", "--variant", "no-lock", "--no-reduction"]), (2, 70));
}

/// Let the first take its first lock before the other does. Either the other takes its own then: a deadlock (1 order). Or
/// the first takes its second lock, and gives that back: before it gives back its first, the other may take the lock that
/// is free, or not yet (2 orders, and the rest is forced). So 3, and as many where the other is first: 6, of which 2 are a
/// deadlock.
#[test]
fn deadlock_has_six_orders_and_two_of_them_are_one() {
    let end = explore(&["deadlock", "--no-reduction"]);
    assert_eq!((counts(&end)["deadlock"], number(&end["schedules"])), (2, 6));
    for words in [&["deadlock", "--no-reduction"][..], &["deadlock"]] {
        let end = explore(words);
        let deadlock = end["outcomes"].as_array().unwrap().iter().find(|outcome| outcome["outcome"] == "deadlock");
        let deadlock = deadlock.unwrap();
        assert_eq!((&deadlock["schedule"], &deadlock["right"]), (&"transfer,transfer-2".into(), &false.into()));
        let finding = &deadlock["finding"];
        assert_eq!(finding["actors"], serde_json::json!(["transfer", "transfer-2"]));
        assert!(finding["sentence"]["en"].as_str().unwrap().ends_with("That is a circle."), "{finding}");
    }
}

/// Both take ann's lock first, so whoever has it goes through alone: 2 orders.
#[test]
fn with_one_order_of_locks_no_order_deadlocks() {
    assert_eq!(right_of_all(&["deadlock", "--variant", "ordered", "--no-reduction"]), (2, 2));
    assert_eq!(right_of_all(&["deadlock", "--variant", "ordered"]), (2, 2));
}

/// Each philosopher takes the left stick, the right one, gives back the right, then the left; each stick is the left one
/// of one and the right one of another. For each stick, one of its two has it first: 8 ways. In one all take the left
/// stick first: the deadlock, after the three first steps in any order, 3! = 6. In one all would have to take the right
/// stick before the left, which nobody does. In the 6 others somebody, say 1, has both sticks before its neighbours.
///
/// Let 2 have the stick between 2 and 3 before 3. Then the order is L1 R1 r1, L2 R2 r2, and after that l2 at any of 5
/// places among L3 R3 r3 l3, and l1 anywhere after r1 and before R3: 6 places if l2 comes before L3, 6 if it comes between L3 and
/// R3, 5 for each of its 3 places after R3: 6 + 6 + 15 = 27.
/// Or let 3 have it before 2. Then L1 R1 r1 l1 R3 r3 l3 R2 r2 l2 is forced; L3 comes anywhere before R3 (5 places), L2
/// anywhere between r1 and R2 (5 places); in 2 of those 25 ways both are at the same place, in either order: 27.
///
/// With three to be the first that is 3 × (27 + 27) = 162, and 168 with the deadlocks.
#[test]
fn three_philosophers_have_168_orders_and_starve_in_six() {
    let end = explore(&["deadlock", "--variant", "philosophers", "--no-reduction"]);
    let counts = counts(&end);
    assert_eq!((number(&end["schedules"]), counts["deadlock"], counts.len()), (168, 6, 7));
    assert!(counts.iter().all(|(name, count)| *count == 27 || name == "deadlock"), "{counts:?}");
    let reduced = explore(&["deadlock", "--variant", "philosophers"]);
    assert_eq!(self::counts(&reduced).keys().collect::<Vec<_>>(), counts.keys().collect::<Vec<_>>());
}

/// The reduction loses none of what patience may come to, though a wait that can end by itself is a choice only for as
/// long as it lasts.
#[test]
fn the_reduction_finds_every_way_in_which_somebody_gives_up() {
    let names = |words: &[&str]| {
        let moved = |name: &String| {
            let of = |who: &str| name.split(", ").find(|part| part.starts_with(who)).unwrap().to_string();
            (of("transfer: "), of("transfer-2: "))
        };
        counts(&explore(words)).keys().map(moved).collect::<std::collections::BTreeSet<_>>()
    };
    let reduced = names(&["deadlock", "--variant", "timeout"]);
    assert_eq!(reduced, names(&["deadlock", "--variant", "timeout", "--no-reduction"]));
    assert_eq!(reduced.len(), 4);
}

/// The writer's three puts (P) and the reader's gets (G), in which the next G comes only when the item of the last one
/// has; then the parent's signal, which ends it all. So there is at most one more G than P. None got: PPP. One: 4 places
/// for its G. Two: 5! / (3! 2!) less the one that begins with GG: 9. Three, or three and a fourth in vain: by the ballot
/// theorem C(6,3) − C(6,5) = 14 and C(7,4) − C(7,5) = 14. Together 1 + 4 + 9 + 28 = 42.
#[test]
fn queue_has_42_orders_and_28_of_them_read_all() {
    let expected =
        outcomes([("q: 3 put, 0 got", 1), ("q: 3 put, 1 got", 4), ("q: 3 put, 2 got", 9), ("q: 3 put, 3 got", 28)]);
    let all = counts(&explore(&["queue", "--no-reduction"]));
    assert_eq!(all, expected);
    assert_eq!(counts(&explore(&["queue"])).keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>());
}

/// Parent: closes its copy, sends three times (the first two steps come before all others), receives three times. Child:
/// receives and sends by turns, three times, and closes. Then the parent alone: the end of file, the broken pipe. Count
/// the ways to `x` of the parent's five steps (two sends, three receives) and `y` of the child's seven: its second
/// receive, step 3, needs x ≥ 1, its third, step 5, x ≥ 2; the parent's receives, steps 3, 4, 5, need y ≥ 2, 4, 6. Each
/// number is the sum of the one to its left and the one above, where both may stand:
///
/// ```text
///        y  0   1   2   3   4   5   6   7
/// x = 0     1   1   1
/// x = 1     1   2   3   3   3
/// x = 2     1   3   6   9  12  12  12  12
/// x = 3             6  15  27  39  51  63
/// x = 4                    27  66 117 180
/// x = 5                           117 297
/// ```
#[test]
fn pipe_has_297_orders_and_one_outcome() {
    let end = explore(&["pipe", "--no-reduction"]);
    assert_eq!(counts(&end).into_values().collect::<Vec<_>>(), [297]);
}

/// Two readers of one end: each message is got whole by one, or one gets the length and the other what follows.
#[test]
fn two_readers_of_one_end_may_damage_the_stream() {
    let counts = counts(&explore(&["pipe", "--variant", "two-readers"]));
    let whole = ["read-2: got one, read: got two", "read: got one, read-2: got two"];
    assert!(whole.iter().all(|name| counts.contains_key(*name)), "{counts:?}");
    let damaged: Vec<&String> = counts.keys().filter(|name| !whole.contains(&name.as_str())).collect();
    assert!(damaged.len() >= 2 && damaged.iter().all(|name| name.matches("no message").count() == 2), "{damaged:?}");
}

/// Three cars, each in and out: 6! / (2! 2! 2!) = 90 orders, less those in which all three would be in at once, 3! × 3! =
/// 36, as there are two places: 54.
#[test]
fn tools_has_54_orders() {
    assert_eq!(right_of_all(&["tools", "--no-reduction"]), (54, 54));
}

/// A lock that its holder takes again: nobody else is there, so there is 1 order, and it hangs; an RLock does not.
#[test]
fn a_lock_taken_twice_hangs_in_its_only_order() {
    assert_eq!(counts(&explore(&["tools", "--variant", "twice"])), outcomes([("deadlock", 1)]));
    assert_eq!(right_of_all(&["tools", "--variant", "reentrant"]), (1, 1));
}

/// Two waits and one set, in any order: 3! = 6. Whoever waits before the set goes on with it, without a step.
#[test]
fn meeting_has_six_orders_and_all_get_off() {
    assert_eq!(right_of_all(&["meeting", "--no-reduction"]), (6, 6));
}

/// Either the parent has the lock first, notifies nobody, and the sleeper waits for ever; or the sleeper has it first,
/// gives it up to wait, and is notified. While one holds it the other has nothing to do: 2 orders.
#[test]
fn a_notification_is_lost_in_one_of_two_orders() {
    assert_eq!(right_of_all(&["meeting", "--variant", "lost", "--no-reduction"]), (1, 2));
    assert_eq!(right_of_all(&["meeting", "--variant", "predicate", "--no-reduction"]), (2, 2));
}

/// Three that write and come to the barrier: 6! / (2! 2! 2!) = 90 orders. Then all three read: 3! = 6. 90 × 6 = 540.
/// Without the barrier each writes and reads what the next one, going round, has written: 2³ ways in which reading comes
/// before that writing or after it, less the one in which it always comes before, for then each would have to be through
/// before the next, all the way round. So 7 with the reduction; nobody reads a 0 in the 1 in which it always comes after.
#[test]
fn a_barrier_lets_nobody_read_too_early() {
    assert_eq!(right_of_all(&["meeting", "--variant", "barrier", "--no-reduction"]), (540, 540));
    let (right, all) = right_of_all(&["meeting", "--variant", "no-barrier"]);
    assert_eq!((right, all), (1, 7));
}

/// What a run came to, as it is told by its events: the same words as an outcome's.
fn came_to(lesson: &Lesson, events: &[Value]) -> String {
    if events.last().unwrap()["reason"] == "hang" {
        return "deadlock".into();
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut parts: Vec<String> = Vec::new();
    for child in events.iter().filter(|event| event["kind"] == "process.fork").map(|event| &event["child"]) {
        let failed = |event: &&Value| event["actor"] == *child && event["status"].as_i64() > Some(0);
        let exit = events.iter().filter(|event| event["kind"] == "process.exit").find(failed);
        parts.extend(exit.map(|exit| format!("{}: exit {}", text(child), exit["status"])));
    }
    for made in events.iter().filter(|event| event["kind"] == "value.create" && event["class"] != "Array") {
        let of_it = |event: &&Value| event["object"] == made["object"] && event["kind"] == "value.write";
        let last = events.iter().rfind(of_it).unwrap_or(made);
        parts.push(format!("{}={}", text(&made["object"]), text(&last["value"])));
    }
    for made in events.iter().filter(|event| event["kind"] == "queue.create") {
        let done = |kind: &str| {
            let of_it = |event: &&Value| event["object"] == made["object"] && event["kind"] == kind;
            events.iter().filter(of_it).filter(|event| event["phase"] == "end").count()
        };
        parts.push(format!("{}: {} put, {} got", text(&made["object"]), done("queue.put"), done("queue.get")));
    }
    if parts.is_empty() || lesson.head.choices.contains(&Choosable::Output) {
        parts.extend(events.iter().filter(|event| event["kind"] == "output").map(|event| line(events, event)));
    }
    parts.join(", ")
}

/// A line that was printed, with names for pids.
fn line(events: &[Value], output: &Value) -> String {
    let name = |word: &str| {
        let mut starts = events.iter().filter(|event| event["kind"] == "process.start");
        let of_it = starts.find(|start| start["pid"].as_i64() == word.parse().ok());
        of_it.map_or(word.to_string(), |start| start["actor"].as_str().unwrap().to_string())
    };
    let words: Vec<String> = output["text"].as_str().unwrap().trim_end().split(' ').map(name).collect();
    format!("{}: {}", output["actor"].as_str().unwrap(), words.join(" ")).replace('\n', "\\n")
}

/// Each shortest schedule that exploring prints, of every lesson and variant, gives its outcome when it is run: every
/// time. How often is said by `FORKLORE_REPEAT`.
#[test]
fn every_schedule_leads_to_its_outcome() {
    let times = std::env::var("FORKLORE_REPEAT").ok().and_then(|times| times.parse().ok()).unwrap_or(3);
    for row in TABLE {
        let lesson = Lesson::load(&Source::Course, row.id).unwrap();
        for (program, _) in row.programs.iter().filter(|_| lesson.head.explore) {
            let which = if *program == "main" { vec![row.id] } else { vec![row.id, "--variant", program] };
            for outcome in explore(&which)["outcomes"].as_array().unwrap() {
                let schedule = outcome["schedule"].as_str().unwrap();
                for _ in 0..times {
                    let words = [&["run"], &which[..], &["--json", "--schedule", schedule]].concat();
                    assert_eq!(came_to(&lesson, &ask(&words).json()), outcome["outcome"], "{words:?}");
                }
            }
        }
    }
}

/// As a user who has nothing else running, and may have only so many processes and threads; `None` where that cannot be
/// tried: only root may become somebody else.
fn explore_with_at_most(processes: u32) -> Option<Answer> {
    use std::os::unix::process::CommandExt;
    const NOBODY_ELSE: u32 = 64_917;
    let words = ["explore", "race", "--jobs", "1", "--json"];
    let mut command = Command::new("prlimit");
    command.arg(format!("--nproc={processes}")).arg(env!("CARGO_BIN_EXE_forklore")).args(words);
    command.env_clear().env("PATH", std::env::var_os("PATH")?).env("LC_ALL", "C.UTF-8").env("HOME", "/nonexistent");
    command.stdin(Stdio::null());
    let answer = read(command.uid(NOBODY_ELSE).gid(NOBODY_ELSE).output().ok()?);
    (!answer.err.contains("Permission denied")).then_some(answer)
}

/// Somewhere between too few for main and enough for all three, a child is refused, however often it is asked for.
#[test]
fn where_the_machine_refuses_a_process_it_is_said_and_nothing_is_called_complete() {
    let mut refused = 0;
    for processes in 2..40 {
        let Some(answer) = explore_with_at_most(processes) else {
            return eprintln!("SKIPPED: only root can become a user with nothing else running, and needs prlimit");
        };
        if answer.status != 0 {
            assert!(answer.out.is_empty() && !answer.err.is_empty(), "{}", answer.err);
            continue;
        }
        let end = answer.json().pop().unwrap();
        if end["complete"] == true {
            assert_eq!(counts(&end), outcomes([("counter=8", 2), ("counter=9", 2)]));
            assert!(refused > 0, "with {processes} all could be tried, and with fewer nothing was refused");
            return;
        }
        refused += 1;
        assert!(end["refused"].as_str().unwrap().contains("EAGAIN"), "{end}");
        assert!(end["schedules"].as_u64() < end["at_least"].as_u64() && end["strange"].is_null(), "{end}");
        assert!(counts(&end).keys().all(|name| name.starts_with("counter=")), "{end}");
    }
    panic!("no number of processes was enough");
}

/// A program that lowers its own limit is refused by itself: that is what its only order gives.
#[test]
fn a_program_that_is_refused_by_its_own_doing_is_explored() {
    let end = explore(&["fork", "--variant", "no-room"]);
    assert_eq!((&end["complete"], &end["refused"], &end["schedules"]), (&true.into(), &Value::Null, &1.into()));
}

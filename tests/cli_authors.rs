//! Lessons of one's own, and the record of what was done: `new`, `check`, `--lessons`, `progress`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use binary::{Answer, answer, directory, forklore};
use forklore::run::interpreter::Interpreter;

/// A learner with a home that stays the same from one command to the next.
struct Learner(PathBuf);

impl Learner {
    fn new() -> Learner {
        Learner(directory("learner"))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = forklore(words);
        command.env("HOME", &self.0).current_dir(&self.0);
        command
    }

    fn asks(&self, words: &[&str]) -> Answer {
        answer(&mut self.command(words))
    }

    fn state(&self) -> PathBuf {
        self.0.join(".local/state/forklore")
    }
}

fn no_python() -> bool {
    let none = Interpreter::choose(None).is_err();
    if none {
        eprintln!("SKIPPED: there is no CPython");
    }
    none
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_new_lesson_passes_at_once_and_runs_and_is_asked_about_when_it_is_changed() {
    if no_python() {
        return;
    }
    let learner = Learner::new();
    let made = learner.asks(&["new", "lessons/my-own"]);
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.out.contains("forklore check lessons/my-own"), "{}", made.out);
    let proof = learner.asks(&["check", "lessons/my-own", "--runs", "2"]);
    assert_eq!(proof.status, 0, "{}", proof.out);
    assert_eq!(proof.out, "my-own: in order, 4 runs\n");
    let run = ["run", "my-own", "--lessons", "lessons", "--plain"];
    assert_eq!(learner.asks(&run).status, 0);
    change(&learner.0.join("lessons/my-own/program.py"), "\"got\"", "\"has\"");
    let refused = learner.asks(&run);
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("read its program, then add --yes"), "{}", refused.err);
    let unproved = learner.asks(&["check", "lessons/my-own"]);
    assert!(unproved.out.contains("not run: "), "{}", unproved.out);
    let allowed = learner.asks(&["run", "my-own", "--lessons", "lessons", "--plain", "--yes"]);
    assert_eq!(allowed.status, 0, "{}", allowed.err);
    assert!(allowed.out.contains("has 2"), "{}", allowed.out);
    assert_eq!(answer(learner.command(&run).env("FORKLORE_YES", "1")).status, 0);
    assert_eq!(learner.asks(&run).status, 2, "leave for one run is leave for one run");
}

#[test]
fn a_new_lesson_never_writes_over_what_is_there_and_has_a_sound_name() {
    let learner = Learner::new();
    fs::create_dir(learner.0.join("mine")).unwrap();
    let refused = learner.asks(&["new", "mine"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("is there already"), "{}", refused.err);
    assert_eq!(fs::read_dir(learner.0.join("mine")).unwrap().count(), 0);
    for name in ["Mine", "1st", "my_own", "/", ".."] {
        let refused = learner.asks(&["new", name]);
        assert_eq!(refused.status, 2);
        assert!(refused.err.contains("cannot be a lesson's id"), "{}", refused.err);
    }
}

#[test]
fn check_tells_a_recording_that_is_older_than_its_program_or_no_recording() {
    if no_python() {
        return;
    }
    let learner = Learner::new();
    learner.asks(&["new", "lessons/my-own"]);
    let record = learner.0.join("recording.forklore");
    let run = ["run", "my-own", "--lessons", "lessons", "--json", "--record", "recording.forklore"];
    assert_eq!(learner.asks(&run).status, 0);
    let kept = learner.0.join("lessons/my-own/recording.forklore");
    fs::copy(&record, &kept).unwrap();
    let check = ["check", "lessons/my-own", "--runs", "1", "--yes"];
    assert_eq!(learner.asks(&check).out, "my-own: in order, 2 runs\n");
    change(&learner.0.join("lessons/my-own/program.py"), "\"got\"", "\"has\"");
    let old = learner.asks(&check);
    assert_eq!(old.status, 1);
    assert!(old.out.contains("recording.forklore") && old.out.contains("older than program.py"), "{}", old.out);
    assert!(old.out.contains("do: record it anew: forklore run my-own"), "{}", old.out);
    fs::write(&kept, "no recording").unwrap();
    assert_eq!(learner.asks(&check).status, 1);
}

const STATE: &str = r#"{"last":"queue","lessons":{"fork":{"done":true,"runs":3,
    "answers":{"lines":{"picked":"b","right":true},"how":{"picked":null}},"challenges":{"child-first":4}}}}"#;

#[test]
fn what_was_done_is_printed_as_text_and_as_json_in_both_languages() {
    let learner = Learner::new();
    assert_eq!(learner.asks(&["progress"]).out, "Nothing yet: `forklore` opens the course.\n");
    fs::create_dir_all(learner.state()).unwrap();
    fs::write(learner.state().join("progress.json"), STATE).unwrap();
    let json = learner.asks(&["progress", "--json"]).json();
    assert_eq!(json.len(), 1);
    assert_eq!((&json[0]["lesson"], &json[0]["done"], &json[0]["runs"]), (&"fork".into(), &true.into(), &3.into()));
    assert_eq!(json[0]["challenges"]["child-first"], 4);
    assert_eq!(json[0]["answers"].as_array().unwrap().len(), 2);
    let text = learner.asks(&["progress"]).out;
    assert!(text.contains("One call, two returns   done, runs: 3") && text.contains("won in 4 moves"), "{text}");
    let text = learner.asks(&["progress", "--lang", "zh"]).out;
    assert!(text.contains("已完成，运行 3 次") && text.contains("用了 4 步"), "{text}");
}

#[test]
fn a_broken_record_is_set_aside_and_said() {
    let learner = Learner::new();
    fs::create_dir_all(learner.state()).unwrap();
    fs::write(learner.state().join("progress.json"), "{ broken").unwrap();
    let told = learner.asks(&["progress"]);
    assert!(told.err.contains("progress.json.broken"), "{}", told.err);
    assert_eq!(fs::read_to_string(learner.state().join("progress.json.broken")).unwrap(), "{ broken");
    assert_eq!(learner.asks(&["progress"]).status, 0, "said once");
}

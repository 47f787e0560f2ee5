//! Bad input: each gets a message that says what to do, in the language asked for, exit status 2, and nothing on
//! standard output.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use binary::{answer, ask, directory, file, forklore};

/// These words are refused, saying all this.
fn refused(words: &[&str], says: &[&str]) {
    let answer = ask(words);
    assert_eq!((answer.status, answer.out.as_str()), (2, ""), "{words:?}: {}", answer.err);
    for said in says {
        assert!(answer.err.contains(said), "{words:?} says {} and not {said}", answer.err);
    }
}

#[test]
fn an_unknown_lesson_is_answered_with_the_nearest() {
    refused(&["run", "frok"], &["no lesson `frok`", "did you mean fork?"]);
    refused(&["run", "frok", "--lang", "zh"], &["没有课程 `frok`", "fork"]);
    refused(&["run", "xyzzy"], &["no lesson `xyzzy`", "`forklore list` shows all"]);
    refused(&["explore", "frok"], &["did you mean fork?"]);
}

#[test]
fn where_nobody_reads_what_is_refused_the_status_says_it() {
    for words in [&["run", "frok"][..], &["frok"], &["run", "race", "--json", "--schedule", "nobody"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = forklore(words).stdout(Stdio::null()).stderr(writer).status().unwrap();
        assert_eq!(status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn an_unknown_variant_is_answered_with_those_there_are() {
    refused(&["run", "fork", "--variant", "no-rom"], &["no variant `no-rom`", "did you mean `no-room`?"]);
    refused(&["run", "fork", "--variant", "zzz"], &["no variant `zzz`: fork has no-room"]);
    refused(&["run", "fork", "--variant=zzz", "--lang=zh"], &["没有变体 `zzz`：fork 有 no-room"]);
}

#[test]
fn an_unknown_knob_is_answered_with_those_there_are() {
    refused(&["run", "fork", "--set", "items=3"], &["no knob `items`: this lesson has none"]);
    refused(&["run", "fork", "--set", "items"], &["`items` sets nothing: write knob=value"]);
    refused(&["run", "fork", "--set=items=3", "--lang=zh"], &["没有旋钮 `items`"]);
}

#[test]
fn an_interpreter_that_will_not_do_is_answered_with_what_will() {
    let empty = directory("empty");
    let nowhere = |words: &[&str]| answer(forklore(words).env("PATH", &empty));
    let none = nowhere(&["run", "fork", "--engine", "python", "--json"]);
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(
        none.err.contains("no python3 was found") && none.err.contains("--engine native needs none"),
        "{}",
        none.err
    );
    let old = interpreter(&empty, "3.6.15 abi cpython /opt/python3");
    let answer = nowhere(&["run", "fork", "--python", &old, "--lang", "zh"]);
    assert!(answer.err.contains("CPython 3.6.15") && answer.err.contains("3.8 以上"), "{}", answer.err);
    let broken = interpreter(&empty, "");
    refused(&["run", "fork", "--python", &broken], &["is no Python that answers", "`forklore doctor` lists them"]);
    refused(&["run", "fork", "--python", "/nowhere/python3"], &["/nowhere/python3 is no Python"]);
}

/// Something that answers so when it is asked what it is.
fn interpreter(dir: &Path, says: &str) -> String {
    let path = dir.join("python3");
    fs::write(&path, format!("#!/bin/sh\necho {says}\n")).unwrap();
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().into()
}

#[test]
fn a_lesson_whose_native_program_is_not_in_this_binary() {
    let own = file("tests/broken_lessons");
    refused(
        &["run", "sound", "--lessons", &own],
        &["no native program of sound", "`--engine python` runs its program.py"],
    );
}

#[test]
fn a_schedule_that_does_not_fit_is_told_where_and_who_could_go() {
    refused(&["run", "fork", "--schedule", "ma!in"], &["`ma!in` is no turn of a schedule", "`name*3`"]);
    let refused_with = |words: &[&str], said: &[&str]| {
        let answer = ask(&[words, &["--json"]].concat());
        assert_eq!(answer.status, 2, "{words:?}");
        said.iter().for_each(|said| assert!(answer.err.contains(said), "{words:?}: {}", answer.err));
    };
    let race = |schedule| ["run", "race", "--schedule", schedule];
    refused_with(
        &["run", "fork", "--schedule", "child,main"],
        &["turn 1 of the schedule is child, who cannot go there: there is no child by then; main could"],
    );
    refused_with(
        &["run", "deadlock", "--schedule", "transfer,main"],
        &["turn 2 of the schedule is main", "it waits for transfer to end", "transfer, transfer-2 could"],
    );
    refused_with(
        &["run", "deadlock", "--schedule", "transfer,transfer-2*2"],
        &["turn 3 of the schedule is transfer-2", "it waits for ann", "nobody could go any more, a deadlock"],
    );
    refused_with(&race("seller*3"), &["turn 3 of the schedule is seller", "it has ended", "seller-2 could"]);
    refused_with(&race("seller!timeout"), &["it does not wait with a time limit"]);
    refused_with(&race("nobody"), &["there is no nobody by then"]);
    let chinese = ask(&["run", "race", "--json", "--lang", "zh", "--schedule", "seller*3"]);
    assert!(chinese.err.contains("顺序的第 3 步是 seller") && chinese.err.contains("它已经结束"), "{}", chinese.err);
}

#[test]
fn a_schedule_that_is_longer_than_the_run_says_how_long_the_run_is() {
    let answer = ask(&["run", "race", "--json", "--schedule", "seller*2,seller-2*2,main,seller"]);
    assert_eq!(answer.status, 2);
    assert!(answer.err.contains("it has 6 turns, and after 5 the run is over"), "{}", answer.err);
}

#[test]
fn what_cannot_be_stepped_is_not_explored_and_says_why() {
    refused(&["explore", "gil"], &["gil cannot be run in a given order", "or do not repeat"]);
    refused(&["run", "gil", "--schedule", "main"], &["or do not repeat", "forklore run gil"]);
}

#[test]
fn a_directory_without_lessons_and_a_file_that_is_not_there() {
    refused(&["check", &file("src")], &["no lesson in it", "lesson.toml"]);
    refused(&["check", "/nowhere", "--lang=zh"], &["/nowhere", "请给出"]);
    refused(&["list", "--lessons", "/nowhere"], &["/nowhere", "do: give a directory"]);
    refused(&["run", "fork", "--lessons", "/nowhere"], &["/nowhere"]);
    refused(&["run", "fork", "--record", "/nowhere/f", "--json"], &["/nowhere/f", "give the path"]);
}

#[test]
fn what_is_no_recording_and_what_is_of_another_version() {
    refused(&["open", "/nowhere"], &["cannot read /nowhere", "Check the path"]);
    refused(&["open", &file("Cargo.toml")], &["is not a recording", "--record FILE"]);
    refused(&["export", &file("Cargo.toml"), "--to", "ndjson", "--lang", "zh"], &["不是 forklore 的录制文件"]);
}

#[test]
fn wrong_usage_is_answered_in_the_language_asked_for() {
    refused(&["rum"], &["unrecognized subcommand 'rum'", "--help"]);
    refused(&["rum", "--lang", "zh"], &["没有命令 rum", "是不是想写 run", "--help"]);
    refused(&["run", "--lang", "zh"], &["缺少 <LESSON>"]);
    refused(&["run", "fork", "--frob", "--lang", "zh"], &["不认识参数 --frob"]);
    refused(&["run", "fork", "--seed", "x", "--lang", "zh"], &["--seed <N> 不能是 x"]);
    refused(&["run", "fork", "--json", "--plain", "--lang", "zh"], &["--json 不能与 --plain 同时使用"]);
    refused(&["export", "f", "--to", "pdf", "--lang", "zh"], &["不能是 pdf，可取 ndjson"]);
    refused(&["--lang", "fr"], &["fr", "en, zh"]);
    refused(&["run", "fork", "--time-limit", "0"], &["write seconds, such as 60"]);
    refused(&["man", "rum"], &["did you mean `run`?"]);
}

#[test]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for words in [&["list"][..], &["run", "fork", "--json"], &["doctor"]] {
        let answer = binary::forklore(words).stdout(full.try_clone().unwrap()).output().unwrap();
        let said = String::from_utf8(answer.stderr).unwrap();
        assert_eq!(answer.status.code(), Some(2));
        assert!(said.contains("the output cannot be written"), "{words:?}: {said}");
    }
}

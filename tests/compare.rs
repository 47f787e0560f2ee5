//! Two engines side by side: what `forklore compare` says of lessons that have both, and the screen of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/terminal.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod terminal;

use binary::forklore;
use serde_json::Value;
use terminal::Terminal;

/// The exit status, and every line.
fn compared(args: &[&str]) -> (i32, Vec<Value>) {
    let output = forklore(&[&["compare", "--json"], args].concat()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.code().unwrap(), lines)
}

#[test]
fn a_lesson_does_the_same_on_both_engines_pids_and_times_apart() {
    for lesson in ["fork", "queue", "pipe"] {
        let (status, lines) = compared(&[lesson]);
        let end = lines.last().unwrap();
        assert_eq!(
            (status, &end["different"], &end["unexplained"]),
            (0, &Value::from(0), &Value::from(0)),
            "{lines:#?}"
        );
        assert!(end["same"].as_u64().unwrap() > 8, "{end}");
    }
}

#[test]
fn what_differs_is_told_with_its_reason() {
    let (status, lines) = compared(&["wait", "--variant", "double-wait"]);
    assert_eq!(status, 0);
    let difference = &lines[0];
    assert_eq!((&difference["on"], &difference["act"]["type"]), (&"native".into(), &"ChildProcessError".into()));
    assert!(difference["why"]["en"].as_str().unwrap().contains("nobody catches"), "{difference}");
    assert!(difference["why"]["zh"].as_str().unwrap().contains("捕获"), "{difference}");
}

#[test]
fn in_words_both_sides_stand_beside_each_other() {
    let output = forklore(&["compare", "queue", "--lang", "zh"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("差异：无") && text.contains("CPython"), "{text}");
    assert!(text.lines().any(|line| line.matches("从队列 q 取到 'A'").count() == 2), "{text}");
}

#[test]
fn a_lesson_of_one_engine_is_refused_with_what_to_do() {
    let output = forklore(&["compare", "copy", "--variant", "list"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("forklore list"));
}

#[test]
fn on_the_screen_a_key_lays_both_engines_side_by_side() {
    let mut terminal = Terminal::start(&["run", "queue", "--lang", "en"], 100, 30);
    terminal.see("Before it runs");
    while terminal.shown().contains("Before it runs") {
        let before = terminal.shown();
        terminal.press("s");
        terminal.wait(|shown| shown != before);
    }
    terminal.press("f");
    terminal.see("over");
    terminal.press("E");
    terminal.see("Both engines, side by side");
    let shown = terminal.see("differences: none");
    assert!(shown.lines().any(|line| line.matches("gets 'A' from q").count() == 2), "{shown}");
    terminal.press("q");
    terminal.wait(|shown| !shown.contains("side by side"));
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

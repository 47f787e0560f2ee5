//! The real binary in a real terminal, used as a learner would.

#[path = "support/terminal.rs"]
#[expect(clippy::unwrap_used, reason = "a terminal that cannot be had fails the test")]
mod terminal;

use terminal::Terminal;

const ENTER: &str = "\r";
const LEFT: &str = "\x1b[D";
const ESCAPE: &str = "\x1b";

#[test]
fn a_learner_predicts_runs_goes_back_in_time_switches_to_chinese_resizes_and_quits() {
    let mut terminal = Terminal::start(&["--lang", "en"], 100, 30);
    terminal.see("One call, two returns");
    terminal.press("/");
    terminal.press("queue");
    terminal.wait(|shown| shown.contains("One writes, one reads") && !shown.contains("Two ends"));
    terminal.press(ENTER);
    terminal.press(ENTER);
    terminal.see("How does the reader end?");
    terminal.press("3");
    terminal.press(ENTER);
    terminal.see("put A");
    terminal.press("f");
    terminal.see("over");
    terminal.press(LEFT);
    terminal.press(LEFT);
    terminal.see("looking back");
    terminal.press("L");
    terminal.see("回看");
    terminal.resize(80, 24);
    terminal.wait(|shown| shown.contains("进程间通信") && shown.lines().all(|line| line.chars().count() <= 80));
    terminal.press("q");
    terminal.see("搜索");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(!terminal.has_own_screen() && !terminal.hides_cursor(), "the terminal is as it was");
}

#[test]
fn a_learner_decides_who_goes_next_takes_moves_back_and_wins_the_challenge() {
    let mut terminal = Terminal::start(&["run", "fork", "--lang", "en"], 100, 32);
    terminal.see("How many lines beginning with B");
    terminal.press("s");
    terminal.see("ready");
    terminal.press("s");
    terminal.see("Who goes next?");
    terminal.press(ENTER);
    let both = |shown: &str| shown.contains("1  A  main") && shown.contains("2  B  child");
    terminal.wait(both);
    terminal.press("1");
    terminal.see("moves 2");
    terminal.press("u");
    terminal.see("Memory is not reversed");
    terminal.wait(both);
    terminal.press("2");
    terminal.wait(|shown| shown.contains("main,child") && !both(shown));
    terminal.press("g");
    terminal.see("reached in");
    terminal.see("over");
    terminal.press("x");
    terminal.see("2 of 2 orders, complete");
    terminal.press(ESCAPE);
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn nothing_is_written_while_nothing_changes() {
    let mut terminal = Terminal::start(&["--lang", "en"], 80, 24);
    terminal.see("One call, two returns");
    std::thread::sleep(std::time::Duration::from_millis(500));
    let before = terminal.written();
    std::thread::sleep(std::time::Duration::from_millis(1000));
    assert_eq!(terminal.written(), before);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_window_that_is_too_small_says_what_it_needs_and_comes_back() {
    let terminal = Terminal::start(&["--lang", "zh"], 80, 24);
    terminal.see("一次调用，两次返回");
    terminal.resize(39, 9);
    terminal.see("40×10");
    terminal.resize(80, 24);
    terminal.see("一次调用，两次返回");
}

#[test]
fn ctrl_c_stops_the_lesson_and_a_second_one_quits() {
    let mut terminal = Terminal::start(&["run", "pipe", "--variant", "sibling", "--lang", "en"], 100, 30);
    terminal.see("ready");
    terminal.press(ENTER);
    terminal.see("live");
    terminal.press("\x03");
    terminal.see("Ctrl-C once more quits");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

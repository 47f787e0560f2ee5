//! A program of the learner's own on the screen: in a real terminal, typed into, left, ended, looked back on.

#[path = "support/terminal.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
#[expect(clippy::unwrap_used, reason = "a terminal that cannot be had fails the test")]
mod terminal;

use std::path::PathBuf;

use forklore::run::interpreter::Interpreter;
use terminal::Terminal;

const ENTER: &str = "\r";
const LEFT: &str = "\x1b[D";
const CTRL_C: &str = "\x03";

/// A script of this text, and an interpreter to run it.
struct Script {
    python: String,
    file: PathBuf,
}

#[expect(clippy::unwrap_used, reason = "without a place for scripts and an interpreter there is nothing to test")]
impl Script {
    fn new(name: &str, text: &str) -> Script {
        let python = Interpreter::choose(None).unwrap().path.display().to_string();
        let file = std::env::temp_dir().join(format!("{name}-{}.py", std::process::id()));
        std::fs::write(&file, text).unwrap();
        Script { python, file }
    }

    fn watched(&self, flags: &[&str], columns: u16, rows: u16) -> Terminal {
        let file = self.file.display().to_string();
        let words = [&["watch"], flags, &["--", &self.python, &file]].concat();
        Terminal::start(&words, columns, rows)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

const SHORT: &str = "\
from multiprocessing import Process, Queue
import sys

def write(q):
    q.put('A')

if __name__ == '__main__':
    q = Queue()
    writer = Process(target=write, args=(q,))
    writer.start()
    print('got', q.get())
    writer.join()
    sys.exit(3)
";

#[test]
fn a_program_that_is_soon_over_is_shown_whole_and_can_be_looked_back_on() {
    let script = Script::new("short", SHORT);
    let mut terminal = script.watched(&["--lang", "en"], 110, 36);
    terminal.see("over");
    let shown = terminal.see("got A");
    for part in ["writer", "q.put('A')", "Queue", "put 1  got 1", "output", "status 3"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    terminal.press(LEFT);
    terminal.press(LEFT);
    terminal.see("looking back");
    terminal.press("0");
    terminal.wait(|shown| !shown.contains("got A"));
    terminal.press("$");
    terminal.see("got A");
    // It can be run afresh.
    let pid =
        |shown: &str| shown.split("A main ").nth(1).and_then(|rest| Some(rest.split_whitespace().next()?.to_string()));
    let first = pid(&terminal.shown());
    terminal.press("r");
    terminal.wait(|shown| pid(shown) != first && shown.contains("over") && shown.contains("got A"));
    terminal.press("q");
    assert_eq!(terminal.end(), 3, "its own status");
    terminal.comes_back();
}

#[test]
fn what_is_typed_reaches_the_program_which_finds_a_terminal_and_the_end_of_its_input() {
    let text = "import sys\nname = input('who? ')\nprint('hello', name, sys.stdin.isatty(), sys.stdout.isatty())\n\
                print('then', repr(sys.stdin.read()))\n";
    let script = Script::new("asks", text);
    let mut terminal = script.watched(&["--lang", "en"], 100, 30);
    terminal.see("who?");
    terminal.press(ENTER);
    terminal.see("to the program:");
    terminal.press("Anx\x7fn");
    terminal.see("to the program: Ann");
    terminal.press(ENTER);
    terminal.see("hello Ann True True");
    terminal.press("\x04");
    terminal.see("then ''");
    terminal.see("over");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_program_whose_window_is_closed_hears_of_it_as_in_any_terminal() {
    let kept = std::env::temp_dir().join(format!("hung-up-{}.txt", std::process::id()));
    let text = format!(
        "import os, signal, time\ndef gone(*_):\n    open({kept:?}, 'w').write('gone')\n    os._exit(0)\n\
         signal.signal(signal.SIGHUP, gone)\nprint('ready'.upper(), flush=True)\nwhile True:\n    time.sleep(1000)\n"
    );
    let script = Script::new("hung-up", &text);
    let mut terminal = script.watched(&["--lang", "en"], 80, 24);
    terminal.see("READY");
    terminal.hang_up();
    let began = std::time::Instant::now();
    while std::fs::read_to_string(&kept).unwrap_or_default() != "gone" {
        assert!(began.elapsed().as_secs() < 60, "it did not hear of it");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let _ = std::fs::remove_file(&kept);
}

#[test]
fn ctrl_c_goes_to_the_program_and_leaving_asks_what_is_to_become_of_it() {
    let text = "import time\nwhile True:\n    try:\n        print('up'.upper(), flush=True)\n        time.sleep(1000)\n    \
                except KeyboardInterrupt:\n        print('not now'.upper(), flush=True)\n";
    let script = Script::new("stays", text);
    let mut terminal = script.watched(&["--lang", "zh"], 80, 24);
    // In capitals: its text stands on the screen too.
    terminal.see("UP");
    terminal.press(CTRL_C);
    terminal.see("NOT NOW");
    terminal.press("q");
    terminal.see("程序还在运行");
    terminal.press("q");
    terminal.wait(|shown| !shown.contains("程序还在运行"));
    terminal.press("q");
    terminal.see("结束它");
    terminal.press("e");
    assert_eq!(terminal.end(), 137, "killed, as a shell says it");
}

#[test]
fn a_program_that_is_left_runs_on_without_its_screen() {
    let kept = std::env::temp_dir().join(format!("left-{}.txt", std::process::id()));
    let go = kept.with_extension("go");
    let text = format!(
        "import os, time\nprint('pid'.upper(), flush=True)\nwhile not os.path.exists({go:?}):\n    time.sleep(0.01)\n\
         print('still here', flush=True)\nopen({kept:?}, 'w').write('done')\n"
    );
    let script = Script::new("left", &text);
    let mut terminal = script.watched(&["--lang", "en"], 80, 24);
    terminal.see("PID");
    terminal.press("q");
    terminal.see("what is to become of it?");
    terminal.press("l");
    assert_eq!(terminal.end(), 0);
    std::fs::write(&go, "").unwrap();
    let began = std::time::Instant::now();
    while std::fs::read_to_string(&kept).unwrap_or_default() != "done" {
        assert!(began.elapsed().as_secs() < 60, "it did not run on");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let _ = std::fs::remove_file(&go);
    let _ = std::fs::remove_file(&kept);
}

const RACE: &str = "\
from multiprocessing import Process, Value

def sell(counter):
    n = counter.value
    counter.value = n - 1

if __name__ == '__main__':
    counter = Value('i', 10)
    sellers = [Process(target=sell, args=(counter,)) for _ in range(2)]
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    print('left', counter.value)
";

#[test]
fn step_by_step_the_learner_loses_an_update_by_hand_takes_a_move_back_and_runs_the_command_afresh() {
    let script = Script::new("race", RACE);
    let mut terminal = script.watched(&["--lang", "en", "--step"], 100, 36);
    terminal.wait(|shown| shown.contains("moves 0") && shown.contains("1  B  sell ") && shown.contains("2  C  sell-2"));
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 1") && shown.contains("writes 9 to counter"));
    terminal.press("u");
    terminal.see("the command is run afresh");
    terminal.wait(|shown| shown.contains("moves 0") && shown.contains("2  C  sell-2"));
    for (key, moves) in [("1", "moves 1"), ("2", "moves 2")] {
        terminal.press(key);
        terminal.wait(|shown| shown.contains(moves) && shown.contains("1  B  sell "));
    }
    terminal.wait(|shown| shown.matches("writes 9 to counter").count() == 2);
    terminal.press("g");
    terminal.see("left 9");
    terminal.see("over");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn who_is_no_python_and_who_shuts_the_probe_out_is_seen_from_outside_and_said_to_be() {
    let text = "import subprocess, sys\nchild = subprocess.Popen(['sleep', '1000'])\n\
                print('up', flush=True)\nsys.stdin.read()\nchild.kill()\nchild.wait()\n";
    let script = Script::new("outside", text);
    let mut terminal = script.watched(&["--lang", "en"], 110, 30);
    terminal.see("up");
    terminal.see("asleep, from outside");
    terminal.see("Only seen from outside, because they are no Python: sleep");
    terminal.press(ENTER);
    terminal.see("to the program:");
    terminal.press("\x04");
    terminal.see("over");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_program_that_is_held_goes_on_when_it_is_let_go() {
    let text = "from multiprocessing import Lock\nlock = Lock()\nfor turn in range(10**9):\n    with lock:\n        \
                print('turn', turn, flush=True)\n";
    let script = Script::new("held", text);
    let mut terminal = script.watched(&["--lang", "en"], 100, 30);
    terminal.see("turn 5");
    terminal.press(" ");
    terminal.see("held");
    terminal.see("let go on");
    let taken =
        |shown: &str| shown.split("taken ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let last = taken(&terminal.shown());
    terminal.press(" ");
    terminal.wait(|shown| shown.contains("live") && taken(shown) > last);
    terminal.press("q");
    terminal.see("what is to become of it?");
    terminal.press("e");
    assert_eq!(terminal.end(), 137);
}

/// It reads key by key, as an editor does: Ctrl-C and Escape are keys like any other.
#[test]
fn keys_go_straight_to_the_program_until_they_are_called_back() {
    let text = "import sys, tty\ntty.setraw(0)\nprint('ready'.upper(), flush=True)\nwhile True:\n    \
                key = sys.stdin.buffer.raw.read(1)\n    print('key', key.hex(), end='.\\n', flush=True)\n    \
                if key == b'!':\n        break\n";
    let script = Script::new("keys", text);
    let mut terminal = script.watched(&["--lang", "en"], 100, 30);
    terminal.see("READY");
    terminal.press("|");
    terminal.see("Every key goes to the program.");
    for (keys, hex) in [("q", "71"), (CTRL_C, "03"), (ENTER, "0d"), ("\u{e9}", "a9"), ("\x1b[A", "41")] {
        terminal.press(keys);
        terminal.see(&format!("key {hex}."));
    }
    terminal.press("\x1c");
    terminal.wait(|shown| !shown.contains("Every key goes to the program."));
    terminal.press("?");
    terminal.see("What the keys do here");
    terminal.press("q");
    terminal.press("|");
    terminal.see("Every key goes to the program.");
    terminal.press("!");
    terminal.see("over");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn the_programs_terminal_is_as_large_as_ours_and_grows_with_it() {
    let text = "import os, signal\n\ndef tell(*_):\n    print('size', *os.get_terminal_size(1), *os.get_terminal_size(2), \
                end='.\\n', flush=True)\n\nsignal.signal(signal.SIGWINCH, tell)\ntell()\nwhile True:\n    signal.pause()\n";
    let script = Script::new("grows", text);
    let mut terminal = script.watched(&["--lang", "en"], 100, 30);
    terminal.see("size 100 30 100 30.");
    terminal.resize(110, 34);
    terminal.see("size 110 34 110 34.");
    terminal.press("q");
    terminal.see("what is to become of it?");
    terminal.press("e");
    assert_eq!(terminal.end(), 137);
}

#[test]
fn a_program_is_held_where_something_is_found() {
    let text = "import time\nfrom concurrent.futures import ThreadPoolExecutor\nfrom threading import Lock\n\n\
                def fails():\n    lock.acquire()\n    raise ValueError('no')\n\nlock = Lock()\n\
                with ThreadPoolExecutor(1) as pool:\n    pool.submit(fails).exception()\n    \
                for turn in range(10**9):\n        with Lock():\n            print('turn', turn, flush=True)\n        time.sleep(0.01)\n";
    let script = Script::new("until", text);
    let mut terminal = script.watched(&["--lang", "en", "--until", "finding"], 110, 34);
    terminal.see("Here something was found, and all are held");
    terminal.press(LEFT);
    terminal.press("$");
    terminal.see("held");
    terminal.press(" ");
    terminal.wait(|shown| shown.contains("live") && shown.contains("A  turn 5"));
    terminal.press("q");
    terminal.see("what is to become of it?");
    terminal.press("e");
    assert_eq!(terminal.end(), 137);
}

#[test]
fn with_plain_there_is_no_screen() {
    let mut terminal = Terminal::start(&["watch", "--plain", "--lang", "en", "--", "/bin/echo", "said"], 80, 24);
    terminal.see("said");
    assert_eq!(terminal.end(), 0);
    terminal.comes_back();
}

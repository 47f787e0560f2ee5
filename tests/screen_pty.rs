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
    // What was typed is a lesson's name: that one, whatever other lessons say of queues.
    terminal.see("▸ queue");
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
    terminal.comes_back();
}

#[test]
fn a_learner_decides_who_goes_next_takes_moves_back_and_wins_the_challenge() {
    let mut terminal = Terminal::start(&["run", "fork", "--lang", "en"], 100, 32);
    terminal.see("How many lines beginning with B");
    terminal.press("s");
    terminal.see("ready");
    terminal.press("s");
    terminal.see("1  A  main");
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
fn a_learner_loses_a_ticket_by_hand_undoes_two_moves_wins_and_learns_that_with_the_lock_nobody_can() {
    let mut terminal = Terminal::start(&["run", "race", "--lang", "en"], 100, 36);
    terminal.see("Before it runs");
    skip_questions(&mut terminal);
    terminal.press("s");
    terminal.see("goal: Sell one ticket twice");
    let both_read =
        |shown: &str| shown.contains("1  B  seller ") && shown.contains("2  C  seller-2") && shown.contains("moves 0");
    terminal.wait(both_read);
    // One sells wholly before the other: no way to the goal. Two moves are taken back, one after the other.
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 1") && shown.contains("writes 9 to counter"));
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 2") && shown.contains("1  C  seller-2"));
    terminal.press("u");
    terminal.wait(|shown| shown.contains("moves 1") && shown.contains("writes 9 to counter"));
    terminal.press("u");
    terminal.wait(both_read);
    // Both read, both write.
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 1") && shown.contains("writes 9 to counter"));
    terminal.press("2");
    terminal.wait(|shown| shown.contains("moves 2") && shown.matches("writes 9 to counter").count() == 2);
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 3") && shown.contains("1  C  seller-2"));
    terminal.press("1");
    terminal.see("reached in 4 (best known 4)");
    terminal.press("g");
    terminal.see("left: 9");
    // The second part, on the program with the lock.
    terminal.press("k");
    terminal.press("\x1b[C\x1b[C");
    terminal.see("With the counter's own lock");
    terminal.press(ENTER);
    terminal.wait(|shown| !shown.contains("then Enter runs it again"));
    skip_questions(&mut terminal);
    terminal.press("s");
    terminal.see("now you can't: Sell one ticket twice");
    terminal.wait(|shown| shown.contains("1  B  seller ") && shown.contains("2  C  seller-2"));
    terminal.press("1");
    terminal.wait(|shown| shown.contains("moves 1") && shown.contains("cannot go: somebody holds it"));
    terminal.press("g");
    terminal.see("left: 8");
    terminal.press("x");
    terminal.see("2 of 2 orders, complete");
    terminal.see("Nobody can: none of all 2 orders");
    terminal.press(ESCAPE);
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

/// Leaves out what is asked before a run, if anything is.
fn skip_questions(terminal: &mut Terminal) {
    while terminal.shown().contains("Before it runs") {
        let before = terminal.shown();
        terminal.press("s");
        terminal.wait(|shown| shown != before);
    }
}

#[test]
fn a_learner_walks_the_tree_of_choices_and_brings_about_the_deadlock_with_its_circle() {
    let mut terminal = Terminal::start(&["run", "deadlock", "--lang", "en"], 80, 24);
    terminal.see("Before it runs");
    skip_questions(&mut terminal);
    terminal.press("x");
    terminal.see("3 of 3 orders, complete");
    terminal.press("t");
    terminal.see("Which choice leads to what");
    terminal.press("\x1b[C");
    terminal.see("Here 2 orders: 1 deadlock");
    terminal.press("\x1b[B\x1b[C");
    terminal.see("Here 1 order: deadlock");
    terminal.press(ENTER);
    terminal.see("Nobody can move: a circle of 2");
    let shown = terminal.shown();
    for arrow in ["┏▸ B transfer", "──▸ bob ──▸ C transfer-2", "┗━ C transfer-2", "──▸ ann ──▸ B transfer"]
    {
        assert!(shown.contains(arrow), "{arrow} in\n{shown}");
    }
    assert!(shown.contains("Nobody can go: a deadlock"), "{shown}");
    terminal.press("L");
    terminal.see("谁也无法继续：2 个构成一个环");
    terminal.press("q");
    terminal.press("q");
    terminal.press("\x03");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_lesson_whose_runs_do_not_repeat_offers_neither_steps_nor_orders() {
    let mut terminal = Terminal::start(&["run", "gil", "--lang", "en"], 140, 30);
    terminal.see("Before it runs");
    skip_questions(&mut terminal);
    terminal.wait(|shown| shown.contains("r again"));
    assert!(!terminal.shown().contains("every order") && !terminal.shown().contains("step mode"));
    terminal.press(":");
    terminal.see("All actions");
    terminal.press("order");
    terminal.wait(|shown| shown.contains("order_") && !shown.contains("each by a real run"));
    terminal.press(ESCAPE);
    terminal.wait(|shown| !shown.contains("All actions"));
    terminal.press("x");
    terminal.see("its runs hang on real time");
    terminal.press("\x03");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn nothing_is_written_while_nothing_changes() {
    let mut terminal = Terminal::start(&["--lang", "en"], 80, 24);
    terminal.see("One call, two returns");
    // A slow machine may still be drawing; once it has, a second goes by without a byte.
    let began = std::time::Instant::now();
    loop {
        let before = terminal.written();
        std::thread::sleep(std::time::Duration::from_secs(1));
        if terminal.written() == before {
            break;
        }
        assert!(began.elapsed().as_secs() < 60, "something is written all the time");
    }
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

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    let mut terminal = Terminal::start(&["--lang", "en"], 80, 24);
    terminal.see("One call, two returns");
    terminal.press("\x1a");
    terminal.wait(|_| terminal.state() == Some('T') && terminal.is_as_it_was());
    // SAFETY: our own child, not yet collected.
    unsafe { libc::kill(terminal.pid(), libc::SIGCONT) };
    terminal.wait(|shown| !terminal.is_as_it_was() && shown.contains("One call, two returns"));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_window_that_is_closed_takes_the_lesson_along() {
    let mut terminal = Terminal::start(&["run", "pipe", "--variant", "sibling", "--lang", "en"], 100, 30);
    terminal.see("ready");
    terminal.press(ENTER);
    terminal.see("live");
    terminal.see("child");
    let mut all = processes_below(terminal.pid());
    assert!(all.len() > 1, "a keeper and the lesson's processes: {all:?}");
    terminal.hang_up();
    assert_eq!(terminal.end(), 129);
    let began = std::time::Instant::now();
    while !all.is_empty() {
        assert!(began.elapsed().as_secs() < 60, "still there: {all:?}");
        all.retain(|pid| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
        });
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn processes_below(pid: i32) -> Vec<i32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<i32> =
        children.flat_map(|text| text.split(' ').filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
    children.iter().flat_map(|child| std::iter::once(*child).chain(processes_below(*child))).collect()
}

#[test]
fn a_locale_that_is_not_utf_8_gets_plain_signs() {
    let mut terminal = Terminal::start_with("C", &["run", "fork", "--lang", "en"], 80, 24);
    let shown = terminal.see("ready");
    assert!(shown.is_ascii(), "{shown}");
    terminal.press("q");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

/// What stands on the screen on the way, in one language.
struct Signs {
    lang: &'static str,
    first: &'static str,
    question: &'static str,
    over: &'static str,
    goal: &'static str,
    reached: &'static str,
    orders: &'static str,
    words: &'static str,
    zombie: &'static str,
    begun: &'static str,
}

#[test]
fn a_new_user_walks_through_the_first_lesson_in_english() {
    walk(&Signs {
        lang: "en",
        first: "One call, two returns",
        question: "How many lines beginning with B",
        over: "over",
        goal: "Make the child speak before its parent",
        reached: "reached in",
        orders: "2 of 2 orders, complete",
        words: "Words of the course",
        zombie: "zombie process",
        begun: "next: fork",
    });
}

#[test]
fn a_new_user_walks_through_the_first_lesson_in_chinese() {
    walk(&Signs {
        lang: "zh",
        first: "一次调用，两次返回",
        question: "以 B 开头的行会出现几行",
        over: "已结束",
        goal: "让子进程比父进程先打印",
        reached: "达成，用了",
        orders: "共 2 种顺序，已全部试过",
        words: "课程术语",
        zombie: "僵尸进程",
        begun: "下一课：fork",
    });
}

fn walk(signs: &Signs) {
    let mut terminal = Terminal::start(&["--lang", signs.lang], 112, 32);
    // The course stands at its first lesson. A word that is not known has its sentence, from here too.
    terminal.see(signs.first);
    terminal.press("w");
    terminal.see(signs.words);
    terminal.press("zombie");
    terminal.wait(|shown| shown.contains("zombie_") && shown.contains(signs.zombie));
    terminal.press(ESCAPE);
    terminal.wait(|shown| !shown.contains(signs.words));
    // The lesson asks before it runs.
    terminal.press(ENTER);
    terminal.see(signs.question);
    terminal.press("2");
    terminal.press(ENTER);
    terminal.wait(|shown| !shown.contains(signs.question));
    terminal.press("f");
    terminal.see(signs.over);
    // The learner decides: the child speaks first.
    terminal.press("s");
    terminal.see(signs.goal);
    terminal.see("1  A  main");
    terminal.press(ENTER);
    terminal.wait(|shown| shown.contains("1  A  main") && shown.contains("2  B  child"));
    terminal.press("2");
    terminal.see("main,child");
    terminal.press("g");
    terminal.see(signs.reached);
    terminal.see(signs.over);
    // Every order.
    terminal.press("x");
    terminal.see(signs.orders);
    terminal.press(ESCAPE);
    terminal.wait(|shown| !shown.contains(signs.orders));
    // Back in the course, this lesson is the one to go on with.
    terminal.press("q");
    terminal.see(signs.begun);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn where_nothing_can_be_kept_it_is_said_once_and_everything_else_works() {
    // A file where the directory should be: nobody can write below it, not even root.
    let prepare = |home: &std::path::Path| std::fs::write(home.join("forklore"), "").unwrap();
    let mut terminal = Terminal::start_at_home("C.UTF-8", &["run", "fork", "--lang", "en"], (100, 30), prepare);
    terminal.see("How many lines beginning with B");
    terminal.press("1");
    terminal.press(ENTER);
    terminal.see("This could not be kept for next time");
    terminal.press("f");
    terminal.wait(|shown| shown.contains("over") && !shown.contains("could not be kept"));
    terminal.press(ENTER);
    terminal.wait(|shown| !shown.contains("could not be kept") && shown.contains("What "));
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

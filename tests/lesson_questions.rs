//! Questions are decided by the run, and so are challenges.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use forklore::lesson::{Case, Engine, Lesson, Setting, Settings, Source, Verdict};
use forklore::model::{Event, Field};
use support::told::log;

fn fork() -> Lesson {
    Lesson::load(&Source::Course, "fork").unwrap_or_else(|fault| panic!("\n{fault}"))
}

/// main's pid is 100, the child's 101.
fn run(child_first: bool) -> Vec<Event> {
    let mut lines = vec![
        "main process.start ppid=1",
        "main output stream=stdout text=A\\n",
        "child process.start ppid=100",
        "child output stream=stdout text=\"B 0\\n\"",
    ];
    let parent = "main output stream=stdout text=\"B 101\\n\"";
    lines.insert(if child_first { 4 } else { 2 }, parent);
    log(&lines)
}

#[test]
fn the_right_answer_is_borne_out_by_the_claims_that_grade_it() {
    let (lesson, settings) = (fork(), Settings::default());
    let question = &lesson.questions[0];
    let events = run(false);
    let graded = question.graded(&lesson, &Case::new(&events, &settings));
    assert_eq!((graded.right.unwrap().id.as_str(), graded.judgement.verdict), ("b", Verdict::Holds));
    let cut = question.graded(&lesson, &Case::new(&events[..3], &settings));
    assert_eq!((cut.right.unwrap().id.as_str(), cut.judgement.verdict), ("b", Verdict::Broken));
}

#[test]
fn where_runs_differ_the_run_says_which_answer_is_right() {
    let (lesson, settings) = (fork(), Settings::default());
    let right = |events: &[Event]| {
        lesson.questions[1].graded(&lesson, &Case::new(events, &settings)).right.map(|o| o.id.clone())
    };
    assert_eq!(right(&run(true)).as_deref(), Some("a"));
    assert_eq!(right(&run(false)).as_deref(), Some("b"));
    assert_eq!(right(&run(false)[..2]), None);
}

/// "Three cars, two places" is asked of three cars and two places; and so is the goal whose shortest way rests on them.
#[test]
fn a_question_that_names_its_knobs_is_asked_of_no_others() {
    let lesson = Lesson::load(&Source::Course, "tools").unwrap_or_else(|fault| panic!("\n{fault}"));
    let asked = |settings: &Settings| {
        let about = lesson.questions.iter().filter(|question| question.is_about(None, settings));
        about.map(|question| question.id.clone()).collect::<Vec<_>>()
    };
    let mut settings = lesson.settings(None);
    assert_eq!(asked(&settings), ["third", "which"]);
    let goal =
        |settings: &Settings| lesson.challenges.iter().find(|goal| goal.is_about(None, settings)).unwrap().id.clone();
    assert_eq!(goal(&settings), "full");
    settings.put("cars", Setting::Int(4));
    assert_eq!(asked(&settings), ["which"]);
    assert_eq!(goal(&settings), "one-too-many");
}

#[test]
fn a_challenge_is_won_as_soon_as_its_goal_is_reached() {
    let (lesson, settings) = (fork(), Settings::default());
    let won = |events: &[Event]| lesson.challenges[0].is_won(&Case::new(events, &settings));
    assert!(won(&run(true)));
    assert!(!won(&run(true)[..4]));
    assert!(!won(&run(false)));
}

#[test]
fn a_run_is_judged_by_the_claims_of_its_program_and_the_log_is_told() {
    let (lesson, settings) = (fork(), Settings::default());
    let events = run(false);
    let judged = lesson.judge(None, Engine::Native, &Case::new(&events, &settings));
    let ids: Vec<&str> = judged.iter().map(|(claim, _)| claim.id.as_str()).collect();
    assert_eq!(ids, ["twice", "parent", "once"]);
    let (claim, judgement) = &judged[1];
    let event = claim.event(judgement);
    assert_eq!((event.text(Field::Id), event.text(Field::Verdict)), (Some("parent"), Some("holds")));
}

//! The drill of lesson `family`: a key brings program after program, and the real run decides how big the family is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use binary::{answer, forklore};
use forklore::app::{App, Effect, Key, Msg, Place, Setting, Wish};
use forklore::lesson::{Course, Lesson, Progress, Source, drill};
use forklore::model::{Event, Lang, json};
use forklore::tui::picture;
use forklore::ui::ink::Look;
use ratatui::layout::Rect;

fn events(seed: u64) -> Vec<Event> {
    let seed = seed.to_string();
    let answer = answer(&mut forklore(&["run", "family", "--variant", "drill", "--seed", &seed, "--json"]));
    answer.out.lines().map(|line| json::parse(line).unwrap()).collect()
}

/// The drill on the stage, with a seed.
fn app(seed: u64) -> App {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), Setting::default());
    let lesson = Lesson::load(&Source::Course, "family").unwrap();
    let mut wish = Wish::of(&lesson, None);
    wish.seed = seed;
    let wish = wish.with_variant(&lesson, Some("drill"));
    app.enter(lesson, wish);
    app
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    app.update(Msg::Key(key))
}

fn shown(app: &App, lang: Lang) -> String {
    let buffer = picture::of(app, &Look { lang, ..Look::default() }, Rect::new(0, 0, 80, 24));
    let row = |y| (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..24).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_family_is_as_big_as_its_plan_says() {
    let lesson = Lesson::load(&Source::Course, "family").unwrap();
    for seed in 1..8 {
        let lines = events(seed).iter().filter(|event| event.kind == forklore::model::Kind::Output).count();
        assert_eq!(lines, lesson.plan(Some("drill"), seed).unwrap().family(), "seed {seed}");
    }
}

#[test]
fn the_run_decides_the_answer_and_progress_keeps_it() {
    let mut app = app(5);
    assert_eq!(app.place(), Place::Predict);
    press(&mut app, Key::Char('1'));
    press(&mut app, Key::Enter);
    assert_eq!(app.place(), Place::Predict);
    assert!(shown(&app, Lang::Zh).contains("A▸B"), "{}", shown(&app, Lang::Zh));
    press(&mut app, Key::Char('2'));
    assert!(press(&mut app, Key::Enter).iter().any(|effect| matches!(effect, Effect::Start(wish) if wish.seed == 5)));
    app.update(Msg::Told(events(5)));
    app.update(Msg::Ended);
    let kept = app.progress.answer("family", &drill::id_of(5)).unwrap();
    let family = Lesson::load(&Source::Course, "family").unwrap().plan(Some("drill"), 5).unwrap().family();
    assert_eq!(kept.right, Some(kept.picked.as_deref() == Some(&family.to_string())));
}

#[test]
fn the_run_decides_which_tree_is_right_and_exactly_one_is() {
    for seed in 1..9 {
        let mut app = app(seed);
        press(&mut app, Key::Char('s'));
        press(&mut app, Key::Char('s'));
        app.update(Msg::Told(events(seed)));
        app.update(Msg::Ended);
        let stage = app.stage().unwrap();
        let lesson = stage.lesson.as_ref().unwrap();
        let question = lesson.questions.iter().find(|question| question.id == drill::tree_id_of(seed)).unwrap();
        let right = &question.options[stage.right[&question.id]];
        assert_eq!(right.misconception, None, "seed {seed}: {}", right.text.en);
    }
}

#[test]
fn the_key_brings_the_next_program_of_the_supply() {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), Setting::default());
    let lesson = Lesson::load(&Source::Course, "family").unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish);
    let mut plans = Vec::new();
    for seed in 1..12 {
        press(&mut app, Key::Char('d'));
        let wish = &app.stage().unwrap().wish;
        assert_eq!((wish.seed, wish.variant.as_deref(), app.place()), (seed, Some("drill"), Place::Predict));
        let plan = wish.settings.get(drill::KNOB).unwrap().to_string();
        for lang in [Lang::En, Lang::Zh] {
            let screen = shown(&app, lang);
            assert!(screen.contains(&seed.to_string()) && screen.contains("pid = os.fork()"), "{screen}");
        }
        plans.push(plan);
    }
    plans.sort();
    plans.dedup();
    assert!(plans.len() > 6, "{plans:?}");
}

#[test]
fn other_lessons_have_no_such_key() {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), Setting::default());
    let lesson = Lesson::load(&Source::Course, "fork").unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish.clone());
    assert!(press(&mut app, Key::Char('d')).is_empty());
    assert_eq!(app.stage().unwrap().wish, wish);
    assert!(!shown(&app, Lang::En).contains("drill"));
}

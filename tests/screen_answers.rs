//! An answer at any moment, twice, or never: what a learner presses while a question is asked, or is not.

use forklore::app::{App, Key, Msg, Place, Setting, Wish};
use forklore::lesson::{Course, Lesson, Progress, Source};
use forklore::model::Lang;

#[expect(clippy::unwrap_used, reason = "a lesson of the course that cannot be read fails the test")]
fn asked() -> App {
    let setting = Setting { lang: Lang::En, ..Setting::default() };
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting);
    let lesson = Lesson::load(&Source::Course, "queue").unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish);
    assert_eq!(app.place(), Place::Predict);
    app
}

fn press(app: &mut App, keys: &[Key]) {
    for key in keys {
        app.update(Msg::Key(*key));
    }
}

fn kept(app: &App) -> Option<Option<String>> {
    let answers = app.progress.record("queue")?.answers.iter().next()?;
    Some(answers.1.picked.clone())
}

#[test]
fn nothing_chosen_is_no_answer_and_what_to_do_is_said() {
    let mut app = asked();
    press(&mut app, &[Key::Enter]);
    assert_eq!(app.place(), Place::Predict);
    let said = app.notice.as_ref().map(|notice| notice.text.get(Lang::En).to_string()).unwrap_or_default();
    assert!(said.contains("Choose an answer first"), "{said}");
    assert_eq!(kept(&app), None);
    press(&mut app, &[Key::Char('1')]);
    assert!(app.notice.is_none(), "said, and taken back with the next key");
}

#[test]
fn a_number_that_no_option_has_chooses_nothing() {
    let mut app = asked();
    press(&mut app, &[Key::Char('9'), Key::Char('0'), Key::Enter]);
    assert_eq!(app.place(), Place::Predict);
}

#[test]
fn the_last_choice_before_enter_counts_and_none_after_it() {
    let mut app = asked();
    press(&mut app, &[Key::Char('1'), Key::Char('2'), Key::Enter]);
    assert_ne!(app.place(), Place::Predict, "answered");
    let first = kept(&app);
    assert!(first.as_ref().is_some_and(Option::is_some), "{first:?}");
    press(&mut app, &[Key::Char('1'), Key::Char('3'), Key::Char('2')]);
    assert_eq!(kept(&app), first, "a number on the stage is no answer");
}

#[test]
fn a_question_left_out_is_kept_as_left_out() {
    let mut app = asked();
    press(&mut app, &[Key::Char('1'), Key::Char('s')]);
    assert_ne!(app.place(), Place::Predict);
    assert_eq!(kept(&app), Some(None));
}

#[test]
fn who_goes_away_in_the_middle_is_asked_again() {
    let mut app = asked();
    press(&mut app, &[Key::Char('1'), Key::Esc]);
    assert_eq!(app.place(), Place::Course);
    assert_eq!(app.shelf.chosen(&app.course).map(|entry| entry.id.as_str()), Some("queue"));
    assert_eq!(kept(&app), None);
}

#[test]
fn a_sheet_over_a_question_takes_the_numbers_and_leaves_the_choice() {
    let mut app = asked();
    press(&mut app, &[Key::Char('2'), Key::Char('i'), Key::Char('1'), Key::Esc]);
    assert_eq!(app.place(), Place::Predict);
    let chosen = app.stage().and_then(|stage| stage.question()).and_then(|(_, asking)| asking.chosen);
    assert_eq!(chosen, Some(1));
}

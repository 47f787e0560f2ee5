//! An answer at any moment, twice, or never: what a learner presses while a question is asked, or is not.

use forklore::app::act::{Act, Page};
use forklore::app::{App, Do, Key, Msg, Place, Setting, Wish};
use forklore::lesson::{Course, Lesson, Progress, Source};
use forklore::model::Lang;
use forklore::tui::picture;
use forklore::ui::ink::Look;
use ratatui::layout::Rect;

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

fn drawn(app: &App, width: u16, height: u16) -> String {
    let buffer = picture::of(app, &Look::default(), Rect::new(0, 0, width, height));
    let rows = buffer.content.chunks(usize::from(width));
    rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>() + "\n").collect()
}

/// A question about a program is answered by reading it: it has the whole width, and its pages can be turned.
#[test]
fn before_the_run_the_whole_program_can_be_read() {
    let mut app = asked();
    let has = |app: &App, text: &str| drawn(app, 80, 24).contains(text);
    assert!(has(&app, "from multiprocessing import Process, Queue"), "{}", drawn(&app, 80, 24));
    let last = "reader.terminate()";
    assert!(!has(&app, last));
    press(&mut app, &[Key::PageDown, Key::PageDown, Key::PageDown, Key::PageDown]);
    assert!(has(&app, last), "{}", drawn(&app, 80, 24));
    press(&mut app, &[Key::PageUp, Key::PageUp, Key::PageUp, Key::PageUp]);
    assert!(has(&app, "from multiprocessing import Process, Queue"));
    press(&mut app, &[Key::Char('2'), Key::PageDown, Key::Enter]);
    assert_eq!(kept(&app), Some(Some("b".into())), "turning pages chooses nothing else");
}

/// In the least window what is chosen is seen, and what comes of it.
#[test]
fn a_question_is_seen_before_the_program() {
    let mut app = asked();
    let has = |app: &App, size: (u16, u16), text: &str| drawn(app, size.0, size.1).contains(text);
    assert!(has(&app, (60, 20), "4  With an exception"), "{}", drawn(&app, 60, 20));
    for (key, text) in [('1', "1  By itself"), ('4', "4  With an exception")] {
        press(&mut app, &[Key::Char(key)]);
        assert!(has(&app, (40, 10), text), "{}", drawn(&app, 40, 10));
    }
}

#[test]
fn before_the_run_no_key_is_offered_that_moves_in_it() {
    let mut app = asked();
    let lesson = Lesson::load(&Source::Course, "queue").unwrap();
    let mut wish = Wish::of(&lesson, None);
    wish.settings.set(&lesson.knobs, "items=6").unwrap();
    app.enter(lesson, wish);
    assert_eq!(app.place(), Place::Stage, "what is asked is about three items");
    for (width, height) in [(80, 24), (140, 45)] {
        let keys = drawn(&app, width, height).lines().last().unwrap_or_default().to_string();
        assert!(keys.contains("run it") && !keys.contains("space") && !keys.contains("→"), "{keys}");
    }
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

/// A lesson after its run, in a window of so many rows, read to its last page; and how many pages of claims there were.
#[expect(clippy::unwrap_used, reason = "a lesson of the course that cannot be read fails the test")]
fn read_through(lesson: &str, rows: u16) -> (App, usize) {
    let setting = Setting { lang: Lang::En, ..Setting::default() };
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting);
    app.update(Msg::Window(rows));
    let lesson = Lesson::load(&Source::Course, lesson).unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish);
    let (mut claims, mut over) = (0, false);
    while app.stage().unwrap().act != Act::Verdict(Page::Recap) {
        match app.place() {
            Place::Predict | Place::Answer => press(&mut app, &[Key::Char('s')]),
            _ if std::mem::replace(&mut over, true) => press(&mut app, &[Key::Enter]),
            _ => {
                app.update(Msg::Ended);
            }
        }
        claims += usize::from(matches!(app.stage().unwrap().act, Act::Verdict(Page::Claims(_))));
    }
    (app, claims)
}

#[test]
fn after_the_last_lesson_no_next_one_is_offered_and_enter_leads_to_the_list() {
    let ids: Vec<String> = Course::load(&Source::Course).entries().iter().map(|entry| entry.id.clone()).collect();
    for (id, is_last) in [(&ids[0], false), (&ids[ids.len() - 1], true)] {
        let (mut app, _) = read_through(id, 24);
        let offers = |app: &App| app.offered(Place::Verdict).any(|action| action.act == Do::NextLesson);
        assert_eq!(offers(&app), !is_last, "{id}");
        let said = drawn(&app, 140, 24);
        assert!(said.contains("What you can do now") && said.contains("change it:"), "{id}: {said}");
        assert_eq!(said.contains("this was the last lesson"), is_last, "{id}");
        assert_eq!(said.contains("all lessons"), is_last, "{id}");
        press(&mut app, &[Key::Enter]);
        assert!(app.place() == Place::Course, "{id}: the next one is opened from there");
    }
}

#[test]
fn a_tall_window_has_all_claims_on_one_page() {
    assert!(read_through("pool", 24).1 > 1);
    assert_eq!(read_through("pool", 45).1, 1);
}

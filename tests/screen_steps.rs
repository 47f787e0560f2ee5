//! Step mode, outcomes, the tree of choices and the wait-for graph: what keys do, and what stands on the screen.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use std::sync::Arc;

use forklore::app::exploring::Explored;
use forklore::app::{App, Effect, Key, Msg, Place, Setting, Wish};
use forklore::lesson::{Course, Engine, Lesson, Progress, Source};
use forklore::model::choices::Choices;
use forklore::model::misfit::Misfit;
use forklore::model::report::{Aim, Report};
use forklore::model::schedule::{Choice, Stand, Turn};
use forklore::model::{Kind, Lang, Log};
use forklore::tui::picture;
use forklore::ui::ink::Look;
use ratatui::layout::Rect;
use support::story::{Story, story};

fn setting(lang: Lang) -> Setting {
    Setting { lang, ..Setting::default() }
}

/// A lesson on the stage, its questions left out, its first run over.
fn app(lesson: &str) -> App {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting(Lang::En));
    let lesson = Lesson::load(&Source::Course, lesson).unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish);
    while app.place() == Place::Predict {
        press(&mut app, Key::Char('s'));
    }
    app.update(Msg::Ended);
    app
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    app.update(Msg::Key(key))
}

fn shown(app: &App, width: u16, height: u16) -> Vec<String> {
    let look = Look { lang: app.setting.lang, ..Look::default() };
    let buffer = picture::of(app, &look, Rect::new(0, 0, width, height));
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_string();
    (0..height).map(row).collect()
}

fn stand(actor: &str, lacks: Option<&'static str>) -> Stand {
    Stand {
        turn: Turn::of(actor),
        lacks,
        kind: Kind::ValueRead,
        object: Some("counter".into()),
        target: None,
        place: None,
        value: None,
    }
}

fn choice(stands: &[Stand], chosen: usize) -> Choice {
    Choice { stands: stands.to_vec(), chosen: Some(chosen) }
}

/// Two orders: `seller` first, which is right, or `seller-2`, which is not; `main` stands by.
fn report() -> Report {
    let (main, one, two) = (stand("main", Some("exit")), stand("seller", None), stand("seller-2", None));
    let mut choices = Choices::default();
    let first = [main.clone(), one.clone(), two.clone()];
    choices.add(&[choice(&first, 1), choice(&[main.clone(), two], 1)], "counter=8", true);
    choices.add(&[choice(&first, 2), choice(&[main, one], 1)], "counter=9", false);
    let mut report = Report { schedules: 2, complete: true, choices: Arc::new(choices), ..Report::default() };
    report.outcomes.count("counter=8", true, &"seller,seller-2".parse().unwrap(), || None);
    report.outcomes.count("counter=9", false, &"seller-2,seller".parse().unwrap(), || None);
    report
}

fn explored() -> Msg {
    Msg::Explored(Box::new(Explored { report: report(), reached: Some(1), ..Explored::default() }))
}

#[test]
fn numbers_count_those_who_can_go() {
    let mut app = app("race");
    assert!(matches!(&press(&mut app, Key::Char('s'))[..], [Effect::Start(wish)] if wish.order.is_some()));
    app.update(Msg::Choice(vec![stand("main", Some("exit")), stand("seller", None), stand("seller-2", None)]));
    let rows = shown(&app, 100, 36);
    assert!(rows.iter().any(|row| row.contains("1  ") && row.contains("seller  ")), "{rows:#?}");
    assert!(press(&mut app, Key::Char('3')).is_empty(), "there is no third");
    assert_eq!(press(&mut app, Key::Char('2')), [Effect::Go(Turn::of("seller-2"))]);
}

#[test]
fn a_walk_in_the_tree_leads_to_a_run_that_begins_like_it() {
    let mut app = app("race");
    let effects = press(&mut app, Key::Char('x'));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Explore(_, Aim::Different))), "{effects:?}");
    press(&mut app, Key::Char('t'));
    assert_eq!(app.place(), Place::Outcomes, "not before exploring is over");
    app.update(explored());
    press(&mut app, Key::Char('t'));
    assert_eq!(app.place(), Place::Tree);
    let rows = shown(&app, 80, 24);
    assert!(rows.iter().any(|row| row.contains("Here 2 orders: 1 counter=9, 1 counter=8")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.contains("seller-2") && row.contains("1 order: counter=9")), "{rows:#?}");
    press(&mut app, Key::Down);
    let effects = press(&mut app, Key::Enter);
    let Some(Effect::Start(wish)) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(wish.order.as_ref().unwrap().to_string(), "", "at the first choice");
    app.update(Msg::Choice(vec![stand("main", Some("exit")), stand("seller", None), stand("seller-2", None)]));
    assert_eq!(press(&mut app, Key::Enter), [Effect::Go(Turn::of("seller-2"))], "the step that was marked");
}

#[test]
fn back_from_the_tree_are_the_outcomes_and_few_preemptions_and_random_orders_begin_afresh() {
    let mut app = app("race");
    press(&mut app, Key::Char('x'));
    app.update(explored());
    press(&mut app, Key::Char('t'));
    press(&mut app, Key::Esc);
    assert_eq!(app.place(), Place::Outcomes);
    for (key, aim) in
        [('f', Aim::Preempting(2)), ('r', Aim::Random { runs: 1000, seed: 1, depth: 3 }), ('x', Aim::Different)]
    {
        let effects = press(&mut app, Key::Char(key));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Explore(_, known) if *known == aim)), "{key}");
        app.update(explored());
    }
}

#[test]
fn what_was_broken_off_says_nothing_any_more() {
    let mut app = app("race");
    press(&mut app, Key::Char('x'));
    assert_eq!(press(&mut app, Key::Esc), [Effect::StopExploring]);
    app.update(explored());
    assert_eq!(app.stage().unwrap().explored.as_ref().unwrap().report.schedules, 0);
}

#[test]
fn where_all_orders_were_tried_in_vain_nobody_can_and_the_second_part_is_won() {
    let mut app = app("race");
    let lesson = Lesson::load(&Source::Course, "race").unwrap();
    let wish = Wish::of(&lesson, None).with_variant(&lesson, Some("locked"));
    app.enter(lesson, wish);
    while app.place() == Place::Predict {
        press(&mut app, Key::Char('s'));
    }
    app.update(Msg::Ended);
    press(&mut app, Key::Char('x'));
    let proof = Explored { report: report(), reached: Some(0), ..Explored::default() };
    let effects = app.update(Msg::Explored(Box::new(proof)));
    assert!(matches!(&effects[..], [Effect::Keep(_)]));
    assert!(app.progress.record("race").unwrap().challenges.contains_key("not-any-more"));
    let rows = shown(&app, 100, 30);
    assert!(rows.iter().any(|row| row.contains("Nobody can: none of all 2 orders")), "{rows:#?}");
}

#[test]
fn an_order_that_does_not_fit_is_explained() {
    let mut app = app("race");
    press(&mut app, Key::Char('s'));
    if let forklore::app::Screen::Stage(stage) = &mut app.screen {
        stage.wish.order = Some("seller,nobody".parse().unwrap());
    }
    app.update(Msg::Misfit(Misfit { turn: 1, stands: vec![stand("seller", None)] }));
    let rows = shown(&app, 80, 24).join(" ");
    for words in ["turn 2 of the schedule is nobody", "there is no nobody by then", "seller could"] {
        assert!(rows.replace("  ", " ").contains(words), "{words} in {rows}");
    }
}

fn crosswise() -> Story {
    story()
        .lock("left")
        .lock("right")
        .fork("main", "one")
        .fork("main", "two")
        .joins("main", "one")
        .takes("one", "left")
        .takes("two", "right")
        .wants("one", "right")
        .waits_for_lock("one", "right")
        .wants("two", "left")
        .waits_for_lock("two", "left")
}

#[test]
fn a_recording_that_hangs_shows_who_waits_for_whom_before_and_after_forklore_has_ended_all() {
    let stuck = crosswise();
    let ended = stuck.clone().passes(600).stops("hang", &["two", "one", "main"]).run_ends("hang");
    for (lang, title) in [(Lang::En, "a circle of 2"), (Lang::Zh, "2 个 构 成 一 个 环")] {
        let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting(lang));
        let log: Log = ended.events().iter().cloned().collect();
        let end = log.len();
        app.show(log, None);
        let stuck = stuck.events().len() as u64;
        for n in [stuck, stuck + 1, stuck + 2, end] {
            app.look_at(n);
            let rows = shown(&app, 80, 24);
            for words in [title, "┏▸ B one", "──▸ right ──▸ C two", "┗━ C two", "──▸ left ──▸ B one"]
            {
                assert!(rows.iter().any(|row| row.contains(words)), "{words} at {n} in {rows:#?}");
            }
        }
        for n in [0, 1, stuck - 2] {
            app.look_at(n);
            assert!(!shown(&app, 80, 24).iter().any(|row| row.contains(title)), "at {n}");
        }
    }
}

/// The panes at the end are those of the moment before forklore's first blow; a step forward from there goes to the end,
/// and a step back comes to where the last of them began to wait.
#[test]
fn the_end_of_a_run_that_hung_is_shown_as_it_stood_and_says_who_ended_it() {
    let stuck = crosswise();
    let ended = stuck.clone().passes(600).stops("hang", &["two", "one", "main"]).run_ends("hang");
    let said = [
        (Lang::En, "forklore then ended the 3 processes left (SIGKILL), shown here as they stood."),
        (Lang::Zh, "随后 forklore 结束了剩下的 3 个进程（SIGKILL）；这里显示的是此前的样子。"),
    ];
    for (lang, said) in said {
        let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting(lang));
        let log: Log = ended.events().iter().cloned().collect();
        let (end, stop) = (log.len(), log.own_len());
        app.show(log, None);
        for (width, height) in [(80, 24), (140, 45)] {
            let has = |app: &App, words: &str| {
                shown(app, width, height).join("\n").replace(' ', "").contains(&words.replace(' ', ""))
            };
            app.look_at(stop - 1);
            let before = shown(&app, width, height);
            assert!(!has(&app, said), "it has not been done yet: {before:#?}");
            app.look_at(end);
            let after = shown(&app, width, height);
            assert!(has(&app, said), "{after:#?}");
            let states = |rows: &[String]| -> Vec<String> {
                let in_the_tree = |row: &&String| ["1000", "1001", "1002"].iter().any(|pid| row.contains(pid));
                rows.iter().filter(in_the_tree).map(|row| row.chars().take(60).collect()).collect()
            };
            assert_eq!(states(&before).len(), 3);
            assert_eq!(states(&before), states(&after));
        }
        app.look_at(stop);
        press(&mut app, Key::Right);
        assert_eq!(app.stage().unwrap().player.cursor(), end);
        press(&mut app, Key::Left);
        assert_eq!(app.stage().unwrap().player.cursor(), stop);
    }
}

/// All that is left to do in a run that hangs is to end it: Enter does, and says so, and it ends as a hang.
#[test]
fn enter_ends_a_run_in_which_nobody_can_move() {
    let mut app = app("deadlock");
    press(&mut app, Key::Char('s'));
    app.update(Msg::Told(crosswise().events().to_vec()));
    app.update(Msg::Choice(vec![stand("one", None), stand("two", Some("release"))]));
    assert!(!shown(&app, 80, 24).join("\n").contains("end it"), "one can go");
    let says_now = |app: &App| shown(app, 80, 24).join("\n").contains("now, not where you look back");
    press(&mut app, Key::Left);
    assert!(says_now(&app), "who looks back still sees who can go now: {:#?}", shown(&app, 80, 24));
    press(&mut app, Key::End);
    assert!(!says_now(&app));
    app.update(Msg::Choice(vec![stand("one", Some("release")), stand("two", Some("release"))]));
    assert!(shown(&app, 80, 24).join("\n").contains("end it"), "{:#?}", shown(&app, 80, 24));
    assert_eq!(press(&mut app, Key::Enter), [Effect::EndStuck]);
    press(&mut app, Key::Left);
    assert_eq!(press(&mut app, Key::Ctrl('c')), [Effect::EndStuck], "it hangs, whatever moment of it is looked at");
    press(&mut app, Key::End);
    assert_eq!(press(&mut app, Key::Enter), [Effect::EndStuck]);
}

#[test]
fn on_cpython_too_the_learner_decides_and_has_every_order_tried() {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting(Lang::En));
    let lesson = Lesson::load(&Source::Course, "race").unwrap();
    let wish = Wish::of(&lesson, Some(Engine::Python)).with_variant(&lesson, Some("bank"));
    app.enter(lesson, wish);
    app.update(Msg::Ended);
    let started = press(&mut app, Key::Char('s'));
    let steps = |effect: &Effect| matches!(effect, Effect::Start(wish) if wish.engine == Engine::Python && wish.order.is_some());
    assert!(started.iter().any(steps), "{started:?}");
    app.update(Msg::Ended);
    let explored = press(&mut app, Key::Char('x'));
    assert!(explored.iter().any(|effect| matches!(effect, Effect::Explore(wish, _) if wish.engine == Engine::Python)));
}

//! Every screen at every size: nothing panics, and no line begins with what must not begin one.

use forklore::app::sheet::Sheet;
use forklore::app::{App, Key, Msg, Setting, Wish};
use forklore::lesson::{Course, Lesson, Progress, Source};
use forklore::model::{Event, Kind, Lang, Log};
use forklore::tui::picture;
use forklore::ui::ink::Look;
use proptest::prelude::*;
use ratatui::layout::Rect;

#[expect(clippy::unwrap_used, reason = "a lesson of the course that cannot be read fails the test")]
fn app(lesson: &str, lang: Lang) -> App {
    let setting = Setting { lang, ..Setting::default() };
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting);
    let lesson = Lesson::load(&Source::Course, lesson).unwrap();
    let wish = Wish::of(&lesson, None);
    app.enter(lesson, wish);
    app
}

/// A few events of every sort that a stage draws, from the schema's samples.
fn log() -> Log {
    let mut log = Log::new();
    for line in include_str!("events.ndjson").lines() {
        if let Ok(event) = serde_json::from_str::<Event>(line) {
            log.push(event);
        }
    }
    assert!(log.iter().any(|event| event.kind == Kind::QueuePut));
    log
}

/// The app after some keys, with a log on the stage where there is one.
#[expect(clippy::unwrap_used, reason = "a lesson of the course that cannot be read fails the test")]
fn after(keys: &[Key], lesson: Option<&str>, recorded: bool, lang: Lang) -> App {
    let mut app = match lesson {
        Some(lesson) if !recorded => app(lesson, lang),
        _ => App::new(Course::load(&Source::Course), Progress::default(), Setting { lang, ..Setting::default() }),
    };
    if recorded {
        app.show(log(), lesson.map(|id| Lesson::load(&Source::Course, id).unwrap()));
    }
    for key in keys {
        app.update(Msg::Key(*key));
    }
    app
}

fn key() -> impl Strategy<Value = Key> {
    let letters = "12sxkcithzLT>?:/+-=auog[]0f".chars().map(Key::Char);
    let others = [Key::Enter, Key::Esc, Key::Tab, Key::Up, Key::Down, Key::Left, Key::Right, Key::Home, Key::End];
    prop::sample::select(letters.chain(others).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_screen_at_any_size_is_drawn_without_a_panic(
        keys in proptest::collection::vec(key(), 0..12),
        lesson in prop::sample::select(vec![None, Some("fork"), Some("queue"), Some("lock")]),
        recorded: bool,
        chinese: bool,
        width in 0u16..200,
        height in 0u16..200,
    ) {
        let lang = if chinese { Lang::Zh } else { Lang::En };
        let app = after(&keys, lesson, recorded, lang);
        let look = Look { lang: app.setting.lang, ..Look::default() };
        picture::of(&app, &look, Rect::new(0, 0, width, height));
    }
}

#[test]
fn no_line_of_a_chinese_screen_begins_with_closing_punctuation() {
    for lesson in ["fork", "process", "lock", "queue", "pipe"] {
        for (keys, width) in [(vec![], 80), (vec![Key::Char('i')], 80), (vec![Key::Char('k')], 140)] {
            let app = after(&keys, Some(lesson), false, Lang::Zh);
            let look = Look { lang: Lang::Zh, ..Look::default() };
            let buffer = picture::of(&app, &look, Rect::new(0, 0, width, 40));
            for row in 0..40 {
                let line: String = (0..width).map(|column| buffer[(column, row)].symbol()).collect();
                let first = line.trim_start().chars().next().unwrap_or(' ');
                assert!(!"。，、；：？！）】》”’".contains(first), "{lesson}: {line}");
            }
        }
    }
}

#[test]
fn a_sheet_lies_over_the_screen_and_goes_away() {
    let mut app = after(&[Key::Char('?')], Some("fork"), false, Lang::En);
    assert!(matches!(app.sheet, Some(Sheet::Help { .. })));
    app.update(Msg::Key(Key::Esc));
    assert!(app.sheet.is_none());
}

/// A program of one's own on the stage, in the middle of its run.
fn watched(lang: Lang, keys: &[Key]) -> App {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), Setting { lang, ..Setting::default() });
    let text = "import os\nchild = os.fork()\n".repeat(20);
    let wish = Wish::of_command("/usr/bin/python3 program.py --of 'one own'".into());
    app.watch(wish, [("program.py".to_string(), text)].into());
    app.update(Msg::Told(log().iter().filter(|event| event.kind != Kind::RunEnd).cloned().collect()));
    for key in keys {
        app.update(Msg::Key(*key));
    }
    app
}

fn rows(app: &App, width: u16, height: u16) -> Vec<String> {
    let look = Look { lang: app.setting.lang, ..Look::default() };
    let buffer = picture::of(app, &look, Rect::new(0, 0, width, height));
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_string();
    (0..height).map(row).collect()
}

#[test]
fn a_program_of_ones_own_has_its_text_its_processes_and_a_keyboard_and_no_words_of_a_lesson() {
    for (lang, types, leaves) in
        [(Lang::En, "type to it", "what is to become of it?"), (Lang::Zh, "输入", "怎样处理它")]
    {
        for (width, height) in [(80, 24), (140, 45)] {
            let shown = rows(&watched(lang, &[]), width, height);
            assert!(shown[0].starts_with(" python3 program.py"), "{}", shown[0]);
            assert!(shown.iter().any(|row| row.contains("import os")), "{shown:#?}");
            let footer = shown.last().map(String::as_str).unwrap_or_default().replace(' ', "");
            assert!(footer.contains(&types.replace(' ', "")) && !footer.contains("knobs"), "{footer}");
            let typing = rows(&watched(lang, &[Key::Enter, Key::Char('h'), Key::Char('i')]), width, height);
            assert!(typing.iter().any(|row| row.contains("hi_")), "{typing:#?}");
            let leaving = rows(&watched(lang, &[Key::Char('q')]), width, height);
            let asked = leaves.replace(' ', "");
            assert!(leaving.iter().any(|row| row.replace(' ', "").contains(&asked)), "{leaving:#?}");
        }
    }
}

#[test]
fn what_is_typed_goes_to_the_program_and_ctrl_c_too_and_the_third_one_ends_it() {
    use forklore::app::Effect;
    let mut app = watched(Lang::En, &[Key::Char('>'), Key::Char('a')]);
    assert_eq!(app.update(Msg::Key(Key::Enter)), [Effect::Type(b"a\n".to_vec())]);
    assert_eq!(app.update(Msg::Key(Key::Ctrl('d'))), [Effect::Type(vec![4])]);
    app.update(Msg::Key(Key::Esc));
    assert_eq!(app.update(Msg::Key(Key::Ctrl('c'))), [Effect::Type(vec![3])]);
    assert_eq!(app.update(Msg::Key(Key::Ctrl('c'))), []);
    assert_eq!(app.sheet, Some(Sheet::Leave));
    assert_eq!(app.update(Msg::Key(Key::Ctrl('c'))), [Effect::Stop]);
    assert_eq!(app.update(Msg::Ended), [Effect::Quit]);
}

#[test]
fn page_keys_home_and_end_move_in_every_list() {
    let lists = [(None, vec![]), (None, vec![Key::Char('w')]), (None, vec![Key::Char(':')])];
    let sheets = [(Some("fork"), vec![Key::Char('?')]), (Some("queue"), vec![Key::Char('k')])];
    for (lesson, keys) in lists.into_iter().chain(sheets) {
        let mut app = after(&keys, lesson, false, Lang::En);
        let drawn = |app: &App| picture::of(app, &Look::default(), Rect::new(0, 0, 80, 24));
        let first = drawn(&app);
        let mut press = |key| {
            app.update(Msg::Key(key));
            drawn(&app)
        };
        let page = press(Key::PageDown);
        assert_ne!(page, first, "{keys:?}");
        press(Key::End);
        press(Key::Home);
        assert_eq!(press(Key::PageUp), first, "{keys:?}");
    }
}

#[test]
fn a_lesson_is_read_to_its_end_and_says_how_much_there_is() {
    let mut app = after(&[Key::Char('i')], Some("queue"), true, Lang::En);
    let top = rows(&app, 80, 24);
    assert!(top[1].contains("1–20 / 2"), "{top:#?}");
    app.update(Msg::Key(Key::End));
    let end = rows(&app, 80, 24);
    assert!(end[2..].iter().any(|line| line.contains("The path is")), "{end:#?}");
    assert!(
        !end[2..].iter().any(|line| line.contains("question")),
        "a question stands where it can be answered: {end:#?}"
    );
    assert_ne!(top, end);
}

/// One process that has forked twelve others.
#[expect(clippy::unwrap_used, reason = "an event that is none fails the test")]
fn large_family() -> Log {
    let mut log = Log::new();
    for at in 0..12 {
        let fork = format!(
            r#"{{"n":{at},"t":{at},"actor":"main","pid":9,"tid":9,"kind":"process.fork","child":"child-{at}","method":"fork"}}"#
        );
        log.push(serde_json::from_str::<Event>(&fork).unwrap());
    }
    log
}

#[test]
fn what_is_left_out_of_the_processes_is_counted_beside_their_name() {
    let mut app = after(&[], None, false, Lang::En);
    app.show(large_family(), None);
    app.update(Msg::Key(Key::End));
    let shown = rows(&app, 80, 24);
    let head = shown.iter().position(|line| line.contains("processes")).unwrap_or_else(|| panic!("{shown:#?}"));
    let left_out =
        13 - shown[head + 1..].iter().take_while(|line| line.contains("child") || line.contains("main")).count();
    assert!(shown[head].contains(&format!("+ {left_out} more")), "{shown:#?}");
}

//! Pictures of every screen of every lesson, at two sizes, in both languages: to be looked at, one by one.
//!
//! `assets/draw-screens DIR` draws them all; `cargo test` draws only the first lesson's, to see that they can be drawn.
#![allow(clippy::unwrap_used, reason = "a picture that cannot be drawn fails the test")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::{Path, PathBuf};

use binary::{answer, directory, forklore};
use forklore::app::{App, Key, Msg, Place, Setting, Wish};
use forklore::export::svg;
use forklore::lesson::{Course, Lesson, Progress, Source};
use forklore::model::{Lang, Log};
use forklore::tui::picture;
use forklore::ui::ink::Look;
use forklore::ui::theme::{Depth, Ground, Theme};
use forklore::wire::recording;
use ratatui::layout::Rect;

const SIZES: [(u16, u16); 2] = [(80, 24), (140, 45)];

/// Where pictures go, and how they are drawn.
struct Album {
    folder: PathBuf,
    lang: Lang,
    size: (u16, u16),
    drawn: usize,
}

impl Album {
    /// The course, in a window of this size.
    fn app(&self) -> App {
        let mut app = App::new(Course::load(&Source::Course), Progress::default(), self.setting());
        app.update(Msg::Window(self.size.1));
        app
    }

    fn setting(&self) -> Setting {
        Setting { lang: self.lang, calm: true, ..Setting::default() }
    }

    fn draw(&mut self, app: &App, lesson: &str, screen: &str) {
        let look = Look { lang: self.lang, theme: Theme::new(Ground::Dark, Depth::True), ..Look::default() };
        let buffer = picture::of(app, &look, Rect::new(0, 0, self.size.0, self.size.1));
        let name = format!("{lesson}-{screen}-{}-{}x{}.svg", self.lang, self.size.0, self.size.1);
        fs::write(self.folder.join(name), svg::draw(&buffer, &svg::Paint::dark())).unwrap();
        self.drawn += 1;
    }

    /// What lies over the screen after a key; then it is taken away.
    fn draw_over(&mut self, app: &mut App, key: char, lesson: &str, screen: &str) {
        press(app, Key::Char(key));
        self.draw(app, lesson, screen);
        press(app, Key::Esc);
    }

    fn course(&mut self) {
        let mut app = self.app();
        glance(&mut app);
        self.draw(&app, "course", "list");
        self.draw_over(&mut app, '?', "course", "help");
        self.draw_over(&mut app, 'w', "course", "words");
        press(&mut app, Key::End);
        glance(&mut app);
        self.draw(&app, "course", "list-end");
        press(&mut app, Key::Home);
        for id in Source::Course.ids().unwrap() {
            app.shelf.find(&app.course, &id);
            glance(&mut app);
            self.draw(&app, &id, "0-course");
        }
    }

    /// A lesson before its run: the questions, its knobs.
    fn before(&mut self, lesson: &Lesson) {
        let mut app = self.app();
        app.enter(lesson.clone(), Wish::of(lesson, None));
        let mut question = 0;
        while app.place() == Place::Predict {
            question += 1;
            self.draw(&app, &lesson.id, &format!("1-predict-{question}"));
            press(&mut app, Key::Char('s'));
        }
        self.draw_over(&mut app, 'k', &lesson.id, "2-knobs");
        self.draw_over(&mut app, 'w', &lesson.id, "2-words");
    }

    /// The way of a learner who always takes the first answer: what is asked after the run, how right that was, and the
    /// last page; then the drill, where there is one.
    fn answered(&mut self, lesson: &Lesson, log: &Log) {
        let mut app = self.app();
        app.enter(lesson.clone(), Wish::of(lesson, None));
        while app.place() == Place::Predict {
            press(&mut app, Key::Char('1'));
            press(&mut app, Key::Enter);
        }
        self.draw(&app, &lesson.id, "6-starting");
        // A run is live as long as something is still to come.
        let (now, later) = log.events().split_at(log.events().len() * 2 / 3);
        app.update(Msg::Told(now.to_vec()));
        self.draw(&app, &lesson.id, "6-live");
        app.update(Msg::Told(later.to_vec()));
        app.update(Msg::Ended);
        self.draw_over(&mut app, '?', &lesson.id, "6-help");
        for page in 1..12 {
            let act = app.stage().unwrap().act.clone();
            press(&mut app, Key::Enter);
            if app.stage().is_none_or(|stage| stage.act == act) {
                break;
            }
            self.draw(&app, &lesson.id, &format!("6-after-{page:02}"));
            if app.place() == Place::Answer {
                press(&mut app, Key::Char('1'));
                press(&mut app, Key::Enter);
                self.draw(&app, &lesson.id, &format!("6-after-{page:02}-answered"));
            }
        }
        let mut app = self.app();
        app.enter(lesson.clone(), Wish::of(lesson, None));
        for drill in 1..if app.stage().is_some_and(|stage| stage.has_drill()) { 5 } else { 1 } {
            press(&mut app, Key::Char('d'));
            self.draw(&app, &lesson.id, &format!("7-drill-{drill}"));
            press(&mut app, Key::Char('1'));
            press(&mut app, Key::Enter);
            self.draw(&app, &lesson.id, &format!("7-drill-{drill}-next"));
        }
    }

    /// A run of it: at a third, at two thirds and at its end; then what is asked and told of it, page by page.
    fn run(&mut self, lesson: &Lesson, variant: Option<&str>, log: &Log) {
        let name = variant.unwrap_or("main");
        let mut app = self.app();
        let mut whole = Log::new();
        whole.extend(log.events().iter().cloned());
        app.show(whole, Some(lesson.clone()));
        for third in 1..=2 {
            app.look_at(log.len() * third / 3);
            self.draw(&app, &lesson.id, &format!("3-{name}-{third}"));
        }
        app.look_at(log.len());
        self.draw(&app, &lesson.id, &format!("3-{name}-end"));
        if variant.is_some() {
            return;
        }
        self.draw_over(&mut app, 'i', &lesson.id, "4-text");
        for page in 1..9 {
            let act = app.stage().unwrap().act.clone();
            let key = if app.place() == Place::Answer { Key::Char('s') } else { Key::Enter };
            press(&mut app, key);
            if app.stage().is_none_or(|stage| stage.act == act) {
                return;
            }
            self.draw(&app, &lesson.id, &format!("5-after-{page}"));
        }
    }
}

/// The lesson that is selected is read, as the program would do.
fn glance(app: &mut App) {
    let id = app.shelf.chosen(&app.course).unwrap().id.clone();
    app.update(Msg::Glanced(Box::new(Lesson::load(&Source::Course, &id).unwrap())));
}

fn press(app: &mut App, key: Key) {
    app.update(Msg::Key(key));
}

/// A run of a lesson, recorded by the real binary.
fn recorded(lesson: &Lesson, variant: Option<&str>) -> Option<Log> {
    let file = directory("screens").join("run.forklore");
    let mut words = vec!["run", &lesson.id, "--json", "--record", file.to_str().unwrap()];
    words.extend(variant.iter().flat_map(|variant| ["--variant", variant]));
    let answer = answer(&mut forklore(&words));
    let recording = recording::read(&file).ok();
    if recording.is_none() {
        eprintln!("SKIPPED: {} {variant:?}: {}", lesson.id, answer.err);
    }
    recording.map(|recording| recording.log)
}

/// Draws all screens of a lesson. Returns how many.
fn draw(id: &str, folder: &Path) -> usize {
    let lesson = Lesson::load(&Source::Course, id).unwrap();
    let variants = lesson.variants.iter().map(|variant| Some(variant.id.as_str()));
    let runs = std::iter::once(None).chain(variants).filter_map(|variant| Some((variant, recorded(&lesson, variant)?)));
    let runs: Vec<(Option<&str>, Log)> = runs.collect();
    let albums = albums(folder);
    albums
        .map(|mut album| {
            album.before(&lesson);
            runs.iter().for_each(|(variant, log)| album.run(&lesson, *variant, log));
            runs.iter().filter(|(variant, _)| variant.is_none()).for_each(|(_, log)| album.answered(&lesson, log));
            album.drawn
        })
        .sum()
}

fn albums(folder: &Path) -> impl Iterator<Item = Album> {
    let all = SIZES.into_iter().flat_map(|size| [Lang::En, Lang::Zh].map(|lang| (size, lang)));
    all.map(|(size, lang)| Album { folder: folder.into(), lang, size, drawn: 0 })
}

#[test]
fn the_first_lesson_can_be_drawn() {
    let folder = directory("pictures");
    assert!(draw("fork", &folder) > 30);
    let some = fs::read_to_string(folder.join("fork-1-predict-1-zh-80x24.svg")).unwrap();
    assert!(some.starts_with("<svg") || some.starts_with("<?xml"), "{some}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
#[ignore = "assets/draw-screens DIR draws every lesson"]
fn every_screen_of_every_lesson() {
    let Some(folder) = std::env::var_os("FORKLORE_SCREENS").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).unwrap();
    albums(&folder).for_each(|mut album| album.course());
    let all: usize = Source::Course.ids().unwrap().iter().map(|id| draw(id, &folder)).sum();
    println!("{all} pictures of lessons in {}", folder.display());
}

//! The course: its order, what comes next, and what outlives the program.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fs;
use std::path::PathBuf;

use forklore::lesson::{Course, Engine, Preferences, Progress, Source};
use forklore::model::Lang;

/// A directory that goes away with the test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let path = std::env::temp_dir().join(format!("forklore-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    fn lesson(self, id: &str, head: &str) -> Place {
        let folder = self.0.join(id);
        fs::create_dir_all(&folder).unwrap();
        let texts = "title = { en = 'a', zh = 'b' }\nabout = { en = 'a', zh = 'b' }\nengines = ['python']\n";
        fs::write(folder.join("lesson.toml"), format!("{head}\n{texts}[[claim]]\nnobody reads this far =\n")).unwrap();
        self
    }

    fn course(&self) -> Course {
        Course::load(&Source::Directory(self.0.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn three_lessons(name: &str) -> Place {
    Place::new(name)
        .lesson("zebra", "chapter = 1\nplace = 2\ncore = true")
        .lesson("aside", "chapter = 1\nplace = 1\nneeds = ['zebra']")
        .lesson("queue", "chapter = 3\nplace = 17\ncore = true\nneeds = ['zebra', 'aside']")
}

#[test]
fn lessons_stand_in_the_order_of_chapters_and_places() {
    let place = three_lessons("order");
    let course = place.course();
    assert!(course.faults.is_empty(), "{:?}", course.faults);
    assert_eq!(course.entries().iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["aside", "zebra", "queue"]);
    assert_eq!(course.chapter(1).count(), 2);
}

#[test]
fn next_is_what_was_left_open_then_the_main_path_then_the_rest() {
    let place = three_lessons("next");
    let course = place.course();
    let mut progress = Progress::default();
    let next = |progress: &Progress| course.next(progress).map(|entry| entry.id.clone());
    assert_eq!(next(&progress).unwrap(), "zebra");
    progress.open("queue");
    assert_eq!(next(&progress).unwrap(), "queue");
    assert_eq!(course.missing("queue", &progress).count(), 2);
    progress.finish("queue");
    progress.finish("zebra");
    assert_eq!(next(&progress).unwrap(), "aside");
    assert_eq!(course.done(1, &progress), (1, 2));
    progress.finish("aside");
    assert_eq!(next(&progress), None);
}

#[test]
fn an_unknown_lesson_is_answered_with_the_nearest() {
    let place = three_lessons("unknown");
    assert_eq!(place.course().unknown("queu").en, "no lesson `queu`: did you mean queue?");
    assert!(place.course().unknown("xxxxxx").en.contains("forklore list"));
}

#[test]
fn a_broken_lesson_hides_only_itself_and_a_missing_directory_is_told() {
    let place = three_lessons("broken").lesson("odd", "chapter = 1\nplaec = 4");
    let course = place.course();
    assert_eq!((course.entries().len(), course.faults.len()), (3, 1));
    assert_eq!(course.faults[0].file, "odd/lesson.toml");
    assert_eq!(course.faults[0].advice, "write `place`, or remove it");
    let nowhere = Course::load(&Source::Directory(place.0.join("nowhere")));
    assert!(nowhere.faults[0].what.contains("cannot be read"));
}

#[test]
fn the_course_in_the_binary_begins_with_fork() {
    let course = Course::load(&Source::Course);
    assert!(course.faults.is_empty(), "{:?}", course.faults);
    assert_eq!(course.entries()[0].id, "fork");
    assert_eq!(course.entries()[0].head.engines, [Engine::Native, Engine::Python]);
}

#[test]
fn progress_survives() {
    let place = Place::new("progress");
    let mut progress = Progress::default();
    progress.open("fork");
    progress.ran("fork");
    progress.pick("fork", "lines", None);
    progress.pick("fork", "lines", Some("b"));
    progress.pick("fork", "lines", Some("a"));
    progress.grade("fork", "lines", "b");
    assert!(progress.win("fork", "child-first", 4));
    assert!(!progress.win("fork", "child-first", 5));
    progress.finish("fork");
    progress.save(&place.0.join("deep/er")).unwrap();

    let found = Progress::load(&place.0.join("deep/er"));
    assert_eq!((found.value.clone(), found.notice), (progress, None));
    let answer = found.value.answer("fork", "lines").unwrap();
    assert_eq!((answer.picked.as_deref(), answer.right), (Some("b"), Some(true)));
    assert_eq!(found.value.record("fork").unwrap().challenges["child-first"], 4);
    assert_eq!(fs::read_dir(place.0.join("deep/er")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_broken_file_is_set_aside_and_never_fatal() {
    let place = Place::new("aside");
    let names = ["progress.json.broken", "progress.json.broken-2", "progress.json.broken-3"];
    for (broken, name) in [&b"{ \"lessons\": "[..], b"\xff\xfe", b"[1, 2]"].into_iter().zip(names) {
        fs::write(place.0.join("progress.json"), broken).unwrap();
        let found = Progress::load(&place.0);
        assert_eq!(found.value, Progress::default());
        assert!(found.notice.unwrap().en.contains(name));
        assert_eq!(fs::read(place.0.join(name)).unwrap(), broken, "none is written over");
    }
    assert_eq!(Progress::load(&place.0).notice, None);
}

#[test]
fn a_directory_that_cannot_be_written_is_an_error_and_no_more() {
    let place = Place::new("full");
    fs::write(place.0.join("file"), "").unwrap();
    assert!(Progress::default().save(&place.0.join("file/below")).is_err());
    assert_eq!(Progress::load(&place.0.join("file/below")).value, Progress::default());
}

#[test]
fn two_sittings_at_once_lose_nothing_of_each_other() {
    let place = Place::new("sittings");
    let (mut one, mut other) = (Progress::default(), Progress::default());
    one.pick("fork", "lines", Some("a"));
    one.win("fork", "child-first", 5);
    one.save(&place.0).unwrap();
    other.pick("fork", "lines", Some("b"));
    other.win("fork", "child-first", 4);
    other.finish("queue");
    other.save(&place.0).unwrap();
    one.save(&place.0).unwrap();
    let kept = Progress::load(&place.0).value;
    assert!(kept.is_done("queue"));
    assert_eq!(kept.record("fork").unwrap().challenges["child-first"], 4);
    assert!(kept.answer("fork", "lines").unwrap().picked.is_some());
}

#[test]
fn what_comes_first_leads_to_what_comes_after_and_texts_are_searched_too() {
    let place = three_lessons("leads");
    let course = place.course();
    assert_eq!(course.leads_to("zebra").map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["aside", "queue"]);
    let mut course = Course::load(&Source::Course);
    let found = |course: &Course| course.found("持有者").map(|entry| entry.id.clone()).collect::<Vec<_>>();
    let before = found(&course);
    course.texts = forklore::lesson::Texts::load(&Source::Course);
    assert!(found(&course).len() > before.len(), "{:?}", found(&course));
    // Many lessons speak of queues; one is called so.
    let nearest = |words: &str| course.found(words).nth(course.nearest_found(words)).map(|entry| entry.id.as_str());
    assert_eq!([nearest("queue"), nearest("QUE"), nearest("Two ends")], [Some("queue"), Some("queue"), Some("pipe")]);
}

#[test]
fn preferences_are_kept_and_may_be_written_by_hand() {
    let place = Place::new("preferences");
    fs::write(place.0.join("settings.toml"), "# mine\nlanguage = \"zh\"\nsomething = 1\n").unwrap();
    let mut preferences = Preferences::load(&place.0).value;
    assert_eq!(preferences, Preferences { language: Some(Lang::Zh), ..Preferences::default() });
    preferences.engine = Some(Engine::Python);
    preferences.theme = Some("light".into());
    preferences.save(&place.0).unwrap();
    assert_eq!(Preferences::load(&place.0).value, preferences);
    fs::write(place.0.join("settings.toml"), "language = \"klingon\"").unwrap();
    assert!(Preferences::load(&place.0).notice.is_some());
}

#[test]
fn a_path_means_one_lesson_or_a_directory_of_them() {
    let place = three_lessons("path");
    let (source, ids) = Source::at(&place.0.join("queue")).unwrap();
    assert_eq!((ids, Course::load(&source).entries().len()), (vec!["queue".to_string()], 3));
    assert_eq!(Source::at(&place.0).unwrap().1, ["aside", "queue", "zebra"]);
    assert!(Source::at(&place.0.join("nowhere")).is_err());
}

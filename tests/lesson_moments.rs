//! The text of the moment: which one stands on the screen at which place of the log.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use forklore::lesson::moment::{Moment, Story};
use forklore::lesson::{Setting, Settings};
use support::told::log;

fn moments(text: &str) -> Vec<Moment> {
    #[derive(serde::Deserialize)]
    struct Lesson {
        moment: Vec<Moment>,
    }
    toml::from_str::<Lesson>(text).unwrap().moment
}

const MOMENTS: &str = r#"
    [[moment]]
    id = "first"
    on = "queue.put begin"
    [[moment]]
    id = "second"
    on = { kind = "queue.put", phase = "begin", nth = 2 }
    [[moment]]
    id = "killed"
    on = { kind = "process.signal", target = "r" }
    [[moment]]
    id = "later"
    on = "queue.get begin"
    after = "killed"
    [[moment]]
    id = "each"
    on = { kind = "output", text = "$items" }
    every = true
    [[moment]]
    id = "elsewhere"
    on = "run.end"
    variants = ["other"]
    [[moment]]
    id = "with-four"
    on = "run.end"
    given = { items = 4 }
"#;

fn events() -> Vec<forklore::model::Event> {
    log(&[
        "w queue.put/begin object=q",
        "r queue.get/begin object=q",
        "w queue.put/begin object=q",
        "w output text=3",
        "main process.signal target=r signal=SIGTERM",
        "s queue.get/begin object=q",
        "w output text=3",
        "- run.end reason=done",
    ])
}

#[test]
fn the_last_moment_at_or_before_the_cursor_is_told() {
    let (moments, mut settings) = (moments(MOMENTS), Settings::default());
    settings.put("items", Setting::Int(3));
    let mut story = Story::new(&moments, None, &settings);
    events().iter().for_each(|event| story.push(event));

    let told: Vec<_> = (0..=8).map(|count| story.at(count).map_or("", |moment| moment.id.as_str())).collect();
    assert_eq!(told, ["", "first", "first", "second", "each", "killed", "later", "each", "each"]);
    assert_eq!(story.progress(5, false), (4, 5));
    assert_eq!(story.progress(8, true), (5, 5));
    assert_eq!((story.next(1), story.next(3), story.next(8)), (Some(2), Some(3), None));
    assert_eq!((story.previous(3), story.previous(1)), (Some(0), None));
}

#[test]
fn a_moment_is_told_only_with_the_knobs_that_it_names() {
    let last = |items| {
        let mut settings = Settings::default();
        settings.put("items", Setting::Int(items));
        let mut story = Story::new(&moments(MOMENTS), None, &settings);
        events().iter().for_each(|event| story.push(event));
        (story.at(8).map(|moment| moment.id.clone()), story.ids().count())
    };
    assert_eq!(last(3), (Some("each".to_string()), 5));
    assert_eq!(last(4), (Some("with-four".to_string()), 6));
}

#[test]
fn a_story_grows_with_its_log_and_says_the_same_as_one_told_at_once() {
    let (moments, settings) = (moments(MOMENTS), Settings::default());
    let mut growing = Story::new(&moments, Some("other"), &settings);
    for (count, event) in events().iter().enumerate() {
        growing.push(event);
        let mut whole = Story::new(&moments, Some("other"), &settings);
        events()[..=count].iter().for_each(|event| whole.push(event));
        assert_eq!(
            growing.at(count as u64 + 1).map(|moment| &moment.id),
            whole.at(count as u64 + 1).map(|moment| &moment.id)
        );
    }
    assert_eq!(growing.at(8).unwrap().id, "elsewhere");
}

#[test]
fn a_run_that_is_over_counts_the_moments_that_it_came_to() {
    let (moments, settings) = (moments(MOMENTS), Settings::default());
    let mut story = Story::new(&moments, None, &settings);
    events()[..2].iter().for_each(|event| story.push(event));
    assert_eq!(story.progress(2, false), (1, 5), "any of them may still come");
    assert_eq!((story.progress(0, true), story.progress(2, true)), ((0, 1), (1, 1)));
}

//! A log in other forms: what is written can be read, nests, and is in the language asked for.

mod support;

use forklore::export::svg::{self, Paint};
use forklore::export::{Format, ndjson, text, trace};
use forklore::model::{Lang, Log, json};
use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use serde_json::Value;
use std::collections::BTreeMap;
use support::anything::any_event;
use support::story::{Story, story};

fn log(story: &Story) -> Log {
    story.events().iter().cloned().collect()
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes it");
    String::from_utf8(out).expect("it is text")
}

/// A run with a bit of everything.
fn rich() -> Story {
    story()
        .queue("q", 0)
        .fork("main", "reader")
        .waits_to_get("reader", "q")
        .puts("main", "q", "'A'")
        .feeds("main", "q", "'A'")
        .gets("reader", "q", "'A'")
        .prints("reader", "got A\n")
        .sample("reader", 5)
        .signals("main", "reader", "SIGTERM")
        .killed("reader", 15)
        .joined("main", "reader", -15)
        .exits("main", 0)
        .run_ends("done")
}

#[test]
fn ndjson_is_the_lines_of_the_events() {
    let story = rich();
    let lines: Vec<String> = story.events().iter().map(json::line).collect();
    assert_eq!(written(|out| ndjson::write(&log(&story), out)), lines.join("\n") + "\n");
}

#[test]
fn the_text_is_a_sentence_per_event_in_columns() {
    let told = written(|out| text::write(&log(&rich()), Lang::En, out));
    insta::assert_snapshot!("text_en", told);
    let told = written(|out| text::write(&log(&rich()), Lang::Zh, out));
    insta::assert_snapshot!("text_zh", told);
}

#[test]
fn what_was_found_stands_at_the_end_of_the_text() {
    let story = story().queue("q", 0).puts("main", "q", "1").feeds("main", "q", "1").exits("main", 0).run_ends("done");
    let told = written(|out| text::write(&log(&story), Lang::En, out));
    assert!(told.ends_with("1 left behind in q, and nobody got it: 1.\n"), "{told}");
}

/// The entries of a trace.
fn entries(log: &Log) -> Vec<Value> {
    let text = written(|out| trace::write(log, Lang::En, out));
    let trace: Value = serde_json::from_str(&text).expect("a trace is JSON");
    trace["traceEvents"].as_array().expect("with its events").clone()
}

/// Slices end in the order opposite to that in which they began, and none is left open or ended twice.
fn check_nesting(entries: &[Value]) {
    let mut depth: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for entry in entries {
        let place = (entry["pid"].as_i64().unwrap_or(0), entry["tid"].as_i64().unwrap_or(0));
        let depth = depth.entry(place).or_default();
        match entry["ph"].as_str() {
            Some("B") => *depth += 1,
            Some("E") => *depth -= 1,
            _ => {}
        }
        assert!(*depth >= 0, "ended twice: {entry}");
    }
    assert!(depth.values().all(|depth| *depth == 0), "left open: {depth:?}");
}

#[test]
fn a_trace_has_tracks_slices_waits_flows_and_counters() {
    let entries = entries(&log(&rich()));
    check_nesting(&entries);
    let count = |ph: &str| entries.iter().filter(|entry| entry["ph"] == ph).count();
    assert_eq!((count("b"), count("e")), (1, 1), "one wait");
    assert_eq!((count("s"), count("f")), (4, 4), "birth, item, signal, exit");
    assert!(count("C") > 2, "the queue's depth");
    let named = |name: &str| entries.iter().any(|entry| entry["ph"] == "M" && entry["args"]["name"] == name);
    assert!(named("main") && named("reader") && named("main/feeder"));
    let put = entries.iter().find(|entry| entry["name"] == "puts 'A' into q").expect("the put is a slice");
    assert_eq!((put["pid"].as_i64(), put["ts"].as_f64()), (Some(1000), Some(7000.0)));
}

proptest! {
    #[test]
    fn any_log_makes_a_trace_that_nests_and_a_text(events in vec(any_event(), 0..80)) {
        let log: Log = events.into_iter().collect();
        let trace = entries(&log);
        let begun = trace.iter().filter(|entry| entry["ph"] == "B").count();
        prop_assert_eq!(begun, trace.iter().filter(|entry| entry["ph"] == "E").count());
        for lang in [Lang::En, Lang::Zh] {
            let told = written(|out| text::write(&log, lang, out));
            let escapes = told.contains(char::from(27));
            prop_assert!(!escapes);
        }
    }
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.name()), Some(format));
    }
    assert_eq!(Format::parse("png"), None);
}

fn screen() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 4));
    buffer.set_string(0, 0, "A <main> & 队列 q", Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD));
    buffer.set_string(0, 1, "├──┤▐█▌", Style::new().fg(Color::Rgb(1, 2, 3)));
    buffer.set_string(0, 2, "reversed", Style::new().add_modifier(Modifier::REVERSED));
    buffer.set_string(0, 3, "e\u{301}x", Style::new().fg(Color::Indexed(196)).add_modifier(Modifier::UNDERLINED));
    buffer
}

#[test]
fn a_picture_has_every_glyph_in_its_cell() {
    let picture = svg::draw(&screen(), &Paint::dark());
    assert!(picture.contains(">A &lt;main&gt; &amp;</text>"), "escaped: {picture}");
    assert!(
        picture.contains("fill=\"#010203\"") && picture.contains("stroke=\"#010203\""),
        "lines and blocks are drawn"
    );
    assert!(picture.contains("fill=\"#ff0000\""), "an indexed colour");
    let left = |c: char| -> f64 {
        let line = picture.lines().find(|line| line.contains(c)).expect("it is in the picture");
        between(line, " x=\"", "\"").split(' ').next().expect("a place").parse().expect("a number")
    };
    // "A <main> & " takes eleven cells of 8.4; a character of 14 stands in the middle of two.
    assert_eq!([left('队'), left('列')], [93.8, 110.6]);
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let begin = text.find(before).expect("a beginning") + before.len();
    &text[begin..begin + text[begin..].find(after).expect("an end")]
}

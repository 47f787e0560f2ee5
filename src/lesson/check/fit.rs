//! Fit: every text has its place on a screen of 80 × 24, in both languages.

use unicode_width::UnicodeWidthStr;

use super::Height;
use super::sheet::Sheet;
use crate::lesson::fault::Fault;
use crate::lesson::prose::{Block, Piece};
use crate::lesson::{Lesson, Moment};
use crate::model::{Both, Lang};

/// Columns and lines that a text may take.
struct Room(usize, usize);

const TITLE: Room = Room(36, 1);
const ABOUT: Room = Room(76, 3);
const SKETCH: Room = Room(60, 10);
const LABEL: Room = Room(28, 1);
const SENTENCE: Room = Room(72, 2);
const QUESTION: Room = Room(74, 3);
const OPTION: Room = Room(70, 2);
const MOMENT: Room = Room(78, 3);
const SECTION: Room = Room(76, 18);

pub(super) fn faults(lesson: &Lesson, sheet: &Sheet<'_>, height: Height<'_>) -> Vec<Fault> {
    let mut faults = short_texts(lesson, sheet, height);
    let sections = ["intro", "explain", "picture", "recap"].map(|id| (id, SECTION));
    let moments = lesson.moments.iter().map(|Moment { id, .. }| (id.as_str(), MOMENT));
    for (id, room) in sections.into_iter().chain(moments) {
        for lang in [Lang::En, Lang::Zh] {
            let lines = height(&lesson.prose.blocks(id, lang), room.0);
            if lines > room.1 {
                let what = format!("`{id}` takes {lines} lines of {} columns", room.0);
                faults.push(Fault::new(format!("{}/{lang}.md", lesson.id), what, format!("shorten it to {}", room.1)));
            }
        }
    }
    faults
}

fn short_texts(lesson: &Lesson, sheet: &Sheet<'_>, height: Height<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut look = |text: &Both, room: Room, fault: &dyn Fn(String, String) -> Fault| {
        for lang in [Lang::En, Lang::Zh] {
            faults.extend(
                too_long(text.get(lang), &room, height).map(|what| fault(format!("`{lang}` {what}"), advice(&room))),
            );
        }
    };
    look(&lesson.head.title, TITLE, &|what, advice| sheet.head("title", what, advice));
    look(&lesson.head.about, ABOUT, &|what, advice| sheet.head("about", what, advice));
    for (at, knob) in lesson.knobs.iter().enumerate() {
        look(&knob.label, LABEL, &|what, advice| sheet.entry("knob", at, "label", what, advice));
    }
    for (at, variant) in lesson.variants.iter().enumerate() {
        look(&variant.title, TITLE, &|what, advice| sheet.entry("variant", at, "title", what, advice));
        look(&variant.about, SENTENCE, &|what, advice| sheet.entry("variant", at, "about", what, advice));
    }
    for (at, claim) in lesson.claims.iter().enumerate() {
        look(&claim.sentence, SENTENCE, &|what, advice| sheet.entry("claim", at, "sentence", what, advice));
    }
    for (at, question) in lesson.questions.iter().enumerate() {
        look(&question.text, QUESTION, &|what, advice| sheet.entry("question", at, "text", what, advice));
        for option in &question.options {
            for said in std::iter::once(&option.text).chain(&option.misconception) {
                look(said, OPTION, &|what, advice| {
                    sheet.entry("question", at, "options", format!("option {}: {what}", option.id), advice)
                });
            }
        }
    }
    for (at, challenge) in lesson.challenges.iter().enumerate() {
        look(&challenge.goal, SENTENCE, &|what, advice| sheet.entry("challenge", at, "goal", what, advice));
    }
    faults.extend(sketch(&lesson.head.sketch).map(|what| sheet.head("sketch", what, advice(&SKETCH))));
    faults
}

/// What is wrong with a picture of signs, if it does not fit.
fn sketch(sketch: &str) -> Option<String> {
    let (lines, wide) = (sketch.lines().count(), sketch.lines().map(UnicodeWidthStr::width).max().unwrap_or(0));
    (lines > SKETCH.1 || wide > SKETCH.0).then(|| format!("takes {lines} lines of {wide} columns"))
}

/// What is wrong, if a text does not fit.
fn too_long(text: &str, room: &Room, height: Height<'_>) -> Option<String> {
    if text.trim().is_empty() {
        return Some("says nothing".into());
    }
    if room.1 == 1 {
        return (text.width() > room.0).then(|| format!("is {} columns wide", text.width()));
    }
    let lines = height(&[Block::Paragraph(vec![Piece::plain(text)])], room.0);
    (lines > room.1).then(|| format!("takes {lines} lines of {} columns", room.0))
}

fn advice(Room(columns, lines): &Room) -> String {
    match lines {
        1 => format!("write something in at most {columns} columns (a Chinese character takes two)"),
        _ => format!("write something in at most {lines} lines of {columns} columns"),
    }
}

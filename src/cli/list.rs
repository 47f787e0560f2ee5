//! `forklore list`: the course as text, or a lesson a line as JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::lesson::course::{CHAPTERS, Course, Entry};
use crate::lesson::knob::KnobKind;
use crate::lesson::{Engine, Fault, Knob, Lesson, Setting};
use crate::model::{Both, Lang};

use super::args;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;

/// Lists every lesson that can be read; what is wrong with the others is said afterwards.
pub fn run(args: &args::List, setup: &Setup) -> Result<ExitCode, Refusal> {
    let course = Course::load(&setup.source);
    let (lessons, faults) = read(&course);
    let mut out = Paper::standard();
    if args.json {
        as_json(&lessons, &mut out)?
    } else {
        as_text(&lessons, setup.lang, &mut out)?
    }
    out.flush()?;
    faults.into_iter().next().map_or(Ok(ExitCode::SUCCESS), |fault| Err(fault.into()))
}

fn read(course: &Course) -> (Vec<Lesson>, Vec<Fault>) {
    let mut faults = course.faults.clone();
    let mut whole = |entry: &Entry| Lesson::load(&course.source, &entry.id).map_err(|fault| faults.push(fault)).ok();
    let lessons = course.entries().iter().filter_map(&mut whole).collect();
    (lessons, faults)
}

fn as_json(lessons: &[Lesson], out: &mut dyn Write) -> io::Result<()> {
    lessons.iter().try_for_each(|lesson| writeln!(out, "{}", serde_json::to_string(&Row::of(lesson))?))
}

/// A lesson, as `list --json` prints it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    chapter: u8,
    title: &'a Both,
    core: bool,
    engines: &'a [Engine],
    knobs: Vec<Turn<'a>>,
    variants: Vec<Other<'a>>,
    explorable: bool,
}

/// A knob, as `list --json` prints it.
#[derive(Serialize)]
struct Turn<'a> {
    id: &'a str,
    default: &'a Setting,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Setting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Setting>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    choices: &'a [String],
    label: &'a Both,
}

/// A variant, as `list --json` prints it.
#[derive(Serialize)]
struct Other<'a> {
    id: &'a str,
    title: &'a Both,
}

impl<'a> Row<'a> {
    fn of(lesson: &'a Lesson) -> Row<'a> {
        let head = &lesson.head;
        Row {
            id: &lesson.id,
            chapter: head.chapter,
            title: &head.title,
            core: head.core,
            engines: &head.engines,
            knobs: lesson.knobs.iter().map(Turn::of).collect(),
            variants: lesson.variants.iter().map(|variant| Other { id: &variant.id, title: &variant.title }).collect(),
            explorable: head.explore,
        }
    }
}

impl<'a> Turn<'a> {
    fn of(knob: &'a Knob) -> Turn<'a> {
        let Knob { id, default, choices, label, .. } = knob;
        let bound = |bound: f64| match knob.kind {
            KnobKind::Int => Setting::Int(bound as i64),
            _ => Setting::Float(bound),
        };
        Turn { id, default, min: knob.min.map(bound), max: knob.max.map(bound), choices, label }
    }
}

/// ```text
/// 1  Processes
///    fork      One call, two returns           native python
///              variants  no-room
///              knobs     items=3 (1 to 9)
/// ```
fn as_text(lessons: &[Lesson], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let column = |widest: Option<usize>| widest.unwrap_or(0) + 2;
    let ids = column(lessons.iter().map(|lesson| lesson.id.width()).max());
    let titles = column(lessons.iter().map(|lesson| lesson.head.title.get(lang).width()).max());
    let mut chapter = 0;
    for lesson in lessons {
        if lesson.head.chapter != chapter {
            let gap = if chapter == 0 { "" } else { "\n" };
            chapter = lesson.head.chapter;
            let title = CHAPTERS.get(usize::from(chapter).wrapping_sub(1)).cloned().unwrap_or_default();
            writeln!(out, "{gap}{chapter}  {}", title.get(lang))?;
        }
        let engines: Vec<&str> = lesson.head.engines.iter().map(|engine| engine.as_str()).collect();
        let title = padded(lesson.head.title.get(lang), titles);
        writeln!(out, "   {}{title}{}", padded(&lesson.id, ids), engines.join(" "))?;
        for (label, words) in further(lesson, lang) {
            writeln!(out, "   {}{}{words}", " ".repeat(ids), padded(label.get(lang), 10))?;
        }
    }
    Ok(())
}

const VARIANTS: Both = Both::fixed("variants", "变体");
const KNOBS: Both = Both::fixed("knobs", "旋钮");

/// What else can be asked of a lesson, where there is something.
fn further(lesson: &Lesson, lang: Lang) -> Vec<(Both, String)> {
    let variants: Vec<&str> = lesson.variants.iter().map(|variant| variant.id.as_str()).collect();
    let turn = |knob: &Knob| match lang {
        Lang::En => format!("{}={} ({})", knob.id, knob.default, knob.range().en),
        Lang::Zh => format!("{}={}（{}）", knob.id, knob.default, knob.range().zh),
    };
    let knobs: Vec<String> = lesson.knobs.iter().map(turn).collect();
    let lines = [(VARIANTS, variants.join("  ")), (KNOBS, knobs.join("  "))];
    lines.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

/// Filled up with spaces to a width in columns: Chinese characters take two.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

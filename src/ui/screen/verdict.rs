//! What came out of a run: prediction, report and log side by side; the claims, three at a time; what to take along.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::inset;
use crate::app::act::{CLAIMS_AT_A_TIME, Page};
use crate::app::stage::{Judged, Stage};
use crate::lesson::Lesson;
use crate::lesson::question::{Asked, Question};
use crate::model::Both;
use crate::ui::ink::{self, Look};
use crate::ui::pane::verdicts;
use crate::ui::prose;
use crate::ui::theme::Role;
use crate::ui::wrap::wrap;

static COMPARE: Both = Both::fixed("What you said, and what the run shows", "你的回答，与运行的结果");
static YOU: Both = Both::fixed("you said   ", "你的回答   ");
static SKIPPED: Both = Both::fixed("(skipped)", "（跳过）");
static RUN: Both = Both::fixed("the run    ", "运行结果   ");
static NOT_SHOWN: Both = Both::fixed("this run did not come to show it", "这次运行没有表现出来");
static CLAIMS: Both = Both::fixed("What this run bears out", "这次运行证实了什么");
static PICTURE: Both = Both::fixed("The picture, and where it lies", "这幅图，以及它哪里不准确");
static READ_ON: Both = Both::fixed("… i reads the whole text", "…… 按 i 读全文");
static RECAP: Both = Both::fixed("To take along", "带走这些");

/// Draws a page.
pub fn draw(area: Rect, buf: &mut Buffer, stage: &Stage, page: Page, look: &Look) {
    let area = inset(area);
    let width = usize::from(area.width.min(100));
    let Some(lesson) = &stage.lesson else { return };
    let lines = match page {
        Page::Compare => compare(stage, width, look),
        Page::Claims(from) => {
            let spread = claims(stage, lesson, from, (width, true), look);
            if spread.len() > usize::from(area.height) {
                claims(stage, lesson, from, (width, false), look)
            } else {
                spread
            }
        }
        Page::Recap => recap(lesson, width, look),
    };
    ink::lines(buf, area, &fitting(lines, usize::from(area.height), look), look);
}

/// The lines that fit; where some do not, the last row says where they can be read.
fn fitting(mut lines: Vec<Line<'static>>, rows: usize, look: &Look) -> Vec<Line<'static>> {
    if lines.len() > rows && rows > 1 {
        lines.truncate(rows - 1);
        lines.push(Line::from(look.say(Role::Dim, &READ_ON)));
    }
    lines
}

/// ```text
///  What you said, and what the run shows
///
///  How does the reader end?
///  ✓ you said    Its parent ends it
///    the run     Its parent ends it
/// ```
fn compare(stage: &Stage, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &COMPARE))];
    for question in stage.compared().filter(|question| question.phase != Asked::Recap) {
        lines.push(Line::default());
        lines.extend(wrap(&[look.span(Role::Strong, question.text.get(look.lang).to_string())], width));
        let right = stage.right.get(&question.id).copied();
        let picked = stage.picked.get(&question.id).copied().flatten();
        let sign = match (picked, right) {
            (Some(picked), Some(right)) if picked == right => look.span(Role::Good, look.glyphs.yes),
            (Some(_), Some(_)) => look.span(Role::Bad, look.glyphs.no),
            _ => look.span(Role::Dim, look.glyphs.open),
        };
        let said = picked.map_or_else(|| SKIPPED.get(look.lang).to_string(), |place| text(question, place, look));
        lines.extend(row(sign, &YOU, Role::Text, said, width, look));
        let shown = right.map_or_else(|| NOT_SHOWN.get(look.lang).to_string(), |place| text(question, place, look));
        lines.extend(row(Span::raw(" "), &RUN, Role::Good, shown, width, look));
    }
    lines
}

fn text(question: &Question, place: usize, look: &Look) -> String {
    question.options.get(place).map_or_else(String::new, |option| option.text.get(look.lang).to_string())
}

fn row(
    sign: Span<'static>,
    head: &'static Both,
    role: Role,
    text: String,
    width: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    let head = look.say(Role::Dim, head);
    let indent = ink::columns(&head.content) + 2;
    let mut lines = wrap(&[look.span(role, text)], width.saturating_sub(indent));
    for (at, line) in lines.iter_mut().enumerate() {
        let before = match at {
            0 => vec![sign.clone(), Span::raw(" "), head.clone()],
            _ => vec![Span::raw(" ".repeat(indent))],
        };
        line.spans.splice(0..0, before);
    }
    lines
}

/// Claims, with an empty line between two where they are spread, and the text that belongs to them.
fn claims(
    stage: &Stage,
    lesson: &Lesson,
    from: usize,
    (width, spread): (usize, bool),
    look: &Look,
) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &CLAIMS)), Line::default()];
    for judged in stage.judged.iter().skip(from).take(CLAIMS_AT_A_TIME) {
        lines.extend(verdicts::lines(&shown(judged, lesson), width, look));
        if spread {
            lines.push(Line::default());
        }
    }
    if !spread {
        lines.push(Line::default());
    }
    if from == 0 {
        lines.extend(prose::lines(&lesson.prose.blocks("explain", look.lang), width, look));
    } else {
        lines.push(Line::from(look.say(Role::Title, &PICTURE)));
        lines.extend(prose::lines(&lesson.prose.blocks("picture", look.lang), width, look));
    }
    lines
}

/// A judged claim as the pane wants it.
pub fn shown<'a>(judged: &'a Judged, lesson: &'a Lesson) -> verdicts::Judged<'a> {
    verdicts::Judged {
        claim: &lesson.claims[judged.claim],
        judgement: &judged.judgement,
        meant_to_break: judged.meant_to_break,
    }
}

fn recap(lesson: &Lesson, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &RECAP)), Line::default()];
    lines.extend(prose::lines(&lesson.prose.blocks("explain", look.lang), width, look));
    lines.push(Line::default());
    lines.push(Line::from(look.say(Role::Title, &PICTURE)));
    lines.extend(prose::lines(&lesson.prose.blocks("picture", look.lang), width, look));
    lines
}

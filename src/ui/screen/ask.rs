//! A question: before the run, after it, at the end; the answers, and whether the one given was right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::inset;
use crate::app::act::Asking;
use crate::app::stage::Stage;
use crate::lesson::question::{Asked, Question};
use crate::model::Both;
use crate::ui::ink::{self, Look};
use crate::ui::prose;
use crate::ui::theme::Role;
use crate::ui::wrap::wrap;

static PREDICT: Both = Both::fixed("Before it runs", "运行之前");
static REPORT: Both = Both::fixed("What happened?", "刚才发生了什么？");
static RECAP: Both = Both::fixed("One more question", "再答一题");
static RIGHT: Both = Both::fixed("Right.", "答对了。");
static NOT_SO: Both = Both::fixed("Not so. One who says this believes: ", "不对。这样答的人认为：");

/// Draws the question.
///
/// ```text
///  Before it runs
///  How many lines beginning with B appear, and with what numbers?
///
///   1  One: a function returns once
///   2  Two: one with 0, one with the child's pid
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, stage: &Stage, question: &Question, asking: &Asking, look: &Look) {
    let area = inset(area);
    let (mut lines, chosen) = lines(stage, question, asking, usize::from(area.width.min(96)), look);
    let room = usize::from(area.height);
    // Where there is too little room, what is chosen is seen.
    lines.drain(..chosen.saturating_sub(room).min(lines.len()));
    if lines.len() > room {
        lines.truncate(room);
        lines.iter_mut().last().into_iter().for_each(|line| line.spans.push(look.span(Role::Dim, look.glyphs.more)));
    }
    ink::lines(buf, area, &lines, look);
}

/// Rows that the question takes at a width.
pub fn height(stage: &Stage, question: &Question, asking: &Asking, width: u16, look: &Look) -> u16 {
    lines(stage, question, asking, usize::from(width.saturating_sub(2).min(96)), look).0.len() as u16
}

/// The lines, and how many of them it takes to see what is chosen.
fn lines(
    stage: &Stage,
    question: &Question,
    asking: &Asking,
    width: usize,
    look: &Look,
) -> (Vec<Line<'static>>, usize) {
    let head = match asking.phase {
        Asked::Predict => &PREDICT,
        Asked::Report => &REPORT,
        Asked::Recap => &RECAP,
    };
    let mut lines = vec![Line::from(vec![look.say(Role::Dim, head), look.span(Role::Dim, count(stage, asking))])];
    lines.extend(wrap(&prose::inline(question.text.get(look.lang), Role::Strong, look), width));
    lines.push(Line::default());
    let mut until = 0;
    for (place, option) in question.options.iter().enumerate() {
        let chosen = asking.chosen == Some(place);
        let right = stage.right.get(&question.id) == Some(&place);
        let role = match (asking.answered, right, chosen) {
            (true, true, _) => Role::Good,
            (true, false, true) => Role::Bad,
            (_, _, true) => Role::Selected,
            _ => Role::Text,
        };
        let here = if chosen { look.glyphs.here } else { " " };
        let wrapped = wrap(&prose::inline(option.text.get(look.lang), role, look), width.saturating_sub(6));
        for (row, mut line) in wrapped.into_iter().enumerate() {
            let before = match row {
                0 => {
                    vec![Span::raw(format!("{here} ")), look.span(Role::Key, format!("{}", place + 1)), Span::raw("  ")]
                }
                _ => vec![Span::raw("     ")],
            };
            line.spans.splice(0..0, before);
            lines.push(line);
        }
        until = if chosen { lines.len() } else { until };
    }
    if asking.answered {
        lines.push(Line::default());
        lines.extend(answered(stage, question, asking, width, look));
        until = lines.len();
    }
    (lines, until)
}

/// Which question it is, where there are several.
fn count(stage: &Stage, asking: &Asking) -> String {
    match stage.count_of(asking) {
        (at, all) if all > 1 => format!("  {at} / {all}"),
        _ => String::new(),
    }
}

fn answered(stage: &Stage, question: &Question, asking: &Asking, width: usize, look: &Look) -> Vec<Line<'static>> {
    let right = stage.right.get(&question.id).copied();
    if asking.chosen == right {
        return vec![Line::from(look.say(Role::Good, &RIGHT))];
    }
    let belief = asking.chosen.and_then(|place| question.options.get(place)?.misconception.as_ref());
    let Some(belief) = belief else { return Vec::new() };
    wrap(&[look.span(Role::Warn, format!("{}{}", NOT_SO.get(look.lang), belief.get(look.lang)))], width)
}

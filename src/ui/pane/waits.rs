//! Who waits for whom: the wait-for graph, with the circle marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::waiting::{Giver, Waiting};
use crate::model::{Both, World};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

use super::who;

static NOBODY_MOVES: Both = Both::fixed("Nobody can move", "谁也无法继续");
static CIRCLE: Both = Both::fixed(": a circle of {0}", "：{0} 个构成一个环");
static NOBODY: Both = Both::fixed("nobody", "没有谁");
static ENDED: Both = Both::fixed("has ended", "已结束");
static LINE: Both = Both::fixed("line {0}", "第 {0} 行");
static SINCE: Both = Both::fixed("since {0}", "自 {0}");

/// Most givers that are named.
const NAMED: usize = 3;

/// Rows that the pane wants.
pub fn rows(waits: &[Waiting]) -> u16 {
    1 + waits.len() as u16
}

/// Draws the pane.
///
/// ```text
///  Nobody can move: a circle of 2
///  ┏▸ B transfer    ──▸ bob ──▸ C transfer-2    waits for bob               line 9   since 00:00.51
///  ┗━ C transfer-2  ──▸ ann ──▸ B transfer      waits for ann               line 9   since 00:00.52
///     A main        ──▸ B transfer              waits for transfer to end   line 21  since 00:00.02
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, waits: &[Waiting], world: &World, look: &Look) {
    let circle = waits.iter().filter(|waiting| waiting.in_circle).count();
    ink::line(buf, area, 0, &title(circle, look), look);
    let names = widest(waits.iter().map(|waiting| &*waiting.actor)).min(14);
    let arrows: Vec<Line> = waits
        .iter()
        .enumerate()
        .map(|(row, waiting)| {
            let mut line = Line::from(bracket(row, circle, look));
            line.spans.extend(node(&waiting.actor, names, world, look));
            line.spans.extend(arrow(waiting, world, look));
            line
        })
        .collect();
    let from = arrows.iter().map(ink::width).max().unwrap_or(0) + 3;
    let facts: Vec<[String; 3]> = waits.iter().map(|waiting| facts(waiting, look)).collect();
    let room = usize::from(area.width).saturating_sub(from);
    let shown = columns(&facts, room);
    let shown_rows = usize::from(area.height.saturating_sub(1));
    for (row, (mut line, facts)) in arrows.into_iter().zip(&facts).enumerate().take(shown_rows) {
        line.spans.push(Span::raw(" ".repeat(from - 2 - ink::width(&line))));
        for (fact, wide) in facts.iter().zip(shown) {
            if let Some(wide) = wide {
                line.spans.push(look.span(Role::Dim, format!("  {}", ink::fit(fact, wide, look))));
            }
        }
        ink::line(buf, area, row as u16 + 1, &line, look);
    }
}

fn title(circle: usize, look: &Look) -> Line<'static> {
    let mut spans = vec![Span::raw(" "), look.say(Role::Bad, &NOBODY_MOVES)];
    if circle > 1 {
        spans.push(look.span(Role::Bad, CIRCLE.fill(look.lang, &[&circle.to_string()])));
    }
    Line::from(spans)
}

/// Which of the columns of facts fit, and how wide they are: the line of the program first, then the words, then the time.
fn columns(facts: &[[String; 3]], mut room: usize) -> [Option<usize>; 3] {
    let mut shown = [None; 3];
    for at in [1, 0, 2] {
        let wide = widest(facts.iter().map(|facts| &*facts[at]));
        if wide > 0 && wide <= room {
            shown[at] = Some(wide);
            room = room.saturating_sub(wide + 2);
        }
    }
    shown
}

/// What it waits for in words, where, and since when.
fn facts(waiting: &Waiting, look: &Look) -> [String; 3] {
    let line = waiting.place.as_ref().map(|place| LINE.fill(look.lang, &[&place.line.to_string()]));
    let since = SINCE.fill(look.lang, &[&words::clock(waiting.since)]);
    [waiting.sentence.get(look.lang).to_string(), line.unwrap_or_default(), since]
}

/// Ties the rows of the circle together: from the last back to the first.
fn bracket(row: usize, circle: usize, look: &Look) -> Vec<Span<'static>> {
    let glyphs = look.glyphs;
    let text = match row {
        _ if row >= circle => "   ".to_string(),
        _ if circle == 1 => format!(" {}", glyphs.here),
        0 => format!(" {}{}", glyphs.corner, glyphs.right),
        _ if row + 1 == circle => format!(" {}{}", glyphs.born, glyphs.runs),
        _ => format!(" {} ", glyphs.stem),
    };
    vec![look.span(Role::Bad, ink::fit(&text, 4, look))]
}

fn node(name: &str, room: usize, world: &World, look: &Look) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if world.actor(name).is_some() {
        spans.extend([who::letter(world, name, look), Span::raw(" ")]);
    }
    let room = if room == 0 { ink::columns(name).min(14) } else { room };
    spans.push(Span::styled(ink::fit(name, room, look), who::colour(world, name, look)));
    spans
}

/// From an actor, through the object, to those who could give it.
fn arrow(waiting: &Waiting, world: &World, look: &Look) -> Vec<Span<'static>> {
    let glyphs = look.glyphs;
    let role = if waiting.in_circle { Role::Bad } else { Role::Dim };
    let head = || look.span(role, format!(" {0}{0}{1} ", glyphs.shaft, glyphs.right));
    let mut spans = vec![head()];
    if let Some(object) = &waiting.object {
        spans.push(look.span(Role::Strong, ink::fit(object, ink::columns(object).min(16), look)));
        spans.push(head());
    }
    if waiting.givers.is_empty() {
        spans.push(look.say(Role::Bad, &NOBODY));
    }
    for (place, giver) in waiting.givers.iter().take(NAMED).enumerate() {
        if place > 0 {
            spans.push(Span::raw("  "));
        }
        spans.extend(to(giver, world, look));
    }
    if waiting.givers.len() > NAMED {
        spans.push(look.span(Role::Dim, format!(" {}", glyphs.more)));
    }
    spans
}

fn to(giver: &Giver, world: &World, look: &Look) -> Vec<Span<'static>> {
    let mut spans = node(&giver.actor, 0, world, look);
    if giver.ended {
        spans.push(look.span(Role::Bad, format!(" {} {}", look.glyphs.killed, ENDED.get(look.lang))));
    }
    spans
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(ink::columns).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Place};
    use crate::ui::pane::rows;

    fn waiting(actor: &str, object: Option<&str>, giver: &str, in_circle: bool) -> Waiting {
        let sentence = Both::same(format!("waits for {}", object.unwrap_or(giver)));
        let givers = vec![Giver { actor: giver.into(), ended: giver == "dead" }];
        let place = Some(Place { file: "program.py".into(), line: 11 });
        let object = object.map(Into::into);
        Waiting { actor: actor.into(), what: "release".into(), sentence, object, givers, in_circle, since: 0, place }
    }

    fn drawn(waits: &[Waiting], lang: Lang, width: u16, height: u16) -> Vec<String> {
        rows(width, height, |area, buf| draw(area, buf, waits, &World::new(), &Look { lang, ..Look::default() }))
    }

    #[test]
    fn the_circle_is_tied_together_and_the_others_stand_below() {
        let waits = [
            waiting("one", Some("right"), "two", true),
            waiting("two", Some("left"), "one", true),
            waiting("main", None, "one", false),
        ];
        assert_eq!(
            drawn(&waits, Lang::En, 60, 4),
            [
                " Nobody can move: a circle of 2",
                " ┏▸ one  ──▸ right ──▸ two   waits for right  line 11",
                " ┗━ two  ──▸ left ──▸ one    waits for left   line 11",
                "    main ──▸ one             waits for one    line 11",
            ]
        );
    }

    #[test]
    fn a_dead_holder_is_told_from_a_living_one() {
        let rows = drawn(&[waiting("patient", Some("lock"), "dead", false)], Lang::Zh, 60, 2);
        assert!(rows[1].contains("dead ╳ 已 结 束"), "{rows:?}");
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        let waits = [waiting("one", Some("a lock of a long name"), "two", true), waiting("two", None, "one", true)];
        for (width, height) in [(0, 0), (1, 1), (12, 2), (40, 3), (80, 24)] {
            drawn(&waits, Lang::En, width, height);
        }
    }
}

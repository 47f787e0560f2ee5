//! The tree of choices: who could go at one place of it, and what came out of the orders that went on with each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::choices::Spot;
use crate::model::report::{Report, Way, grouped};
use crate::model::schedule::Stand;
use crate::model::{Both, Lang, World};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::wrap::wrap_text;

use super::{choose, outcomes, who};

static TITLE: Both = Both::fixed("Which choice leads to what", "哪一步会走到哪个结果");
static ROOT: Both = Both::fixed("from the start", "从开头起");
static HERE: Both = Both::fixed("Here", "这里");
static ORDERS: Both = Both::fixed("{0} orders: ", "{0} 种顺序：");
static ONE_ORDER: Both = Both::fixed("1 order: ", "1 种顺序：");
static RIGHT: Both = Both::fixed("{0} right", "{0} 种正确");
static WRONG: Both = Both::fixed("{0} wrong", "{0} 种错误");
static CANNOT: Both = Both::fixed("cannot go", "走不了");
static SAME: Both = Both::fixed("not tried: as another order", "没有试：与别的顺序一样");
static LATER: Both = Both::fixed("not tried yet", "还没有试");
static END: Both = Both::fixed("The order ends here.", "这种顺序到此结束。");
static STUCK: Both = Both::fixed("Nobody can go any more.", "谁也走不了了。");
static CUT: Both = Both::fixed("Only the first {0} orders are in this tree.", "这棵树里只有前 {0} 种顺序。");

/// What the pane is told.
pub struct Shown<'a> {
    /// What came of exploring.
    pub report: &'a Report,
    /// The place in the tree.
    pub spot: Option<Spot<'a>>,
    /// Which of those who stand there is selected.
    pub selected: usize,
    /// The run on stage: actors have the same letters here as there.
    pub world: &'a World,
}

/// Draws the pane.
///
/// ```text
///  Which choice leads to what                                     6 of 6 orders, complete
///  seller
///  Here 3 orders: 2 counter=9, 1 counter=8
///
///   B  seller     writes 9 to counter     1 order: counter=8
///   C  seller-2   reads counter           2 orders: counter=9
///   –  main       waits for seller        cannot go
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, look: &Look) {
    let title = Line::from(vec![Span::raw(" "), look.say(Role::Title, &TITLE)]);
    let reach = shown.report.reach().get(look.lang).to_string();
    let head = outcomes::title_and_reach(area, buf, &title, &reach, look).min(area.height);
    let area = Rect { y: area.y + head, height: area.height - head, ..area };
    let Some(spot) = shown.spot else { return };
    let from = way(area, buf, &spot, look);
    let mut here = vec![look.span(Role::Dim, format!(" {} ", HERE.get(look.lang)))];
    here.extend(came(&spot, look));
    ink::line(buf, area, from, &Line::from(here), look);
    let rows = branches(area, buf, shown, &spot, from + 2, look);
    below(area, buf, shown, &spot, from + 3 + rows, look);
}

/// The turns that lead here, in as many rows as they need, three at most; how many those are.
fn way(area: Rect, buf: &mut Buffer, spot: &Spot<'_>, look: &Look) -> u16 {
    let schedule = spot.schedule();
    let text = if schedule.0.is_empty() {
        ROOT.get(look.lang).to_string()
    } else {
        schedule.to_string().replace(',', &format!(" {} ", look.glyphs.right))
    };
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let lines = wrap_text(&text, usize::from(room.width), look.style(Role::Text));
    let hidden = lines.len().saturating_sub(3);
    for (row, line) in lines.iter().skip(hidden).enumerate() {
        ink::line(buf, room, row as u16, line, look);
    }
    (lines.len() - hidden).max(1) as u16
}

fn branches(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, spot: &Spot<'_>, from: u16, look: &Look) -> u16 {
    let all: Vec<(&Stand, Option<Spot<'_>>)> = spot.branches().collect();
    let names = all.iter().map(|(stand, _)| ink::columns(&stand.turn.actor)).max().unwrap_or(0).min(14);
    let steps: Vec<String> = all.iter().map(|(stand, _)| choose::step(stand, look.lang)).collect();
    let wide = steps.iter().map(|step| ink::columns(step)).max().unwrap_or(0).min(usize::from(area.width) / 3);
    for (place, ((stand, leads), step)) in all.iter().zip(&steps).enumerate() {
        let able = stand.lacks.is_none();
        let mut line = Line::from(vec![
            Span::raw("  "),
            sign(shown.world, stand, look),
            Span::raw("  "),
            Span::styled(
                ink::fit_name(&stand.turn.actor, names, look),
                who::colour(shown.world, &stand.turn.actor, look),
            ),
            Span::raw("  "),
            look.span(if able { Role::Text } else { Role::Dim }, ink::fit(step, wide, look)),
            Span::raw("  "),
        ]);
        match leads {
            Some(spot) => line.spans.extend(came(spot, look)),
            None if !able => line.spans.push(look.say(Role::Dim, &CANNOT)),
            None => line.spans.push(look.say(Role::Dim, untried(shown.report))),
        }
        ink::line(buf, area, from + place as u16, &line, look);
        if place == shown.selected {
            ink::select(buf, area, from + place as u16, look);
        }
    }
    all.len() as u16
}

/// The letter of one who can go, where that one is on stage.
fn sign(world: &World, stand: &Stand, look: &Look) -> Span<'static> {
    match world.actor(&stand.turn.actor) {
        _ if stand.lacks.is_some() => look.span(Role::Dim, look.glyphs.none),
        Some(_) => who::letter(world, &stand.turn.actor, look),
        None => Span::raw(" "),
    }
}

/// Why nothing is known of a step that could have been taken.
fn untried(report: &Report) -> &'static Both {
    match report.way {
        Way::Every { reduced: true } if report.complete => &SAME,
        _ => &LATER,
    }
}

/// "3 orders: 2 counter=9, 1 counter=8": what is wrong first. Of outcomes that are long, or too many, it is said how many
/// are wrong and right.
fn came(spot: &Spot<'_>, look: &Look) -> Vec<Span<'static>> {
    const LONG: usize = 26;
    const NAMED: usize = 3;
    let (orders, mut outcomes) = (spot.orders(), spot.outcomes());
    outcomes.sort_by_key(|(_, right, _)| *right);
    let head =
        if orders == 1 { ONE_ORDER.get(look.lang).to_string() } else { ORDERS.fill(look.lang, &[&grouped(orders)]) };
    let mut parts: Vec<(Role, String)> = Vec::new();
    let mut others = [(false, 0, &WRONG), (true, 0, &RIGHT)];
    for (name, right, count) in &outcomes {
        let name = outcomes::shown_name(name, look.lang);
        if outcomes.len() == 1 {
            parts.push((role(*right), name.to_string()));
        } else if ink::columns(name) <= LONG && parts.len() < NAMED {
            parts.push((role(*right), format!("{} {name}", grouped(*count))));
        } else {
            others[usize::from(*right)].1 += count;
        }
    }
    let others = others.into_iter().filter(|(_, count, _)| *count > 0);
    parts.extend(others.map(|(right, count, words)| (role(right), words.fill(look.lang, &[&grouped(count)]))));
    let comma = if look.lang == Lang::Zh { "，" } else { ", " };
    let mut spans = vec![look.span(Role::Dim, head)];
    for (place, (role, text)) in parts.into_iter().enumerate() {
        spans.extend((place > 0).then(|| look.span(Role::Dim, comma)));
        spans.push(look.span(role, text));
    }
    spans
}

fn role(right: bool) -> Role {
    if right { Role::Good } else { Role::Bad }
}

fn below(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, spot: &Spot<'_>, row: u16, look: &Look) {
    let mut stands = spot.branches().peekable();
    let ended = match stands.peek() {
        None => Some(&END),
        Some(_) => stands.all(|(stand, _)| stand.lacks.is_some()).then_some(&STUCK),
    };
    if let Some(words) = ended {
        ink::line(
            buf,
            area,
            row.saturating_sub(1),
            &Line::from(vec![Span::raw(" "), look.say(Role::Dim, words)]),
            look,
        );
    }
    let known = shown.report.choices.orders();
    let is_cut = matches!(shown.report.way, Way::Every { .. }) && known < shown.report.schedules;
    if is_cut {
        let words = format!(" {}", CUT.fill(look.lang, &[&grouped(known)]));
        ink::line(buf, area, row, &Line::from(look.span(Role::Dim, words)), look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::choices::Choices;
    use crate::model::schedule::Choice;
    use crate::ui::pane::rows;
    use std::sync::Arc;

    fn report() -> Report {
        let mut choices = Choices::default();
        choices.add(&[Choice::among(&["a", "b", "c"], 0), Choice::among(&["b"], 0)], "counter=8", true);
        choices.add(&[Choice::among(&["a", "b", "c"], 1), Choice::among(&["a"], 0)], "deadlock", false);
        Report { schedules: 2, complete: true, choices: Arc::new(choices), ..Report::default() }
    }

    fn drawn(spot: &[usize], lang: Lang, width: u16, height: u16) -> Vec<String> {
        let report = report();
        let shown = Shown { report: &report, spot: report.choices.spot(spot), selected: 0, world: &World::new() };
        rows(width, height, |area, buf| draw(area, buf, &shown, &Look { lang, ..Look::default() }))
    }

    #[test]
    fn each_step_says_what_the_orders_that_go_on_with_it_came_to() {
        let rows = drawn(&[], Lang::En, 80, 10);
        assert!(rows[0].contains("2 of 2 orders, complete"), "{rows:#?}");
        assert_eq!(rows[1..3], [" from the start", " Here 2 orders: 1 deadlock, 1 counter=8"]);
        assert!(rows[4].contains("a  reads counter  1 order: counter=8"), "{rows:#?}");
        assert!(rows[5].contains("b  reads counter  1 order: deadlock"), "{rows:#?}");
        assert!(rows[6].contains("c  reads counter  not tried: as another order"), "{rows:#?}");
    }

    #[test]
    fn the_way_stands_above_and_the_end_is_told() {
        let rows = drawn(&[1, 0], Lang::En, 80, 10);
        assert_eq!(rows[1..3], [" b ▸ a", " Here 1 order: deadlock"]);
        assert!(rows.iter().any(|row| row.contains("The order ends here.")), "{rows:#?}");
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        for (width, height) in [(0, 0), (1, 1), (20, 3), (80, 24), (200, 60)] {
            drawn(&[], Lang::Zh, width, height);
        }
    }
}

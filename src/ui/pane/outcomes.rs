//! Outcomes: what every order gave, how often, and what ordinary runs would have told.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::outcome::{Outcome, Outcomes};
use crate::model::report::{Report, Way, grouped};
use crate::model::{Both, Lang, World};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::{wrap, wrap_text};

use super::waits;

static TITLE: Both = Both::fixed("What every order gives", "所有顺序的结果");
static SOME: Both = Both::fixed("What these orders give", "这些顺序的结果");
static RIGHT: Both = Both::fixed("right", "正确");
static WRONG: Both = Both::fixed("wrong", "错误");
static REPLAY: Both = Both::fixed(
    "Enter replays it step by step    t  which choice leads to what",
    "Enter 逐步重放    t  哪一步会走到哪个结果",
);
static ASK_ORDINARY: Both = Both::fixed("o  a thousand ordinary runs beside it", "o  再做一千次普通运行来对照");
static TESTING: Both = Both::fixed("what testing would have told you", "测试只会告诉你这些");
static SEARCHING: Both =
    Both::fixed("trying every order, each with real processes …", "正在用真实的进程尝试每一种顺序……");
static GOAL: Both = Both::fixed("goal: ", "目标：");
static REACHED: Both = Both::fixed("Reached in {0} of {1} orders.", "{1} 种顺序中有 {0} 种达成。");
static NEVER: Both =
    Both::fixed("Nobody can: none of all {0} orders reaches it.", "谁也做不到：全部 {0} 种顺序都达不成。");
static DEADLOCK: Both = Both::fixed("deadlock", "死锁");
static ENDLESS: Both = Both::fixed("no end", "没有结束");
static NOTHING: Both = Both::fixed("nothing printed", "什么也没打印");

/// Rows that are kept free for what is told of the outcomes.
const BELOW: u16 = 12;

/// What the pane is told.
pub struct Shown<'a> {
    /// Orders and outcomes.
    pub report: &'a Report,
    /// What ordinary runs gave.
    pub ordinary: Option<&'a Outcomes>,
    /// How many of these were asked for.
    pub asked: usize,
    /// Whether it still goes on.
    pub goes_on: bool,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// The goal of the challenge, and in how many orders it is reached.
    pub goal: Option<(&'a Both, usize)>,
    /// Which outcome is selected.
    pub selected: usize,
    /// The run on stage: actors have the same letters here as there.
    pub world: &'a World,
}

/// Draws the pane.
///
/// ```text
///  What every order gives                                   6 of 6 orders, complete, 12 ms
///
///   counter=8   right      2   ███▍
///   counter=9   wrong      4   ██████▋
///
///  1,000 ordinary runs:    0 wrong                          what testing would have told you
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, look: &Look) {
    let is_cut_short = shown.report.refused.is_some();
    let every = matches!(shown.report.way, Way::Every { .. }) && !is_cut_short || shown.report.complete;
    let title = Line::from(vec![Span::raw(" "), look.say(Role::Title, if every { &TITLE } else { &SOME })]);
    title_and_reach(area, buf, &title, &count(shown, look.lang), look);
    let most = shown.report.outcomes.iter().map(|outcome| outcome.count).max().unwrap_or(1);
    let name = names_width(&shown.report.outcomes, area.width, look);
    let mut row = 2;
    // Below them there is always room for what else is to be told.
    let room = usize::from(area.height.saturating_sub(BELOW)).max(3);
    let first = (shown.selected + 1).saturating_sub(room);
    for (place, outcome) in shown.report.outcomes.iter().enumerate().skip(first).take(room) {
        ink::line(buf, area, row, &line(outcome, most, name, look), look);
        if place == shown.selected {
            ink::select(buf, area, row, look);
        }
        row += 1;
    }
    let hidden = shown.report.outcomes.iter().count().saturating_sub(room);
    if hidden > 0 {
        let more = format!("   {}", words::MORE.fill(look.lang, &[&hidden.to_string()]));
        ink::line(buf, area, row, &Line::from(look.span(Role::Dim, more)), look);
        row += 1;
    }
    if shown.goes_on && row == 2 {
        ink::line(buf, area, row, &Line::from(vec![Span::raw("  "), look.say(Role::Dim, &SEARCHING)]), look);
        row += 1;
    }
    row += notes(area, buf, shown.report, row + 1, look);
    below(area, buf, shown, row + 1, look);
}

/// The title, and how far exploring reaches: beside it, or in the next row where there is no room. Rows that it took.
pub(super) fn title_and_reach(area: Rect, buf: &mut Buffer, title: &Line<'_>, reach: &str, look: &Look) -> u16 {
    let used = ink::line(buf, area, 0, title, look).min(area.width);
    let reach = Line::from(look.span(Role::Strong, format!(" {reach} ")));
    if usize::from(used) + ink::width(&reach) < usize::from(area.width) {
        let room = Rect { x: area.x + used, width: area.width - used, ..area };
        ink::line_right(buf, room, 0, &reach, look);
        return 1;
    }
    ink::line(buf, area, 1, &reach, look);
    2
}

/// What else has to be said; the rows that it takes.
fn notes(area: Rect, buf: &mut Buffer, report: &Report, from: u16, look: &Look) -> u16 {
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let said = report.notes();
    let wrapped = |note: &Both| wrap_text(note.get(look.lang), usize::from(room.width), look.style(Role::Warn));
    let lines: Vec<Line> = said.iter().flat_map(wrapped).collect();
    for (row, line) in (from..area.height).zip(&lines) {
        ink::line(buf, room, row, line, look);
    }
    lines.len() as u16
}

/// "goal: sell one ticket twice: reached in 4 of 6 orders".
fn goal(shown: &Shown<'_>, width: usize, look: &Look) -> Vec<Line<'static>> {
    let Some((goal, reached)) = shown.goal.filter(|_| shown.report.schedules > 0) else { return Vec::new() };
    let orders = grouped(shown.report.schedules);
    let proved = reached == 0 && shown.report.complete && !shown.goes_on;
    let (role, words) = match proved {
        true => (Role::Good, NEVER.fill(look.lang, &[&orders])),
        false => (Role::Strong, REACHED.fill(look.lang, &[&grouped(reached), &orders])),
    };
    let goal = look.span(Role::Text, format!("{} ", goal.get(look.lang)));
    wrap(&[look.say(Role::Dim, &GOAL), goal, look.span(role, words)], width)
}

/// The selected outcome as a whole, where its row has no room for it.
fn selected(shown: &Shown<'_>, area: Rect, look: &Look) -> Vec<Line<'static>> {
    const MOST: usize = 4;
    let Some(outcome) = shown.report.outcomes.iter().nth(shown.selected) else { return Vec::new() };
    let (name, room) = (shown_name(&outcome.name, look.lang), names_width(&shown.report.outcomes, area.width, look));
    if ink::columns(name) <= room {
        return Vec::new();
    }
    let mut lines = wrap_text(name, usize::from(area.width.saturating_sub(2)), look.style(Role::Text));
    lines.truncate(MOST);
    lines.push(Line::default());
    lines
}

fn below(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, row: u16, look: &Look) {
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let said = [selected(shown, area, look), goal(shown, usize::from(room.width), look)].concat();
    for (row, line) in (row..area.height).zip(&said) {
        ink::line(buf, room, row, line, look);
    }
    let row = row + said.len() as u16;
    match shown.ordinary {
        Some(ordinary) => {
            let text = ordinary_runs(ordinary, shown, look.lang);
            let role = if ordinary.wrong() == 0 { Role::Strong } else { Role::Bad };
            let line = Line::from(vec![
                look.span(role, format!(" {text}")),
                Span::raw("     "),
                look.say(Role::Dim, &TESTING),
            ]);
            ink::line(buf, area, row, &line, look);
        }
        None if !shown.goes_on => {
            ink::line(buf, area, row, &Line::from(vec![Span::raw(" "), look.say(Role::Dim, &ASK_ORDINARY)]), look);
        }
        None => {}
    }
    let hint = Line::from(vec![Span::raw(" "), look.say(Role::Dim, &REPLAY)]);
    ink::line(buf, area, row + 1, &hint, look);
    let row = shortest(area, buf, shown, row + 3, look);
    why(area, buf, shown, row, look);
}

/// The shortest order to the selected outcome, whole; the row after it.
fn shortest(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, from: u16, look: &Look) -> u16 {
    const MOST: usize = 4;
    let Some(outcome) = shown.report.outcomes.iter().nth(shown.selected) else { return from };
    let text = format!("--schedule {}", outcome.schedule);
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let lines = wrap_text(&text, usize::from(room.width), look.style(Role::Dim));
    let lines = &lines[..lines.len().min(MOST)];
    for (row, line) in (from..area.height).zip(lines) {
        ink::line(buf, room, row, line, look);
    }
    from + lines.len() as u16 + 1
}

/// Why nobody can move at the end of the selected outcome: who waits for whom, and in words.
fn why(area: Rect, buf: &mut Buffer, shown: &Shown<'_>, from: u16, look: &Look) {
    let selected = shown.report.outcomes.iter().nth(shown.selected);
    let Some(why) = selected.and_then(|outcome| outcome.why.as_ref()) else { return };
    let room = area.height.saturating_sub(from);
    let graph = Rect { y: area.y + from.min(area.height), height: room, ..area };
    waits::draw(graph, buf, &why.waits, shown.world, look);
    let room = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let lines = wrap_text(why.sentence.get(look.lang), usize::from(room.width), look.style(Role::Dim));
    for (row, line) in (from + waits::rows(&why.waits) + 1..area.height).zip(&lines) {
        ink::line(buf, room, row, line, look);
    }
}

fn line(outcome: &Outcome, most: usize, name: usize, look: &Look) -> Line<'static> {
    let (words, role) = if outcome.right { (&RIGHT, Role::Good) } else { (&WRONG, Role::Bad) };
    let bar = look.glyphs.full.repeat((outcome.count * 12).div_ceil(most.max(1)));
    let shown = shown_name(&outcome.name, look.lang);
    Line::from(vec![
        Span::raw("  "),
        look.span(Role::Text, ink::fit(shown, name, look)),
        Span::raw("  "),
        look.span(role, ink::fit(words.get(look.lang), 6, look)),
        look.span(Role::Strong, format!("{:>7}", grouped(outcome.count))),
        Span::raw("   "),
        look.span(role, ink::fit(&bar, 13, look)),
    ])
}

/// How an outcome is called on screen.
pub fn shown_name(name: &str, lang: Lang) -> &str {
    match name {
        "deadlock" => DEADLOCK.get(lang),
        "endless" => ENDLESS.get(lang),
        "nothing printed" => NOTHING.get(lang),
        name => name,
    }
}

fn names_width(outcomes: &Outcomes, width: u16, look: &Look) -> usize {
    let names = outcomes.iter().map(|outcome| ink::columns(shown_name(&outcome.name, look.lang)));
    names.max().unwrap_or(0).clamp(10, usize::from(width).saturating_sub(42).max(10))
}

/// "6 of 6 orders, complete, 12 ms", "1,000 of at least 250,000 orders".
fn count(shown: &Shown<'_>, lang: Lang) -> String {
    let reach = shown.report.reach();
    match (shown.goes_on, lang) {
        (true, _) => reach.get(lang).to_string(),
        (false, Lang::En) => format!("{}, {} ms", reach.en, shown.milliseconds),
        (false, Lang::Zh) => format!("{}，{} 毫秒", reach.zh, shown.milliseconds),
    }
}

/// "1,000 ordinary runs:  0 wrong"; where there were fewer than were asked for, how many that were.
fn ordinary_runs(ordinary: &Outcomes, shown: &Shown<'_>, lang: Lang) -> String {
    let [all, wrong, asked] = [ordinary.total(), ordinary.wrong(), shown.asked].map(grouped);
    let is_short = !shown.goes_on && ordinary.total() < shown.asked;
    match (is_short, lang) {
        (true, Lang::En) => format!("{all} of {asked} ordinary runs:  {wrong} wrong"),
        (true, Lang::Zh) => format!("{asked} 次普通运行只做了 {all} 次：{wrong} 次出错"),
        (false, Lang::En) => format!("{all} ordinary runs:  {wrong} wrong"),
        (false, Lang::Zh) => format!("{all} 次普通运行：{wrong} 次出错"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_fewer_ordinary_runs_than_were_asked_for_it_is_said_how_many_there_were() {
        let (report, world, mut ran) = (Report::default(), World::new(), Outcomes::default());
        ran.count("counter=8", true, &"a,b".parse().unwrap(), || None);
        let told = |asked, goes_on, lang| {
            let (ordinary, goal) = (Some(&ran), None);
            let shown =
                Shown { report: &report, ordinary, asked, goes_on, milliseconds: 3, goal, selected: 0, world: &world };
            ordinary_runs(&ran, &shown, lang)
        };
        assert_eq!(told(1, false, Lang::En), "1 ordinary runs:  0 wrong");
        assert_eq!(told(1000, true, Lang::En), "1 ordinary runs:  0 wrong");
        assert_eq!(told(1000, false, Lang::En), "1 of 1,000 ordinary runs:  0 wrong");
        assert_eq!(told(1000, false, Lang::Zh), "1,000 次普通运行只做了 1 次：0 次出错");
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        let mut outcomes = Outcomes::default();
        outcomes.count("counter=8", true, &"a,b".parse().unwrap(), || None);
        outcomes.count("deadlock", false, &"a*2".parse().unwrap(), || None);
        let report = Report { schedules: 2, complete: true, outcomes, ..Report::default() };
        for (width, height) in [(0, 0), (1, 1), (20, 3), (80, 24), (200, 60)] {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            let shown = Shown {
                report: &report,
                ordinary: Some(&report.outcomes),
                asked: 1000,
                goes_on: false,
                milliseconds: 3,
                goal: Some((&TITLE, 1)),
                selected: 1,
                world: &World::new(),
            };
            draw(area, &mut buf, &shown, &Look::default());
        }
    }
}

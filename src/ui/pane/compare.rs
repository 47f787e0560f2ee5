//! Two engines side by side: what each actor did on the one and on the other, and what differs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::compare::{Comparison, Pair, Row};
use crate::model::{Both, Kind, World};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::wrap::wrap_text;

static RUNNING: Both = Both::fixed("running it on both engines …", "正在用两个引擎运行……");
static TITLE: Both = Both::fixed("Both engines, side by side", "两个引擎，并排对照");
static MORE: Both = Both::fixed("{0} more, the same on both", "另有 {0} 个，两边相同");
static WROTE: Both = Both::fixed("its output, told apart:", "它的输出（单独列出）：");
static RUNS: Both = Both::fixed("runs of each: {0}", "各运行 {0} 次");

/// So many rows that are the same are shown one by one; of more, the middle is left out.
const SHOWN: usize = 6;

/// Draws what the comparison has come to, from a row on; nothing yet where it is `None`.
///
/// ```text
/// Both engines, side by side      runs of each: 1
/// differences: none (4 actors, 31 acts)
///
///   native                        CPython 3.11.7
/// B writer
///   puts 'A' into q               puts 'A' into q
/// < closes q
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, comparison: Option<&Comparison>, top: usize, world: &World) {
    let Some(comparison) = comparison else {
        ink::line(buf, area, 0, &Line::from(look.say(Role::Title, &TITLE)), look);
        ink::line(buf, area, 2, &Line::from(look.say(Role::Dim, &RUNNING)), look);
        return;
    };
    let runs = RUNS.fill(look.lang, &[&comparison.runs.to_string()]);
    let head = vec![look.say(Role::Title, &TITLE), look.span(Role::Dim, format!("    {runs}"))];
    ink::line(buf, area, 0, &Line::from(head), look);
    let verdict = if comparison.unexplained().next().is_some() { Role::Bad } else { Role::Good };
    ink::line(buf, area, 1, &Line::from(look.span(verdict, comparison.sentence().get(look.lang).to_string())), look);
    let side = usize::from(area.width.saturating_sub(3)) / 2;
    let [left, right] = &comparison.engines;
    let heads = vec![
        Span::raw("  "),
        look.span(Role::Strong, ink::fit(left, side, look)),
        look.span(Role::Strong, right.clone()),
    ];
    ink::line(buf, area, 3, &Line::from(heads), look);
    let rows = lines(comparison, side, look, world);
    let room = usize::from(area.height.saturating_sub(4));
    let first = top.min(rows.len().saturating_sub(room));
    let below = Rect { y: area.y + 4.min(area.height), height: area.height.saturating_sub(4), ..area };
    ink::lines(buf, below, &rows[first..], look);
}

fn lines(comparison: &Comparison, side: usize, look: &Look, world: &World) -> Vec<Line<'static>> {
    let differing = comparison.actors.iter().filter(|pair| pair.differs());
    let alike = comparison.actors.iter().filter(|pair| !pair.differs());
    differing.chain(alike).flat_map(|pair| pair_lines(pair, side, look, world)).collect()
}

fn pair_lines(pair: &Pair, side: usize, look: &Look, world: &World) -> Vec<Line<'static>> {
    let rank = world.actor(&pair.actor).map(|actor| actor.rank);
    let style = rank.map_or_else(|| look.style(Role::Strong), |rank| look.theme.actor(rank));
    let sign = rank.map(letter).unwrap_or_default();
    let mut lines = vec![Line::from(Span::styled(format!("{sign:<2}{}", pair.actor), style))];
    if let Some(why) = pair.why.as_ref().filter(|_| pair.differs()) {
        lines.extend(wrap_text(&format!("  {}", why.get(look.lang)), side * 2, look.style(Role::Dim)));
    }
    let is_same = |row: &Row| matches!(row, Row::Same(_));
    let is_like = |one: &Row, next: &Row| is_same(one) == is_same(next) && is_written(one) == is_written(next);
    let mut wrote = false;
    for rows in pair.rows.chunk_by(is_like) {
        if is_written(&rows[0]) && !wrote {
            wrote = true;
            lines.push(Line::from(vec![Span::raw("  "), look.say(Role::Dim, &WROTE)]));
        }
        if is_same(&rows[0]) && rows.len() > SHOWN {
            let (before, after) = (&rows[..SHOWN / 2], &rows[rows.len() - SHOWN / 2..]);
            lines.extend(before.iter().map(|row| line(row, side, look)));
            let more = MORE.fill(look.lang, &[&(rows.len() - before.len() - after.len()).to_string()]);
            lines.push(Line::from(look.span(Role::Dim, format!("  … {more}"))));
            lines.extend(after.iter().map(|row| line(row, side, look)));
        } else {
            lines.extend(rows.iter().map(|row| line(row, side, look)));
        }
    }
    lines
}

fn is_written(row: &Row) -> bool {
    let (Row::Same(deed) | Row::Left(deed) | Row::Right(deed)) = row;
    deed.kind() == Kind::Output
}

fn line(row: &Row, side: usize, look: &Look) -> Line<'static> {
    let fit = |text: &str| ink::fit(text, side.saturating_sub(1), look) + " ";
    Line::from(match row {
        Row::Same(deed) => {
            let said = deed.sentence().get(look.lang).to_string();
            vec![Span::raw("  "), look.span(Role::Text, fit(&said)), look.span(Role::Text, fit(&said))]
        }
        Row::Left(deed) => {
            vec![look.span(Role::Warn, "< "), look.span(Role::Warn, fit(deed.sentence().get(look.lang)))]
        }
        Row::Right(deed) => {
            let said = fit(deed.sentence().get(look.lang));
            vec![look.span(Role::Warn, format!("> {}", " ".repeat(side))), look.span(Role::Warn, said)]
        }
    })
}

//! What the program printed, and who printed it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap_text;

/// A line that was printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// Rank of the actor that wrote it, if it is known.
    pub rank: Option<usize>,
    /// Its text.
    pub text: String,
    /// Whether it went to standard error.
    pub error: bool,
    /// When, in nanoseconds.
    pub t: u64,
    /// Whether it has just come.
    pub fresh: bool,
    /// Whether its end has not been written.
    pub open: bool,
}

/// Rows that a line may take.
const ROWS: usize = 4;

/// What was printed, as far as the pane may show it.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// Its last lines.
    pub lines: &'a [Printed],
    /// How many lines stand before them.
    pub before: usize,
    /// Whether nothing more will be printed.
    pub over: bool,
}

/// Draws the last lines that fit, below a head. A line that is too long goes on in the next row.
///
/// ```text
/// output
/// B  put A                       0.41
/// C  got A                       0.41
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, paper: Paper) {
    let printed = paper.lines;
    let room = usize::from(area.height.saturating_sub(1));
    let clock = if area.width > 30 { CLOCK } else { 0 };
    let width = usize::from(area.width).saturating_sub(WHO + clock);
    let mut shown: Vec<(&Printed, Vec<Line>)> = Vec::new();
    let mut free = room;
    let said = |entry: &&Printed| !entry.text.trim().is_empty();
    for entry in printed.iter().filter(said).rev().take_while(|_| room > 0) {
        let mut rows = rows(entry, width, look);
        if rows.len() > free && !shown.is_empty() {
            break;
        }
        if rows.len() > free {
            rows.truncate(free);
            rows.iter_mut().last().into_iter().for_each(|row| row.spans.push(look.span(Role::Dim, look.glyphs.more)));
        }
        free -= rows.len();
        shown.push((entry, rows));
    }
    head(area, buf, paper.before + printed.iter().filter(said).count() - shown.len(), look);
    if printed.is_empty() {
        nothing(area, buf, paper.over, look);
    }
    let mut row = 1;
    for (entry, rows) in shown.iter().rev() {
        draw_rows(area, buf, look, row, entry, rows, clock > 0);
        row += rows.len() as u16;
    }
}

/// Columns for the letter of who printed, and for when.
const WHO: usize = 3;
const CLOCK: usize = 6;

fn head(area: Rect, buf: &mut Buffer, earlier: usize, look: &Look) {
    let mut head = vec![look.say(Role::Title, &words::OUTPUT)];
    if earlier > 0 {
        let text = words::EARLIER.fill(look.lang, &[&earlier.to_string()]);
        head.push(look.span(Role::Dim, format!("  {text}")));
    }
    ink::line(buf, area, 0, &Line::from(head), look);
}

/// That nothing was printed: below the head, or beside it where there is no other row.
fn nothing(area: Rect, buf: &mut Buffer, over: bool, look: &Look) {
    let said = look.say(Role::Dim, if over { &words::NOTHING_PRINTED } else { &words::NO_OUTPUT });
    if area.height > 1 {
        ink::line(buf, area, 1, &Line::from(said), look);
    } else {
        let head = look.say(Role::Title, &words::OUTPUT);
        ink::line(buf, area, 0, &Line::from(vec![head, Span::raw("  "), said]), look);
    }
}

/// The rows of a line that was printed; the last of them is cut where there are too many.
fn rows(entry: &Printed, width: usize, look: &Look) -> Vec<Line<'static>> {
    let style = if entry.error { look.style(Role::Warn) } else { look.style(Role::Text) };
    let text = head_of(&entry.text);
    // An indentation of nothing but itself would be all that is seen of a line that is cut.
    let text = if ink::columns(text) > width { text.trim_start() } else { text };
    let mut rows = wrap_text(text, width, style);
    if rows.len() > ROWS {
        rows.truncate(ROWS - 1);
        rows.push(Line::from(look.span(Role::Dim, look.glyphs.more)));
    }
    if rows.is_empty() { vec![Line::default()] } else { rows }
}

fn draw_rows(area: Rect, buf: &mut Buffer, look: &Look, row: u16, entry: &Printed, rows: &[Line], clock: bool) {
    let colour = entry.rank.map_or(Style::new(), |rank| look.theme.actor(rank));
    let who = entry.rank.map_or_else(|| "?".to_string(), letter);
    let who = Span::styled(ink::fit(&who, WHO, look), colour.add_modifier(Modifier::BOLD));
    ink::line(buf, area, row, &Line::from(who), look);
    let wide = if clock { CLOCK } else { 0 } as u16;
    let text = Rect { x: area.x + WHO as u16, width: area.width.saturating_sub(WHO as u16 + wide), ..area };
    for (at, line) in (row..).zip(rows) {
        ink::line(buf, text, at, line, look);
        if entry.fresh {
            ink::freshen(buf, text, at);
        }
    }
    if clock {
        let clock = words::since(entry.t);
        ink::line_right(buf, area, row, &Line::from(look.span(Role::Dim, clock)), look);
    }
}

/// The beginning of a text: nobody reads, and nothing measures, a megabyte on one line.
fn head_of(text: &str) -> &str {
    let end = text.char_indices().nth(500).map_or(text.len(), |(at, _)| at);
    text[..end].trim_end_matches(['\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pane::rows;

    #[test]
    fn that_nothing_was_printed_is_said_at_any_height() {
        let drawn = |height, over| {
            rows(40, height, |area, buf| {
                draw(area, buf, &Look::default(), Paper { lines: &[], before: 0, over });
            })
        };
        assert_eq!(drawn(2, false), ["output", "Nothing has been printed yet."]);
        assert_eq!(drawn(2, true), ["output", "Nothing was printed."]);
        assert_eq!(drawn(1, true), ["output  Nothing was printed."]);
    }
}

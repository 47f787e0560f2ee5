//! What the program printed, and who printed it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

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

/// Draws the last lines that fit, below a head.
///
/// ```text
/// output
/// B  put A                       0.41
/// C  got A                       0.41
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, printed: &[Printed], before: usize) {
    let mut head = vec![look.say(Role::Title, &words::OUTPUT)];
    let room = usize::from(area.height.saturating_sub(1));
    let earlier = before + printed.len().saturating_sub(room);
    if earlier > 0 {
        let text = words::EARLIER.fill(look.lang, &[&earlier.to_string()]);
        head.push(look.span(Role::Dim, format!("  {text}")));
    }
    ink::line(buf, area, 0, &Line::from(head), look);
    if printed.is_empty() {
        ink::line(buf, area, 1, &Line::from(look.say(Role::Dim, &words::NO_OUTPUT)), look);
    }
    for (row, entry) in printed[printed.len().saturating_sub(room)..].iter().enumerate() {
        draw_line(area, buf, look, row as u16 + 1, entry);
    }
}

fn draw_line(area: Rect, buf: &mut Buffer, look: &Look, row: u16, entry: &Printed) {
    let clock = format!("{:.2}", entry.t as f64 / 1e9);
    let colour = entry.rank.map_or(Style::new(), |rank| look.theme.actor(rank));
    let who = entry.rank.map_or_else(|| "?".to_string(), letter);
    let text = head_of(&entry.text);
    let style = if entry.error { look.style(Role::Warn) } else { look.style(Role::Text) };
    let spans = vec![
        Span::styled(ink::fit(&who, 3, look), colour.add_modifier(Modifier::BOLD)),
        Span::styled(text.to_string(), style),
    ];
    let clock_wide = if area.width > 30 { clock.len() as u16 + 1 } else { 0 };
    let left = Rect { width: area.width.saturating_sub(clock_wide), ..area };
    ink::line(buf, left, row, &Line::from(spans), look);
    if clock_wide > 0 {
        ink::line_right(buf, area, row, &Line::from(look.span(Role::Dim, clock)), look);
    }
    if entry.fresh {
        ink::freshen(buf, left, row);
    }
}

/// The beginning of a text: nobody reads, and nothing measures, a megabyte on one line.
fn head_of(text: &str) -> &str {
    let end = text.char_indices().nth(500).map_or(text.len(), |(at, _)| at);
    text[..end].trim_end_matches(['\n', '\r'])
}

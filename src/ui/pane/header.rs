//! The header: where one is on the left, how the run stands on the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;

/// How many facts stay whatever the room: how the run stands, the time, the language.
const KEPT: usize = 3;

/// Draws the line. Where there is no room the name of the chapter goes first, then the first of the facts; the title is
/// cut last.
///
/// ```text
///  3 Talking · queue   One writes, one reads           native   live   2 a second   00:01.84   EN
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, place: &str, title: &str, facts: &[(Role, String)]) {
    let width = usize::from(area.width);
    let needed = ink::width(&right(&facts[facts.len().saturating_sub(KEPT)..], look));
    let whole = left(place, title, look);
    let left = match place.rsplit_once(look.glyphs.dot) {
        Some((_, lesson)) if ink::width(&whole) + needed + 3 > width => left(lesson.trim(), title, look),
        _ => whole,
    };
    let room = width.saturating_sub(ink::width(&left) + 3);
    let mut from = 0;
    while from + KEPT < facts.len() && ink::width(&right(&facts[from..], look)) > room {
        from += 1;
    }
    let right = right(&facts[from..], look);
    let wide = ink::width(&right) as u16;
    ink::line(buf, Rect { width: area.width.saturating_sub(wide + 1), ..area }, 0, &left, look);
    ink::line_right(buf, area, 0, &right, look);
}

fn left(place: &str, title: &str, look: &Look) -> Line<'static> {
    Line::from(vec![
        Span::raw(" "),
        look.span(Role::Dim, place.to_string()),
        Span::raw("   "),
        look.span(Role::Strong, title.to_string()),
    ])
}

fn right(facts: &[(Role, String)], look: &Look) -> Line<'static> {
    let mut spans = Vec::new();
    for (role, fact) in facts {
        spans.push(look.span(*role, fact.clone()));
        spans.push(Span::raw("  "));
    }
    spans.pop();
    spans.push(Span::raw(" "));
    Line::from(spans)
}

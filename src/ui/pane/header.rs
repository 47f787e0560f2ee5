//! The header: where one is on the left, how the run stands on the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;

/// How many facts stay whatever the room: how the run stands, the time, the language.
const KEPT: usize = 3;

/// Draws the line. Where there is no room the dim facts go first, then the name of the chapter, then the other facts;
/// the title is cut last, but before what the run is: a variant of the lesson.
///
/// ```text
///  3 Talking · queue   One writes, one reads           native   live   2 a second   00:01.84   EN
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, place: &str, title: &str, facts: &[(Role, String)]) {
    let width = usize::from(area.width);
    let short = place.rsplit_once(look.glyphs.dot).map_or(place, |(_, lesson)| lesson.trim());
    let mut left = left(place, title, look);
    let mut facts: Vec<&(Role, String)> = facts.iter().collect();
    let too_wide =
        |left: &Line, facts: &[&(Role, String)]| ink::width(left) + ink::width(&right(facts, look)) + 3 > width;
    while too_wide(&left, &facts) && give_way(&mut facts, |fact| fact.0 == Role::Dim) {}
    if too_wide(&left, &facts) {
        left = self::left(short, title, look);
    }
    while too_wide(&left, &facts) && give_way(&mut facts, |fact| fact.0 != Role::Warn) {}
    let right = right(&facts, look);
    let wide = ink::width(&right) as u16;
    ink::line(buf, Rect { width: area.width.saturating_sub(wide + 2), ..area }, 0, &left, look);
    ink::line_right(buf, area, 0, &right, look);
}

/// Leaves out the first fact that may go; whether there was one.
fn give_way(facts: &mut Vec<&(Role, String)>, may_go: impl Fn(&(Role, String)) -> bool) -> bool {
    let some = facts.len().saturating_sub(KEPT);
    let at = facts[..some].iter().position(|fact| may_go(fact));
    at.map(|at| facts.remove(at)).is_some()
}

fn left(place: &str, title: &str, look: &Look) -> Line<'static> {
    Line::from(vec![
        Span::raw(" "),
        look.span(Role::Dim, place.to_string()),
        Span::raw("   "),
        look.span(Role::Strong, title.to_string()),
    ])
}

fn right(facts: &[&(Role, String)], look: &Look) -> Line<'static> {
    let mut spans = Vec::new();
    for (role, fact) in facts {
        spans.push(look.span(*role, fact.clone()));
        spans.push(Span::raw("  "));
    }
    spans.pop();
    spans.push(Span::raw(" "));
    Line::from(spans)
}

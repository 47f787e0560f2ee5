//! What has just happened, in words: where no lesson tells it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::{Event, Kind, Log, World, tell};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;

/// How far back it is looked for what is worth telling.
const LOOKED_AT: usize = 500;

/// The event with only the beginning of a long value: verb and object are to be read beside it.
fn with_short_value(event: &Event) -> Cow<'_, Event> {
    const SHORT: usize = 24;
    const KEPT: usize = 16;
    match event.value.as_deref().filter(|value| value.chars().count() > SHORT) {
        Some(value) => {
            let kept: String = value.chars().take(KEPT).collect();
            Cow::Owned(Event { value: Some(format!("{kept}…").into()), ..event.clone() })
        }
        None => Cow::Borrowed(event),
    }
}

/// Draws the last events before a place in the log, a line each, the newest last.
///
/// ```text
/// A  main     forks writer
/// B  writer   puts 'A' into q
/// C  reader   waits for an item of q
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, log: &Log, cursor: u64, world: &World) {
    let is_ours = |event: &Event| world.is_past_the_stop(event.n);
    let told = |event: &&Event| {
        tell::is_told(event) && (event.actor.is_some() && !is_ours(event) || event.kind == Kind::RunStop)
    };
    let rows = usize::from(area.height);
    let mut last: Vec<&Event> = log.until(cursor).iter().rev().take(LOOKED_AT).filter(told).take(rows).collect();
    last.reverse();
    let name_of = |event: &Event| event.actor.as_deref().unwrap_or_default().to_string();
    let wide = last.iter().map(|event| ink::columns(&name_of(event))).max().unwrap_or(0).min(24);
    let newest = last.len().saturating_sub(1);
    for (row, event) in last.into_iter().enumerate() {
        let name = name_of(event);
        let rank = world.actor(&name).map(|actor| actor.rank);
        let colour = rank.map_or_else(|| look.style(Role::Text), |rank| look.theme.actor(rank));
        let role = if row == newest { Role::Strong } else { Role::Dim };
        let line = Line::from(vec![
            Span::styled(ink::fit(&rank.map(letter).unwrap_or_default(), 3, look), colour.add_modifier(Modifier::BOLD)),
            Span::styled(ink::fit(&name, wide + 3, look), colour),
            look.span(role, tell::event(&with_short_value(event)).get(look.lang).to_string()),
        ]);
        ink::line(buf, area, row as u16, &line, look);
    }
}

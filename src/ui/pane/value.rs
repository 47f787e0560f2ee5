//! A value on shared memory, and what each actor still believes of it.

use ratatui::text::{Line, Span};

use super::objects::head;
use super::who;
use crate::model::World;
use crate::model::world::{Object, Value};
use crate::ui::ink::Look;
use crate::ui::theme::Role;
use crate::ui::words;

/// The value as lines. A copy that is no longer the value is stale, and said to be.
///
/// ```text
/// counter  Value                    written 4
///    9   last by B
///    C still has 10
/// ```
pub fn picture(object: &Object, value: &Value, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let written = words::WRITES.fill(look.lang, &[&value.writes.to_string()]);
    let mut now = vec![Span::raw("   "), look.span(Role::Strong, value.now.to_string())];
    if let Some(writer) = &value.writer {
        now.push(Span::raw("   "));
        now.extend(around(&words::LAST_BY, &[(0, who::letter(world, writer, look))], look));
    }
    let mut lines = vec![head(object, written, width, look), Line::from(now)];
    let mut copies = vec![Span::raw("   ")];
    for (at, (reader, read)) in value.read_by.iter().enumerate() {
        if at > 0 {
            copies.push(Span::raw("   "));
        }
        copies.extend(copy(world, reader, read, *read != value.now, look));
    }
    if !value.read_by.is_empty() {
        lines.push(Line::from(copies));
    }
    lines
}

fn copy(world: &World, reader: &str, read: &str, stale: bool, look: &Look) -> Vec<Span<'static>> {
    let (words, role) = if stale { (&words::STALE, Role::Warn) } else { (&words::READ, Role::Text) };
    around(words, &[(0, who::letter(world, reader, look)), (1, look.span(role, read.to_string()))], look)
}

/// A fixed text with styled pieces at its places.
pub(super) fn around(
    words: &'static crate::model::Both,
    pieces: &[(usize, Span<'static>)],
    look: &Look,
) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut rest = words.get(look.lang);
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        spans.push(look.span(Role::Dim, &rest[..open]));
        let place = rest[open + 1..open + close].parse();
        spans.extend(pieces.iter().filter(|(number, _)| Ok(*number) == place).map(|(_, piece)| piece.clone()));
        rest = &rest[open + close + 1..];
    }
    spans.push(look.span(Role::Dim, rest));
    spans
}

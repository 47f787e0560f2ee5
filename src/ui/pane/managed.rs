//! What a manager holds, who waits for its answers, and who still believes what.

use ratatui::text::{Line, Span};

use super::objects::head;
use super::value::around;
use super::who;
use crate::model::World;
use crate::model::tell::item;
use crate::model::world::{Managed, Manager, Memory, Object};
use crate::ui::ink::Look;
use crate::ui::theme::Role;
use crate::ui::words;

/// The object as lines.
///
/// ```text
/// d  Dict                      called 7
///    {'k': 3}   ◂── C waiting
///    B still has 2
/// ```
pub fn picture(object: &Object, managed: &Managed, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let called = words::CALLED.fill(look.lang, &[&managed.calls.to_string()]);
    let mut now = vec![Span::raw("   "), look.span(Role::Strong, managed.now.to_string())];
    if !managed.holders.is_empty() {
        now.push(Span::raw("[ "));
        now.extend(who::letters(world, managed.holders.iter().map(|name| &**name), look));
        now.push(Span::raw(" ]"));
    }
    if !managed.callers.is_empty() {
        now.push(look.span(Role::Dim, format!(" {0}{1}{1} ", look.glyphs.left, look.glyphs.shaft)));
        now.extend(who::letters(world, managed.callers.iter().map(|name| &**name), look));
        now.push(super::objects::waiting(look));
    }
    let mut lines = vec![head(object, called, width, look), Line::from(now)];
    let copies = copies(object, managed, world, look);
    if !copies.is_empty() {
        lines.push(Line::from(copies));
    }
    lines
}

fn copies(object: &Object, managed: &Managed, world: &World, look: &Look) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for (key, reader, read, true_still) in managed.copies() {
        let (words, role) = if true_still { (&words::READ, Role::Text) } else { (&words::STALE, Role::Warn) };
        let what = format!("{read} ({})", item(&object.name, &object.class, key));
        spans.push(Span::raw("   "));
        spans.extend(around(words, &[(0, who::letter(world, reader, look)), (1, look.span(role, what))], look));
    }
    spans
}

/// A manager: which process is its server.
///
/// ```text
/// m  Manager                   2 refused
///    B serves
/// ```
pub fn manager(object: &Object, manager: &Manager, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let refused = match manager.refused {
        0 => String::new(),
        refused => words::REFUSED.fill(look.lang, &[&refused.to_string()]),
    };
    let mut lines = vec![head(object, refused, width, look)];
    if let Some(server) = &manager.server {
        let mut spans = vec![Span::raw("   ")];
        spans.extend(around(&words::SERVES, &[(0, who::letter(world, server, look))], look));
        lines.push(Line::from(spans));
    }
    lines
}

/// A block of shared memory: who has it open.
///
/// ```text
/// block  SharedMemory          4096 bytes
///    open in B C   name removed
/// ```
pub fn memory(object: &Object, memory: &Memory, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let size = words::SIZE.fill(look.lang, &[&memory.size.to_string()]);
    let mut spans = vec![Span::raw("   "), look.span(Role::Dim, format!("{} ", words::OPEN_IN.get(look.lang)))];
    spans.extend(who::letters(world, memory.open_in.iter().map(|name| &**name), look));
    if memory.unlinked {
        spans.push(look.span(Role::Warn, format!("   {}", words::UNLINKED.get(look.lang))));
    }
    vec![head(object, size, width, look), Line::from(spans)]
}

//! A lock or a semaphore: who holds it, who waits.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
use crate::model::world::{Lock, Object};
use crate::ui::ink::Look;
use crate::ui::theme::Role;
use crate::ui::words;

/// The lock as lines. A semaphore has a place for each permit.
///
/// ```text
/// lock  Lock                   taken 3
///    [ B ] ◂── C D waiting
/// ```
pub fn picture(object: &Object, lock: &Lock, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let taken = words::TAKEN.fill(look.lang, &[&lock.taken.to_string()]);
    let mut spans = vec![Span::raw("   [ ")];
    spans.extend(places(lock, world, look));
    spans.push(Span::raw(" ]"));
    if lock.holders.is_empty() {
        spans.push(look.span(Role::Dim, format!(" {}", words::FREE.get(look.lang))));
    }
    if !lock.waiters.is_empty() {
        spans.push(look.span(Role::Dim, format!(" {0}{1}{1} ", look.glyphs.left, look.glyphs.shaft)));
        spans.extend(who::letters(world, lock.waiters.iter().map(|name| &**name), look));
        spans.push(waiting(look));
    }
    vec![head(object, taken, width, look), Line::from(spans)]
}

fn places(lock: &Lock, world: &World, look: &Look) -> Vec<Span<'static>> {
    let mut spans = who::letters(world, lock.holders.iter().map(|name| &**name), look);
    let free = (lock.permits.clamp(1, 16) as usize).saturating_sub(lock.holders.len());
    for _ in 0..free {
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        spans.push(look.span(Role::Dim, look.glyphs.none));
    }
    spans
}

//! A lock or a semaphore: who holds it, who waits.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
use crate::model::world::{Lock, Object, Shape};
use crate::ui::ink::Look;
use crate::ui::theme::Role;
use crate::ui::words;

/// The lock as lines. A semaphore has a place for each permit; one that is only waited at, a counter.
///
/// ```text
/// lock  Lock                   taken 3
///    [ B ] ◂── C D waiting
/// ```
pub fn picture(object: &Object, lock: &Lock, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    // What reads or writes a `Value` takes that lock for itself, and that is not told.
    let words = if is_of_a_value(object, world) { &words::TAKEN_BY_NAME } else { &words::TAKEN };
    let taken = words.fill(look.lang, &[&lock.taken.to_string()]);
    let mut spans = held(lock, world, look);
    if !lock.waiters.is_empty() {
        spans.push(look.span(Role::Dim, format!(" {0}{1}{1} ", look.glyphs.left, look.glyphs.shaft)));
        spans.extend(who::letters(world, lock.waiters.iter().map(|name| &**name), look));
        spans.push(waiting(look));
    }
    vec![head(object, taken, width, look), Line::from(spans)]
}

fn held(lock: &Lock, world: &World, look: &Look) -> Vec<Span<'static>> {
    if lock.signals {
        let counter = words::COUNTER.fill(look.lang, &[&lock.permits.to_string()]);
        return vec![Span::raw(format!("   {counter}"))];
    }
    let mut spans = vec![Span::raw("   [ ")];
    spans.extend(places(lock, world, look));
    spans.push(Span::raw(" ]"));
    if lock.holders.is_empty() {
        spans.push(look.span(Role::Dim, format!(" {}", words::FREE.get(look.lang))));
    }
    spans
}

/// Whether it is a `Value`'s own lock that nobody has asked for by name.
pub(super) fn is_untouched(object: &Object, world: &World) -> bool {
    let is_new = matches!(&object.shape, Shape::Lock(lock) if lock.taken == 0 && lock.waiters.is_empty());
    is_new && is_of_a_value(object, world)
}

/// Whether it is a `Value`'s own lock, or an `Array`'s, which is made with it and named after it.
fn is_of_a_value(lock: &Object, world: &World) -> bool {
    let named = |name: &str| world.object(name).or_else(|| world.object(&format!("{name}[0]")));
    let value = lock.name.strip_suffix("_lock").and_then(named);
    value.is_some_and(|value| matches!(value.shape, Shape::Value(_)) && value.rank == lock.rank + 1)
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

//! A queue: the buffers of those who put, the pipe behind them, and who gets.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
use crate::model::name::ActorName;
use crate::model::world::{Item, Object, Queue};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// The queue as lines. The oldest item stands on the right, next to the way out.
///
/// ```text
/// q  Queue                    put 3  got 1
///    B ▸ [ ■'C' ]──▸( ■'B' )──▸ C waiting
///        buffer      pipe
/// ```
///
/// A feeder that waits for room has the beginning of its item in the pipe, `( ■… )`, and below that stands `pipe  no room`.
///
/// What only the threads of a process share has no pipe, and is one list: `( ■'C' ■'B' )`.
pub fn picture(object: &Object, queue: &Queue, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let narrow = width < NARROW;
    let room = Room { all: width.saturating_sub(20) / 2, each: if narrow { 6 } else { 12 } };
    let buffer = items(&queue.buffered, world, room, look);
    let stuck = stuck(queue, world);
    let mut pipe = items(&queue.piped, world, room, look);
    pipe.extend(stuck.and_then(|feeder| begun(queue, feeder, world, look)));
    let arrow = look.span(Role::Dim, format!("{0}{0}{1}", look.glyphs.shaft, look.glyphs.right));
    let buffer_wide = ink::width(&Line::from(buffer.clone())).max(ink::columns(words::IN_BUFFER.get(look.lang)));
    let pipe_wide = ink::width(&Line::from(pipe.clone())).max(ink::columns(words::IN_PIPE.get(look.lang)));

    let mut drawn = vec![Span::raw("   ")];
    drawn.extend(givers(queue, world, narrow, look));
    let indent = ink::width(&Line::from(drawn.clone()));
    // A `SimpleQueue` has no buffer: what is put is in the pipe.
    let buffered = queue.has_buffer();
    let under = if queue.is_of_threads() { "" } else { words::IN_PIPE.get(look.lang) };
    if buffered {
        drawn.push(Span::raw("[ "));
        drawn.extend(padded(buffer, buffer_wide));
        drawn.extend([Span::raw(" ]"), arrow.clone()]);
    }
    drawn.push(Span::raw("( "));
    drawn.extend(padded(pipe, pipe_wide));
    drawn.extend([Span::raw(" )"), arrow, Span::raw(" ")]);
    drawn.extend(takers(queue, world, narrow, look));

    let before =
        if buffered { ink::fit(words::IN_BUFFER.get(look.lang), buffer_wide + 7, look) } else { String::new() };
    let mut names = vec![look.span(Role::Dim, format!("{}{before}{under}", " ".repeat(indent + 2)))];
    if stuck.is_some() {
        names.extend([Span::raw("  "), look.say(Role::Warn, &words::NO_ROOM)]);
    }
    if queue.maxsize > 0 {
        let maxsize = words::MAXSIZE.fill(look.lang, &[&queue.maxsize.to_string()]);
        names.push(look.span(Role::Dim, format!("   {maxsize}")));
    }
    let counts = words::PUT_GOT.fill(look.lang, &[&queue.put.to_string(), &queue.got.to_string()]);
    let lines = [head(object, counts, width, look), Line::from(drawn), Line::from(names)];
    lines.into_iter().chain(sizes(queue, look)).collect()
}

/// The feeder that waits for room, if one does: the pipe takes no more.
fn stuck<'a>(queue: &'a Queue, world: &World) -> Option<&'a ActorName> {
    queue.putters.iter().find(|name| world.actor(name).is_some_and(|actor| actor.has_role("feeder")))
}

/// The beginning of what a feeder is stuck with, where nothing else lies in the pipe. How many bytes these are nobody has
/// told.
fn begun(queue: &Queue, feeder: &ActorName, world: &World, look: &Look) -> Option<Span<'static>> {
    let item = queue.buffered.iter().find(|item| queue.piped.is_empty() && item.from.process() == feeder.process())?;
    let giver = world.actor(&item.from)?;
    let sign = format!("{}{}", look.glyphs.solid(giver.rank), look.glyphs.more);
    Some(Span::styled(sign, who::colour(world, &item.from, look)))
}

/// What the pipe holds, where an item is so large that it matters.
fn sizes(queue: &Queue, look: &Look) -> Option<Line<'static>> {
    let is_large = |bytes: &u64| *bytes > LARGE;
    let item = queue.buffered.iter().chain(&queue.piped).filter_map(|item| item.bytes).find(is_large)?;
    let (pipe, item) = (words::thousands(queue.capacity?), words::thousands(item));
    Some(Line::from(look.span(Role::Dim, format!("   {}", words::PIPE_AND_ITEM.fill(look.lang, &[&pipe, &item])))))
}

/// Below this width items and words are told more shortly.
const NARROW: usize = 46;
/// Bytes above which a write may stop in the middle (PIPE_BUF, pipe(7)).
const LARGE: u64 = 4096;

/// Columns for a row of items, and for each.
#[derive(Clone, Copy)]
struct Room {
    all: usize,
    each: usize,
}

/// Items from the newest to the oldest, as many of the oldest as there is room for.
fn items<'a>(items: impl IntoIterator<Item = &'a Item>, world: &World, room: Room, look: &Look) -> Vec<Span<'static>> {
    let items: Vec<&Item> = items.into_iter().collect();
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (at, item) in items.iter().enumerate() {
        let shown = who::item(world, item, room.each, look);
        let wide = ink::columns(&shown.content) + 1;
        if used + wide > room.all.max(6) && at > 0 {
            spans.push(look.span(Role::Dim, format!("+{} ", items.len() - at)));
            break;
        }
        used += wide;
        spans.push(Span::raw(if at == 0 { "" } else { " " }));
        spans.push(shown);
    }
    spans.reverse();
    spans
}

fn padded(spans: Vec<Span<'static>>, width: usize) -> Vec<Span<'static>> {
    let used = ink::width(&Line::from(spans.clone()));
    let mut padded = vec![Span::raw(" ".repeat(width.saturating_sub(used)))];
    padded.extend(spans);
    padded
}

fn givers(queue: &Queue, world: &World, narrow: bool, look: &Look) -> Vec<Span<'static>> {
    if queue.putters.is_empty() {
        return vec![look.span(Role::Dim, format!("{} ", look.glyphs.right))];
    }
    let mut spans = who::letters(world, queue.putters.iter().map(|name| &**name), look);
    spans.extend((!narrow).then(|| waiting(look)));
    spans.push(look.span(Role::Dim, format!(" {} ", look.glyphs.right)));
    spans
}

fn takers(queue: &Queue, world: &World, narrow: bool, look: &Look) -> Vec<Span<'static>> {
    if !queue.getters.is_empty() {
        let mut spans = who::letters(world, queue.getters.iter().map(|name| &**name), look);
        spans.extend((!narrow).then(|| waiting(look)));
        return spans;
    }
    match &queue.last_got {
        Some((item, taker)) => {
            vec![
                who::letter(world, taker, look),
                Span::raw(" "),
                who::item(world, item, if narrow { 6 } else { 12 }, look),
            ]
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Phase};

    #[test]
    fn a_pipe_that_takes_no_more_is_not_drawn_empty() {
        let mut world = World::new();
        let mut tell = |actor: &str, kind: Kind, phase: Option<Phase>, wait: &str| {
            let mut event = Event { actor: Some(actor.into()), phase, ..Event::new(kind) };
            if kind == Kind::QueuePut || kind == Kind::QueueFed {
                (event.object, event.value, event.bytes) = (Some("q".into()), Some("'x'".into()), Some(100_008));
            }
            world.apply(&if wait.is_empty() { event } else { event.with(Field::For, wait) });
        };
        tell("main", Kind::ProcessStart, None, "");
        tell("main", Kind::QueuePut, Some(Phase::Begin), "");
        tell("main", Kind::QueuePut, Some(Phase::End), "");
        tell("main/feeder", Kind::ThreadStart, None, "");
        tell("main/feeder", Kind::QueueFed, Some(Phase::Begin), "");
        let lines = |world: &World| -> Vec<String> {
            let object = world.objects().next();
            let picture = object.map(|object| super::super::objects::picture(object, world, 60, &Look::default()));
            picture.unwrap_or_default().iter().map(Line::to_string).collect()
        };
        assert!(lines(&world)[1].contains("(      )"), "{:?}", lines(&world));
        let waits = Event {
            actor: Some("main/feeder".into()),
            phase: Some(Phase::Wait),
            object: Some("q".into()),
            ..Event::new(Kind::QueueFed)
        };
        world.apply(&waits.with(Field::For, "room"));
        let stuck = lines(&world);
        assert!(stuck[1].contains("(   ●… )") && stuck[2].contains("pipe  no room"), "{stuck:?}");
    }
}

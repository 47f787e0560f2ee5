//! A queue: the buffers of those who put, the pipe behind them, and who gets.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
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
/// What only the threads of a process share has no pipe, and is one list: `( ■'C' ■'B' )`.
pub fn picture(object: &Object, queue: &Queue, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let narrow = width < NARROW;
    let room = Room { all: width.saturating_sub(20) / 2, each: if narrow { 6 } else { 12 } };
    let (buffer, pipe) = (items(&queue.buffered, world, room, look), items(&queue.piped, world, room, look));
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

    let names = format!(
        "{}{}{}{}",
        " ".repeat(indent + 2),
        if buffered { ink::fit(words::IN_BUFFER.get(look.lang), buffer_wide + 7, look) } else { String::new() },
        under,
        if queue.maxsize > 0 {
            format!("   {}", words::MAXSIZE.fill(look.lang, &[&queue.maxsize.to_string()]))
        } else {
            String::new()
        },
    );
    let counts = words::PUT_GOT.fill(look.lang, &[&queue.put.to_string(), &queue.got.to_string()]);
    let lines = [head(object, counts, width, look), Line::from(drawn), Line::from(look.span(Role::Dim, names))];
    lines.into_iter().chain(sizes(queue, look)).collect()
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

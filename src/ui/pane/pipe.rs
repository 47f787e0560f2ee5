//! A pipe: two ends, what is on its way in either direction, and who has which end open.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
use crate::model::name::ActorName;
use crate::model::world::{End, Item, Object, Pipe};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// The pipe as lines: a line for each direction, and one for each end's owners.
///
/// ```text
/// conn  Pipe                      holds 65,536 bytes
///    parent_conn ──────( ■'hi' )▸ child_conn  C waiting
///    parent_conn ◂( ●'yes' )───── child_conn
///    open in  ours A B  theirs A B
/// ```
pub fn picture(object: &Object, pipe: &Pipe, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let [a, b] = &pipe.ends;
    let note = match pipe.capacity {
        Some(bytes) => words::HOLDS_BYTES.fill(look.lang, &[&words::thousands(bytes)]),
        None => pipe.via.to_string(),
    };
    let names = [a, b].map(|end| own_name(&object.name, &end.name).to_string());
    let tube = Tube { world, look, pipe, left: a, right: b, names, room: width.saturating_sub(FRAME) };
    let mut lines = vec![head(object, note, width, look)];
    if &*pipe.via != "pipe" || !b.inbox.is_empty() {
        lines.push(tube.drawn(b, a, true));
    }
    lines.push(tube.drawn(a, b, false));
    lines.push(tube.owners());
    lines
}

/// What an end is called where it stands under its pipe's name.
fn own_name<'a>(pipe: &str, end: &'a str) -> &'a str {
    end.strip_prefix(pipe).and_then(|rest| rest.strip_prefix('.')).unwrap_or(end)
}

/// Columns of a direction beside its names and what is between them.
const FRAME: usize = 6;

/// The two ends on screen and the room between them.
struct Tube<'a> {
    world: &'a World,
    look: &'a Look,
    pipe: &'a Pipe,
    left: &'a End,
    right: &'a End,
    names: [String; 2],
    room: usize,
}

impl Tube<'_> {
    /// One direction: what waits at `to`, having been sent from `from`.
    fn drawn(&self, to: &End, from: &End, rightwards: bool) -> Line<'static> {
        let glyphs = self.look.glyphs;
        let tail = self.waiters(to, from);
        let [left, right] = &self.names;
        let names = ink::columns(left) + ink::columns(right) + 2;
        let inside = self.room.saturating_sub(names + ink::width(&Line::from(tail.clone()))).clamp(8, 30);
        let content = self.content(to, from, inside.saturating_sub(6), rightwards);
        let wide = ink::width(&Line::from(content.clone()));
        let shaft = self.look.span(Role::Dim, glyphs.shaft.repeat(inside.saturating_sub(wide + 5)));
        let mut spans = vec![Span::raw(format!("   {left} "))];
        let mut held = vec![Span::raw("( ")];
        held.extend(content);
        held.push(Span::raw(" )"));
        if rightwards {
            spans.push(shaft);
            spans.extend(held);
            spans.push(self.look.span(Role::Dim, glyphs.right));
        } else {
            spans.push(self.look.span(Role::Dim, glyphs.left));
            spans.extend(held);
            spans.push(shaft);
        }
        spans.push(Span::raw(format!(" {right}")));
        let used = ink::width(&Line::from(spans.clone()));
        // Where there is no room for the word, the letters alone stand behind the end.
        let said = if used + ink::width(&Line::from(tail.clone())) > self.room + FRAME {
            tail.len().saturating_sub(1)
        } else {
            tail.len()
        };
        spans.extend(tail.into_iter().take(said));
        Line::from(spans)
    }

    /// The messages on their way, the next one nearest to its reader; how full, where the kernel was asked.
    fn content(&self, to: &End, from: &End, room: usize, rightwards: bool) -> Vec<Span<'static>> {
        let mut spans: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        for (at, item) in to.inbox.iter().enumerate() {
            let shown = self.message(item, room);
            let wide = ink::columns(&shown.content) + 1;
            if at > 0 && used + wide > room {
                spans.push(self.look.span(Role::Dim, format!(" +{} ", to.inbox.len() - at)));
                break;
            }
            used += wide;
            if at > 0 {
                spans.push(Span::raw(" "));
            }
            spans.push(shown);
        }
        if rightwards {
            spans.reverse();
        }
        if to.open_in.is_empty() && !to.inbox.is_empty() && !self.pipe.is_awaited(to) {
            // Nobody can read it any more: the kernel has thrown it away.
            spans.push(self.look.span(Role::Warn, format!(" {}", words::THROWN_AWAY.get(self.look.lang))));
        } else if let Some(fill) = to.fill.filter(|fill| *fill > 0) {
            spans.push(self.look.span(Role::Dim, format!(" {} B", words::thousands(fill))));
        } else if spans.is_empty() && self.is_fed_unseen(from) {
            spans.push(self.look.span(Role::Dim, "?"));
        }
        spans
    }

    /// Whether somebody writes into it who tells nothing: it is not known to be empty.
    fn is_fed_unseen(&self, from: &End) -> bool {
        let is_outside = |name: &ActorName| self.world.actor(name).is_some_and(|actor| actor.outside);
        self.pipe.is_stream && (from.is_outside || from.open_in.iter().any(is_outside))
    }

    fn message(&self, item: &Item, room: usize) -> Span<'static> {
        who::item(self.world, item, room.clamp(4, 16), self.look)
    }

    fn waiters(&self, to: &End, from: &End) -> Vec<Span<'static>> {
        let waiters = to.readers.iter().chain(&from.writers).map(|name| &**name);
        let mut spans = who::letters(self.world, waiters, self.look);
        if !spans.is_empty() {
            spans.insert(0, Span::raw("  "));
            spans.push(waiting(self.look));
        }
        spans
    }

    fn owners(&self) -> Line<'static> {
        if [self.left, self.right].iter().all(|end| end.open_in.is_empty() && !end.is_outside) {
            return Line::from(vec![Span::raw("   "), self.look.say(Role::Dim, &words::BOTH_CLOSED)]);
        }
        let mut spans = vec![Span::raw("   "), self.look.say(Role::Dim, &words::OPEN_IN)];
        for (end, name) in [self.left, self.right].into_iter().zip(&self.names) {
            spans.push(self.look.span(Role::Dim, format!("  {name} ")));
            if end.is_outside {
                spans.push(self.look.say(Role::Dim, &words::NOT_WATCHED));
            } else if self.pipe.is_awaited(end) {
                spans.push(self.look.say(Role::Warn, &words::NOT_ACCEPTED));
            } else if end.open_in.is_empty() {
                spans.push(self.look.say(Role::Warn, &words::NOWHERE));
            } else {
                spans.extend(who::letters(self.world, end.open_in.iter().map(|name| &**name), self.look));
            }
        }
        Line::from(spans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Phase, Val};

    #[test]
    fn who_waits_is_named_even_where_there_is_no_room_for_the_word() {
        let mut world = World::new();
        let event =
            |kind, phase| Event { actor: Some("main".into()), object: Some("p".into()), phase, ..Event::new(kind) };
        let mut create = event(Kind::PipeCreate, None).with(Field::Via, "pipe");
        create.with.push((Field::Ends, Val::List(vec![Val::text("ears"), Val::text("mouth")])));
        world.apply(&create);
        let sent = Event { value: Some("'two'".into()), bytes: Some(15), ..event(Kind::PipeSend, None) };
        world.apply(&sent.with(Field::End, "mouth").with(Field::Fill, 15));
        world.apply(&event(Kind::PipeRecv, Some(Phase::Wait)).with(Field::End, "ears").with(Field::For, "message"));
        let line = |width: usize| {
            let object = world.objects().next();
            let picture = object.map(|object| super::super::objects::picture(object, &world, width, &Look::default()));
            picture.and_then(|lines| Some(lines.get(1)?.to_string())).unwrap_or_default()
        };
        assert!(line(60).ends_with("mouth  A waiting"), "{}", line(60));
        assert!(line(37).ends_with("mouth  A"), "{}", line(37));
    }

    #[test]
    fn what_somebody_writes_who_tells_nothing_is_not_known() {
        let mut world = World::new();
        let stream =
            |kind| Event { object: Some("sh.stdout".into()), class: Some("Stream".into()), ..Event::new(kind) };
        let ends = Val::List(vec![Val::text("sh.stdout"), Val::text("sh:stdout")]);
        let mut create = stream(Kind::PipeCreate).with(Field::Via, "pipe");
        (create.actor, create.class) = (Some("main".into()), Some("Stream".into()));
        create.with.push((Field::Ends, ends));
        let mut spawn = Event { actor: Some("main".into()), ..Event::new(Kind::ProcessSpawn).with(Field::Child, "sh") };
        spawn.with.push((Field::Ends, Val::List(vec![Val::text("sh:stdout")])));
        [create, spawn].iter().for_each(|event| world.apply(event));
        let drawn = |world: &World| {
            let object = world.objects().next();
            let picture = object.map(|object| super::super::objects::picture(object, world, 60, &Look::default()));
            picture.and_then(|lines| Some(lines.get(1)?.to_string())).unwrap_or_default()
        };
        assert!(drawn(&world).contains("(  )"), "{}", drawn(&world));
        let seen = Event { actor: Some("sh".into()), ..Event::new(Kind::ProcessStart) };
        world.apply(&seen.with(Field::By, "outside"));
        assert!(drawn(&world).contains("( ? )"), "{}", drawn(&world));
    }
}

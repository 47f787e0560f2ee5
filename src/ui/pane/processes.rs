//! The processes pane: the tree of processes and threads, what each is doing, and what it costs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::doing;
use crate::model::World;
use crate::model::world::{Actor, State};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// What the pane is told beside the world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Emphasis<'a> {
    /// Events from this number on have just happened.
    pub fresh: u64,
    /// The name of the actor or object that the learner has selected.
    pub selected: Option<&'a str>,
}

/// How wide the columns are.
struct Columns {
    letter: usize,
    name: usize,
    pid: usize,
    doing: usize,
    cpu: usize,
    memory: usize,
}

/// A row of the tree.
struct Row<'a> {
    actor: &'a Actor,
    branch: String,
    /// Its name, without what the row above it says already.
    name: String,
}

/// Draws the pane; returns the rows used.
///
/// ```text
/// processes  + 2 more                         cpu  memory
/// A  main       4710  joins writer             0%   2.1 M
/// B  ├ writer   4711  sleeps 0.31 s            0%   2.0 M
/// C  └ reader   4712  waits for an item of q   0%   2.0 M
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World, emphasis: Emphasis) -> u16 {
    if area.height == 0 {
        return 0;
    }
    let all = tree(world, look);
    if all.is_empty() {
        ink::line(buf, area, 0, &Line::from(look.say(Role::Title, &words::PROCESSES)), look);
        return 1 + ink::lines(buf, below(area), &[Line::from(look.say(Role::Dim, &words::NO_PROCESS))], look);
    }
    let (rows, hidden) = kept(all, usize::from(area.height) - 1);
    let is_sampled = world.actors().any(|actor| actor.sample.is_some());
    let columns = Columns::of(&rows, usize::from(area.width), is_sampled, look);
    ink::line(buf, area, 0, &head(&columns, hidden, look), look);
    for (row, entry) in rows.iter().enumerate() {
        draw_row(area, buf, look, row as u16 + 1, entry, &columns, emphasis);
    }
    rows.len() as u16 + 1
}

/// How many rows the pane would like.
pub fn height(world: &World) -> u16 {
    1 + world.actors().count().clamp(1, 1000) as u16
}

fn below(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

fn tree<'a>(world: &'a World, look: &Look) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let roots = world.actors().filter(|actor| above(world, actor).is_none());
    for root in roots {
        rows.push(Row { actor: root, branch: String::new(), name: root.name.to_string() });
        grow(world, root, String::new(), look, &mut rows);
    }
    rows
}

/// The actor that an actor stands below: a thread below its process, a process below its parent.
fn above<'a>(world: &'a World, actor: &Actor) -> Option<&'a Actor> {
    let name = if actor.name.is_thread() { actor.name.process() } else { actor.parent.as_ref()?.process() };
    world.actor(name).filter(|found| found.rank < actor.rank)
}

fn grow<'a>(world: &'a World, parent: &Actor, stem: String, look: &Look, rows: &mut Vec<Row<'a>>) {
    let children: Vec<_> =
        world.actors().filter(|actor| above(world, actor).is_some_and(|found| found.name == parent.name)).collect();
    for (at, child) in children.iter().enumerate() {
        let last = at + 1 == children.len();
        let (branch, trunk) =
            if last { (look.glyphs.last_branch, " ") } else { (look.glyphs.branch, look.glyphs.trunk) };
        rows.push(Row { actor: child, branch: format!("{stem}{branch} "), name: short_name(child, parent) });
        grow(world, child, format!("{stem}{trunk} "), look, rows);
    }
}

/// The rows for which there is room. What tells least gives way first: who was seen only from outside and has ended, helping
/// threads that have ended, who has ended well, helping threads, who has ended otherwise, then the last ones.
fn kept(mut rows: Vec<Row<'_>>, room: usize) -> (Vec<Row<'_>>, usize) {
    let all = rows.len();
    fn helps(actor: &Actor) -> bool {
        actor.name.is_thread() && actor.role.is_some()
    }
    let is_gone = |actor: &Actor| matches!(actor.state, State::Gone);
    let ended_well = |actor: &Actor| matches!(actor.status, None | Some(0));
    let yields: [&dyn Fn(&Actor) -> bool; 6] = [
        &Actor::was_outside,
        &|actor| is_gone(actor) && helps(actor),
        &|actor| is_gone(actor) && ended_well(actor),
        &helps,
        &is_gone,
        &|_| true,
    ];
    for gives_way in yields {
        while rows.len() > room {
            match rows.iter().rposition(|row| row.actor.rank > 0 && gives_way(row.actor)) {
                Some(at) => drop(rows.remove(at)),
                None => break,
            }
        }
    }
    rows.truncate(room);
    let hidden = all - rows.len();
    (rows, hidden)
}

impl Columns {
    /// Which columns there are is a matter of room, not of the moment, so that none comes and goes. Figures give way to words.
    fn of(rows: &[Row], width: usize, is_sampled: bool, look: &Look) -> Columns {
        /// What most rows say is said in so many columns; with the lock that is held, in so many.
        const SAID: usize = 24;
        const SAID_WITH_LOCK: usize = 32;
        let widest = |measure: &dyn Fn(&Row) -> usize| rows.iter().map(measure).max().unwrap_or(0);
        let letters = widest(&|row| letter(row.actor.rank).len()) + 1;
        let name = widest(&|row| ink::columns(&row.branch) + ink::columns(&row.name));
        let mut columns = Columns {
            letter: letters,
            name: name.clamp(4, (width / 3).max(8)) + 1,
            pid: widest(&|row| pid(row.actor).len()) + 2,
            doing: 0,
            cpu: if is_sampled { 5 } else { 0 },
            memory: if is_sampled { 8 } else { 0 },
        };
        let free = |columns: &Columns| width.saturating_sub(columns.fixed());
        if free(&columns) < SAID_WITH_LOCK {
            columns.memory = 0;
        }
        if free(&columns) < SAID {
            columns.cpu = 0;
        }
        let room = free(&columns).saturating_sub(columns.gap());
        if width < 40 && widest(&|row| ink::columns(&doing::within(row.actor, room, look))) > room {
            columns.pid = 0;
        }
        columns.doing = free(&columns);
        columns
    }

    /// Between what an actor is doing and its figures, where there are any.
    fn gap(&self) -> usize {
        usize::from(self.cpu + self.memory > 0)
    }

    fn fixed(&self) -> usize {
        self.letter + self.name + self.pid + self.cpu + self.memory
    }
}

fn head(columns: &Columns, hidden: usize, look: &Look) -> Line<'static> {
    let before = columns.letter + columns.name + columns.pid + columns.doing;
    let title = look.say(Role::Title, &words::PROCESSES);
    let more = match hidden {
        0 => String::new(),
        hidden => format!("  {}", words::MORE.fill(look.lang, &[&hidden.to_string()])),
    };
    let room = before.saturating_sub(ink::columns(&title.content));
    let mut spans = vec![title, look.span(Role::Dim, ink::fit(&more, room, look))];
    for (words, room) in [(&words::CPU, columns.cpu), (&words::MEMORY, columns.memory)] {
        if room > 0 {
            spans.push(look.span(Role::Dim, right(words.get(look.lang), room)));
        }
    }
    Line::from(spans)
}

fn draw_row(area: Rect, buf: &mut Buffer, look: &Look, row: u16, entry: &Row, columns: &Columns, emphasis: Emphasis) {
    let actor = entry.actor;
    let over = matches!(actor.state, State::Gone);
    let quiet = if over { Role::Dim } else { Role::Text };
    let colour = if over { look.style(Role::Dim) } else { look.theme.actor(actor.rank) };
    let name = format!("{}{}", entry.branch, entry.name);
    let mut spans = vec![
        Span::styled(ink::fit(&letter(actor.rank), columns.letter, look), colour.add_modifier(Modifier::BOLD)),
        Span::styled(ink::fit_name(&name, columns.name - 1, look) + " ", colour),
    ];
    if columns.pid > 0 {
        spans.push(
            look.span(Role::Dim, ink::fit(&format!("{} ", right(&pid(actor), columns.pid - 2)), columns.pid, look)),
        );
    }
    let doing = doing::within(actor, columns.doing.saturating_sub(columns.gap()), look);
    spans.push(look.span(state_role(actor, quiet), ink::fit(&doing, columns.doing, look)));
    if columns.cpu > 0 {
        spans.push(look.span(quiet, right(&cpu(actor), columns.cpu)));
    }
    if columns.memory > 0 {
        spans.push(look.span(quiet, right(&memory(actor), columns.memory)));
    }
    ink::line(buf, area, row, &Line::from(spans), look);
    if actor.last >= emphasis.fresh && !over {
        ink::freshen(buf, area, row);
    }
    if emphasis.selected == Some(&*actor.name) {
        ink::select(buf, area, row, look);
    }
}

fn state_role(actor: &Actor, quiet: Role) -> Role {
    match actor.state {
        State::Zombie => Role::Warn,
        State::Gone if actor.status.is_some_and(|status| status != 0) => Role::Bad,
        _ => quiet,
    }
}

/// A thread's own name, with its slash; a child's, with its dot, below the one whose child it is by name.
fn short_name(actor: &Actor, above: &Actor) -> String {
    let begun = actor.name.strip_prefix(&*above.name).filter(|rest| rest.starts_with(['/', '.']));
    begun.unwrap_or(&actor.name).to_string()
}

fn pid(actor: &Actor) -> String {
    let number = if actor.name.is_thread() { actor.tid } else { actor.pid };
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn cpu(actor: &Actor) -> String {
    actor
        .sample
        .filter(|_| actor.is_alive())
        .and_then(|sample| sample.load)
        .map(|load| format!("{:.0}%", load * 100.0))
        .unwrap_or_default()
}

fn memory(actor: &Actor) -> String {
    actor.sample.filter(|_| actor.is_alive()).map(|sample| words::size(sample.rss)).unwrap_or_default()
}

fn right(text: &str, room: usize) -> String {
    format!("{}{text}", " ".repeat(room.saturating_sub(ink::columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind};
    use crate::ui::pane::rows;

    /// A pool whose workers have died in their task, all but one, and a thread of it that has ended.
    fn world() -> World {
        let mut world = World::new();
        let mut tell = |actor: &str, kind: Kind, with: &[(Field, &str)]| {
            let mut event = Event { actor: Some(actor.into()), ..Event::new(kind) };
            event.with.extend(with.iter().map(|(field, text)| (*field, (*text).into())));
            world.apply(&event);
        };
        tell("main", Kind::ProcessStart, &[]);
        for worker in ["worker", "worker-2", "worker-3"] {
            tell("main", Kind::ProcessFork, &[(Field::Child, worker)]);
            tell(worker, Kind::ProcessStart, &[(Field::Role, "worker")]);
        }
        tell("main/task-handler", Kind::ThreadStart, &[]);
        tell("main/task-handler", Kind::ThreadExit, &[]);
        for (worker, status) in [("worker", 1), ("worker-2", 0)] {
            let exit = Event { actor: Some(worker.into()), ..Event::new(Kind::ProcessExit) };
            world.apply(&exit.with(Field::Status, status));
            world.apply(&Event::new(Kind::ProcessReap).with(Field::Child, worker).with(Field::Status, status));
        }
        world
    }

    #[test]
    fn what_tells_least_gives_way_first_and_how_much_is_said() {
        let shown = |height| {
            rows(60, height, |area, buf| {
                draw(area, buf, &Look::default(), &world(), Emphasis::default());
            })
        };
        let names = |rows: &[String]| -> String { rows[1..].iter().filter_map(|row| row.chars().next()).collect() };
        assert_eq!(names(&shown(6)), "ABCDE");
        assert_eq!(names(&shown(5)), "ABCD", "the thread that has ended goes first");
        assert_eq!(names(&shown(4)), "ABD", "then who has ended well");
        assert_eq!(names(&shown(3)), "AD", "whoever lives stays longest");
        assert!(shown(4)[0].contains("+ 2 more"), "{:?}", shown(4));
    }
}

//! The timeline: a lane for each actor, marks for what it did, the cursor of time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::scale::Scale;
use super::turns::Turns;
use crate::model::World;
use crate::model::timeline::{Arrow, ArrowKind, Lane, Sign, Timeline, What};
use crate::model::world::Actor;
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// What the pane draws from.
pub struct Told<'a> {
    /// Who did what when.
    pub timeline: &'a Timeline,
    /// The world at the cursor.
    pub world: &'a World,
    /// What the columns are.
    pub scale: Scale,
    /// Name of what is selected.
    pub selected: Option<&'a str>,
}

/// The most arrows that are looked at for one picture.
const ARROWS: usize = 400;

/// Draws the lanes, and below them the axis. Where there is room a row is left between lanes, for the arrows.
///
/// ```text
///  A main    ━━┳━━┳━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│      ━ runs  ┄ waits  · sleeps
///  B writer    ┗━━━●━·········●━·   │      ● gives ○ takes  ╳ killed
///  C reader       ┗┄┄┄○━┄┄┄┄┄┄┄┄┄┄┄┄│
///            0.0       0.5       1.0  ▲ now
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, told: &Told) {
    if area.height < 2 || area.width < 16 {
        return;
    }
    let actors = shown(told.world, usize::from(area.height) - 1);
    if actors.is_empty() {
        ink::line(buf, area, 0, &Line::from(look.say(Role::Dim, &words::NO_LANE)), look);
        return;
    }
    let spread = if actors.len() * 2 <= usize::from(area.height) { 2 } else { 1 };
    let hidden = told.world.actors().count() - actors.len();
    let more = words::MORE.fill(look.lang, &[&hidden.to_string()]);
    // What is said of the others stands left of the axis, and does not touch it.
    let least = if hidden > 0 { ink::columns(&more) as u16 + 3 } else { 0 };
    let names = names_width(&actors, area.width).max(least.min(area.width / 3));
    let legend = if area.width >= 110 { 32 } else { 0 };
    // The word at the cursor may stand over the right end of the lanes, and not touch the legend.
    let gap = if legend > 0 { 6 } else { 2 };
    let lanes = Rect {
        x: area.x + names,
        width: area.width.saturating_sub(names + legend + gap),
        height: (actors.len() * spread) as u16,
        ..area
    };
    let shown = actors.iter().filter_map(|actor| Some((actor.rank, told.timeline.lane(actor.rank)?)));
    let turns = Turns::of(shown, &told.scale, usize::from(lanes.width));
    let picture = Picture { lanes, look, told, actors: &actors, spread: spread as u16, turns };
    for (row, actor) in actors.iter().enumerate() {
        picture.name(Rect { width: names, ..area }, buf, row, actor);
        picture.lane(buf, row, actor);
    }
    picture.arrows(buf);
    picture.axis(Rect { y: lanes.bottom().min(area.bottom() - 1), height: 1, ..lanes }, buf);
    if legend > 0 {
        let signs = picture.signs(buf);
        ink::lines(buf, Rect { x: area.right() - legend, width: legend, ..area }, &legend_of(&signs, look), look);
    }
    if hidden > 0 {
        let below = Rect { width: names, ..area };
        ink::line(buf, below, area.height - 1, &Line::from(look.span(Role::Dim, format!(" {more}"))), look);
    }
}

/// How many rows the pane would like: lanes with room between them, and the axis.
pub fn height(world: &World) -> u16 {
    (world.actors().count().max(1) as u16).saturating_mul(2).saturating_add(1)
}

/// The actors for which there is room: who was seen only from outside and has ended gives way first, then helping
/// threads, then, while somebody lives, the dead, then of many who are alike the last, and then the last ones of all.
fn shown(world: &World, room: usize) -> Vec<&Actor> {
    let mut actors: Vec<&Actor> = world.actors().collect();
    let somebody_lives = world.alive().any(|actor| actor.rank > 0);
    let helps: fn(&Actor) -> bool = |actor| !actor.is_process() && actor.role.is_some();
    let is_dead: fn(&Actor) -> bool = |actor| !actor.is_alive();
    let yields = [Some(Actor::was_outside as fn(&Actor) -> bool), Some(helps), somebody_lives.then_some(is_dead)];
    for gives_way in yields.into_iter().flatten() {
        while actors.len() > room
            && let Some(at) = actors.iter().rposition(|actor| actor.rank > 0 && gives_way(actor))
        {
            actors.remove(at);
        }
    }
    while actors.len() > room
        && let Some(at) = last_of_many(&actors)
    {
        actors.remove(at);
    }
    actors.truncate(room);
    actors
}

/// The last of those who are alike, where they are three and more: of the most.
fn last_of_many(actors: &[&Actor]) -> Option<usize> {
    let alike = |one: &&&Actor, other: &Actor| one.creator == other.creator && one.kin() == other.kin();
    let many = |at: &usize| actors.iter().filter(|one| alike(one, actors[*at])).count();
    (0..actors.len()).filter(|at| actors[*at].rank > 0 && many(at) > 2).max_by_key(|at| (many(at), *at))
}

fn names_width(actors: &[&Actor], width: u16) -> u16 {
    let widest = actors.iter().map(|actor| ink::columns(&actor.name) + letter(actor.rank).len()).max().unwrap_or(0);
    (widest as u16 + 4).min((width / 4).max(8))
}

/// The part of the pane in which time passes.
struct Picture<'a> {
    lanes: Rect,
    look: &'a Look,
    told: &'a Told<'a>,
    actors: &'a [&'a Actor],
    spread: u16,
    turns: Turns,
}

impl Picture<'_> {
    fn row(&self, rank: usize) -> Option<u16> {
        let row = self.actors.iter().position(|actor| actor.rank == rank)? as u16;
        Some(self.lanes.y + row * self.spread)
    }

    fn name(&self, area: Rect, buf: &mut Buffer, row: usize, actor: &Actor) {
        let colour = self.look.theme.actor(actor.rank);
        let room = usize::from(area.width).saturating_sub(letter(actor.rank).len() + 3);
        let line = Line::from(vec![
            Span::raw(" "),
            Span::styled(letter(actor.rank), colour.add_modifier(Modifier::BOLD)),
            Span::raw(" "),
            Span::styled(ink::fit_name(&actor.name, room, self.look), colour),
        ]);
        let row = row as u16 * self.spread;
        let area = Rect { width: area.width - 1, ..area };
        ink::line(buf, area, row, &line, self.look);
        if self.told.selected == Some(&*actor.name) {
            ink::select(buf, area, row, self.look);
        }
    }

    fn lane(&self, buf: &mut Buffer, row: usize, actor: &Actor) {
        let Some(lane) = self.told.timeline.lane(actor.rank) else { return };
        let y = self.lanes.y + row as u16 * self.spread;
        let width = usize::from(self.lanes.width);
        let colour = self.look.theme.actor(actor.rank);
        for (column, what) in self.told.scale.states(lane, width).into_iter().enumerate() {
            if let Some(what) = what {
                let (sign, style) = self.stretch(what, colour);
                self.put(buf, column, y, sign, style);
            }
        }
        self.holds(buf, lane, y, actor.rank);
        self.marks(buf, lane, y, actor);
    }

    fn stretch(&self, what: What, colour: Style) -> (&'static str, Style) {
        let glyphs = self.look.glyphs;
        match what {
            What::Runs => (glyphs.runs, colour),
            What::Born => (glyphs.waits, self.look.style(Role::Dim)),
            What::Waits => (glyphs.waits, colour),
            What::Sleeps => (glyphs.sleeps, colour),
            What::Zombie => (glyphs.zombie, self.look.style(Role::Warn)),
        }
    }

    /// What runs or sleeps while it holds a lock is drawn double; where it takes turns too fast for that, what was mostly
    /// its turn.
    fn holds(&self, buf: &mut Buffer, lane: &Lane, y: u16, rank: usize) {
        let (glyphs, colour) = (self.look.glyphs, self.look.theme.actor(rank));
        let width = usize::from(self.lanes.width);
        for (from, to) in self.told.scale.holds(lane, width) {
            for column in
                (from..=to.min(width.saturating_sub(1))).filter(|column| !self.turns.is_crowded(rank, *column))
            {
                let style = match self.at(buf, column, y) {
                    Some(sign) if sign == glyphs.runs => colour.add_modifier(Modifier::BOLD),
                    Some(sign) if sign == glyphs.sleeps => colour,
                    _ => continue,
                };
                self.put(buf, column, y, glyphs.holds, style);
            }
        }
        for column in self.turns.of_actor(rank) {
            self.put(buf, column, y, glyphs.holds, colour.add_modifier(Modifier::BOLD));
        }
    }

    fn marks(&self, buf: &mut Buffer, lane: &Lane, y: u16, actor: &Actor) {
        let width = usize::from(self.lanes.width);
        let colour = self.look.theme.actor(actor.rank).add_modifier(Modifier::BOLD);
        let mut heaviest: Vec<Option<Sign>> = vec![None; width];
        let is_turn = |sign| matches!(sign, Sign::Took | Sign::Released);
        for mark in lane.marks(&self.told.scale.window()) {
            let column = self.told.scale.column(mark.at, width);
            if let Some(column) = column.filter(|at| !is_turn(mark.sign) || !self.turns.is_crowded(actor.rank, *at)) {
                heaviest[column] = heaviest[column].map(|sign| weightier(sign, mark.sign)).or(Some(mark.sign));
            }
        }
        for (column, sign) in heaviest.into_iter().enumerate() {
            if let Some(sign) = sign.and_then(|sign| self.sign(sign, actor.rank)) {
                self.put(
                    buf,
                    column,
                    y,
                    sign,
                    if sign == self.look.glyphs.killed { self.look.style(Role::Bad) } else { colour },
                );
            }
        }
    }

    fn sign(&self, sign: Sign, rank: usize) -> Option<&'static str> {
        let glyphs = self.look.glyphs;
        Some(match sign {
            Sign::Gave => glyphs.solid(rank),
            Sign::Got => glyphs.hollow(rank),
            Sign::Forked => glyphs.fork,
            Sign::Ended => glyphs.end,
            Sign::Killed => glyphs.killed,
            Sign::Read => "r",
            Sign::Wrote => "w",
            Sign::Took | Sign::Began => "[",
            Sign::Released | Sign::Done => "]",
            Sign::Raised => glyphs.alarm,
            Sign::Signalled => "k",
            Sign::Reaped => glyphs.fork,
            Sign::Printed | Sign::Fed | Sign::Started => return None,
        })
    }

    /// Births as stems, items and messages as lines where there is room; what is got has its giver's shape.
    fn arrows(&self, buf: &mut Buffer) {
        let width = usize::from(self.lanes.width);
        for arrow in self.told.timeline.arrows(&self.told.scale.window(), ARROWS) {
            let rows = (self.row(arrow.giver), self.row(arrow.taker));
            let columns = (self.told.scale.column(arrow.from, width), self.told.scale.column(arrow.to, width));
            let ((Some(from_y), Some(to_y)), (Some(from_x), Some(to_x))) = (rows, columns) else { continue };
            match arrow.kind {
                ArrowKind::Birth => self.birth(buf, &arrow, from_x, (from_y, to_y)),
                ArrowKind::Item | ArrowKind::Message => {
                    self.path(buf, &arrow, (from_x, from_y), (to_x, to_y));
                    let style = self.look.theme.actor(arrow.giver).add_modifier(Modifier::BOLD);
                    self.put(buf, to_x, to_y, self.look.glyphs.hollow(arrow.giver), style);
                }
                ArrowKind::Signal | ArrowKind::Lock | ArrowKind::Exit => {
                    self.stem(buf, to_x, (from_y, to_y), self.look.theme.actor(arrow.giver));
                }
            }
        }
    }

    fn birth(&self, buf: &mut Buffer, arrow: &Arrow, column: usize, (from_y, to_y): (u16, u16)) {
        let style = self.look.theme.actor(arrow.taker);
        self.stem(buf, column, (from_y, to_y), style);
        // Who is killed where it was born: that says more.
        if self.at(buf, column, to_y) != Some(self.look.glyphs.killed) {
            self.put(buf, column, to_y, self.look.glyphs.born, style);
        }
    }

    /// A vertical line between two rows, behind everything else.
    fn stem(&self, buf: &mut Buffer, column: usize, (from_y, to_y): (u16, u16), style: Style) {
        for y in from_y.min(to_y) + 1..from_y.max(to_y) {
            self.put_behind(buf, column, y, self.look.glyphs.stem, style);
        }
    }

    /// A line from lane to lane in the row beside the giver's, then straight on to the taker's; none where there is no
    /// such row, or where another line is in the way.
    fn path(&self, buf: &mut Buffer, arrow: &Arrow, (from_x, from_y): (usize, u16), (to_x, to_y): (usize, u16)) {
        let (glyphs, style) = (self.look.glyphs, self.look.theme.actor(arrow.giver));
        let down = to_y > from_y;
        let beside = if down { from_y + 1 } else { from_y.saturating_sub(1) };
        let is_free = |buf: &Buffer| (from_x..=to_x).all(|column| self.at(buf, column, beside) == Some(" "));
        if self.spread < 2 || from_x > to_x || !is_free(buf) {
            return;
        }
        let [leaves, arrives] = if down { glyphs.falls } else { glyphs.rises };
        for column in from_x..=to_x {
            let sign = match column {
                _ if from_x == to_x => glyphs.bar,
                _ if column == from_x => leaves,
                _ if column == to_x => arrives,
                _ => glyphs.rule,
            };
            self.put(buf, column, beside, sign, style);
        }
        for y in beside.min(to_y) + 1..beside.max(to_y) {
            self.put_behind(buf, to_x, y, glyphs.bar, style);
        }
    }

    /// Numbers below the lanes, and the cursor of time through them. A number gives way to the word at the cursor.
    fn axis(&self, area: Rect, buf: &mut Buffer) {
        let width = usize::from(self.lanes.width);
        let cursor = self.told.scale.cursor(width);
        for y in self.lanes.y..self.lanes.bottom() {
            self.put_behind(buf, cursor, y, self.look.glyphs.cursor, self.look.style(Role::Key));
        }
        let now = self.look.say(Role::Key, &words::NOW);
        let wide = ink::columns(&now.content);
        let from = cursor.saturating_sub(wide / 2).min(width.saturating_sub(1));
        for (column, text) in self.told.scale.ticks(width) {
            let end = column + ink::columns(&text);
            if end <= width && (end < from || column > from + wide) {
                self.write(area, buf, column, Line::from(self.look.span(Role::Dim, text)));
            }
        }
        self.write(Rect { width: area.width + 2, ..area }, buf, from, Line::from(now));
    }

    fn write(&self, area: Rect, buf: &mut Buffer, column: usize, line: Line<'static>) {
        let column = column as u16;
        let room = Rect { x: area.x + column, width: area.width.saturating_sub(column), ..area };
        ink::line(buf, room, 0, &line, self.look);
    }

    /// Every sign that stands in a lane, once, in the order of the lanes.
    fn signs(&self, buf: &Buffer) -> Vec<String> {
        let mut signs: Vec<String> = Vec::new();
        for row in 0..self.actors.len() as u16 {
            for column in 0..usize::from(self.lanes.width) {
                let Some(sign) = self.at(buf, column, self.lanes.y + row * self.spread) else { continue };
                if !signs.iter().any(|known| known == sign) {
                    signs.push(sign.to_string());
                }
            }
        }
        signs
    }

    fn at<'b>(&self, buf: &'b Buffer, column: usize, y: u16) -> Option<&'b str> {
        buf.cell((self.lanes.x + column as u16, y)).map(|cell| cell.symbol())
    }

    fn put(&self, buf: &mut Buffer, column: usize, y: u16, sign: &str, style: Style) {
        if column < usize::from(self.lanes.width) && y < buf.area.bottom() {
            let area = Rect { x: self.lanes.x + column as u16, y, width: 1, height: 1 };
            ink::line(buf, area, 0, &Line::from(Span::styled(sign, style)), self.look);
        }
    }

    fn put_behind(&self, buf: &mut Buffer, column: usize, y: u16, sign: &str, style: Style) {
        if self.at(buf, column, y) == Some(" ") {
            self.put(buf, column, y, sign, style);
        }
    }
}

/// The heavier of two signs in one column, in the order of time; of a lock the later, so that what was given back is not
/// held on.
fn weightier(before: Sign, after: Sign) -> Sign {
    match (before, after) {
        (Sign::Took, Sign::Released) => Sign::Released,
        _ => before.max(after),
    }
}

/// What the signs mean that occur, two in a row; of items and messages the shape that comes first.
fn legend_of(signs: &[String], look: &Look) -> Vec<Line<'static>> {
    let glyphs = look.glyphs;
    let first_of = |shapes: &[&'static str]| {
        let found = signs.iter().find_map(|sign| shapes.iter().find(|shape| **shape == *sign));
        found.copied().unwrap_or_default()
    };
    let explained = [
        (glyphs.runs, &words::LEGEND_RUNS),
        (glyphs.waits, &words::LEGEND_WAITS),
        (glyphs.sleeps, &words::LEGEND_SLEEPS),
        (glyphs.holds, &words::LEGEND_HOLDS),
        (first_of(&glyphs.solid), &words::LEGEND_GIVES),
        (first_of(&glyphs.hollow), &words::LEGEND_TAKES),
        (glyphs.zombie, &words::LEGEND_ZOMBIE),
        (glyphs.killed, &words::LEGEND_KILLED),
        ("[", &words::LEGEND_TOOK),
        ("]", &words::LEGEND_RELEASED),
        ("r", &words::LEGEND_READ),
        ("w", &words::LEGEND_WROTE),
        (glyphs.alarm, &words::LEGEND_RAISED),
        ("k", &words::LEGEND_SIGNALLED),
    ];
    let occur = explained.into_iter().filter(|(sign, _)| signs.iter().any(|seen| seen == sign));
    let cells: Vec<Span> = occur
        .map(|(sign, words)| look.span(Role::Dim, ink::fit(&format!("{sign} {}", words.get(look.lang)), 16, look)))
        .collect();
    cells.chunks(2).map(|row| Line::from(row.to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Lang, Log};
    use crate::ui::pane::rows;

    /// Main forks so many children, the first of which is killed at once, and goes on for a second.
    fn log(children: usize) -> Log {
        let mut log = Log::new();
        let mut tell = |actor: &str, kind: Kind, t: u64, with: &dyn Fn(Event) -> Event| {
            let n = log.len();
            log.push(with(Event { n, t, actor: Some(actor.into()), ..Event::new(kind) }));
        };
        tell("main", Kind::ProcessStart, 0, &|event| event);
        for child in 0..children {
            let name = format!("child-{child}");
            tell("main", Kind::ProcessFork, 1, &|event| event.with(Field::Child, name.as_str()));
            tell(&name, Kind::ProcessStart, 2, &|event| event);
        }
        tell("child-0", Kind::ProcessExit, 3, &|event| event.with(Field::Status, -9));
        tell("main", Kind::Output, 1_000_000_000, &|event| event);
        log
    }

    fn drawn(children: usize, size: (u16, u16), lang: Lang) -> Vec<String> {
        let log = log(children);
        let world = log.world();
        let scale = Scale::new(&log, log.len(), false, false);
        let told = Told { timeline: log.timeline(), world, scale, selected: None };
        rows(size.0, size.1, |area, buf| draw(area, buf, &Look { lang, ..Look::default() }, &told))
    }

    #[test]
    fn who_is_killed_where_it_was_born_is_seen_to_be_killed() {
        assert!(drawn(1, (60, 3), Lang::En)[1].contains('╳'), "{:#?}", drawn(1, (60, 3), Lang::En));
        assert!(drawn(2, (60, 4), Lang::En)[2].contains('┗'), "{:#?}", drawn(2, (60, 4), Lang::En));
    }

    /// Three threads that take turns at a lock, a hundred each, ten of each one's before the next one's.
    fn turns() -> Log {
        let mut log = Log::new();
        let mut tell = |actor: &str, kind: Kind, t: u64| {
            let lock = matches!(kind, Kind::GilTake | Kind::GilDrop).then(|| "gil".into());
            let class = lock.is_some().then(|| "GIL".into());
            let told = Event { n: log.len(), t, actor: Some(actor.into()), object: lock, class, ..Event::new(kind) };
            log.push(told);
        };
        tell("main", Kind::ProcessStart, 0);
        ["main/one", "main/two", "main/three"].iter().for_each(|thread| tell(thread, Kind::ThreadStart, 1));
        for turn in 0..300 {
            let thread = ["main/one", "main/two", "main/three"][turn as usize / 10 % 3];
            tell(thread, Kind::GilTake, 1000 + turn * 1000);
            tell(thread, Kind::GilDrop, 1900 + turn * 1000);
        }
        log
    }

    #[test]
    fn of_turns_that_are_too_short_to_be_seen_it_is_seen_whose_they_mostly_are() {
        let log = turns();
        let scale = Scale::new(&log, log.len(), false, false);
        let told = Told { timeline: log.timeline(), world: log.world(), scale, selected: None };
        let rows = rows(48, 5, |area, buf| draw(area, buf, &Look::default(), &told));
        for column in 16..44 {
            let holders = rows[1..4].iter().filter(|row| row.chars().nth(column) == Some('═')).count();
            assert_eq!(holders, 1, "column {column} of {rows:#?}");
        }
        assert!(rows[1..4].iter().all(|row| row.contains("══") && !row.contains(['[', ']'])), "{rows:#?}");
    }

    #[test]
    fn where_there_is_too_little_room_every_kind_of_actor_is_seen() {
        let mut log = Log::new();
        let mut tell = |actor: &str, kind: Kind, child: Option<&str>| {
            let told = Event { n: log.len(), actor: Some(actor.into()), ..Event::new(kind) };
            log.push(child.iter().fold(told, |told, child| told.with(Field::Child, *child)));
        };
        tell("main", Kind::ProcessStart, None);
        for child in ["threads", "work", "work-2", "work-3", "work-4", "last"] {
            tell("main", Kind::ProcessFork, Some(child));
        }
        let names = |room| shown(log.world(), room).into_iter().map(|actor| actor.name.to_string()).collect::<Vec<_>>();
        assert_eq!(names(5), ["main", "threads", "work", "work-2", "last"]);
        assert_eq!(names(3), ["main", "threads", "work"]);
    }

    #[test]
    fn what_is_said_of_the_others_does_not_touch_the_axis() {
        for lang in [Lang::En, Lang::Zh] {
            let axis = drawn(20, (60, 4), lang).pop().unwrap_or_default();
            let number = axis.find("0.0 s").unwrap_or_default();
            assert!(axis[..number].ends_with("  "), "{axis}");
        }
    }
}

//! The shared objects, each with its picture.

use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::processes::Emphasis;
use super::{lock, managed, meeting, pipe, pool, queue, value};
use crate::model::world::{Actor, Object, Shape};
use crate::model::{ActorName, World};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// Draws the objects one below the other; returns the rows used. Where there is no room for all pictures, those that
/// changed longest ago are told in one line, and the last one is cut; where there is none for all lines, those that tell
/// least are counted.
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World, emphasis: Emphasis) -> u16 {
    let width = usize::from(area.width);
    let (objects, hidden) = kept(world, usize::from(area.height));
    let area = Rect { height: area.height.saturating_sub(u16::from(hidden > 0)), ..area };
    let mut pictures: Vec<Vec<Line>> = objects.iter().map(|object| picture(object, world, width, look)).collect();
    shorten(&objects, &mut pictures, usize::from(area.height), width);
    let mut row = 0;
    for (object, lines) in objects.iter().zip(&pictures) {
        let from = row;
        for line in lines {
            ink::line(buf, area, row, line, look);
            row += 1;
        }
        if object.last >= emphasis.fresh {
            ink::freshen(buf, area, from);
        }
        if emphasis.selected == Some(&*object.name) {
            ink::select(buf, area, from, look);
        }
        if row >= area.height {
            break;
        }
    }
    if hidden > 0 {
        let more = words::MORE.fill(look.lang, &[&hidden.to_string()]);
        let below = Rect { y: area.bottom(), height: 1, ..area };
        ink::line(buf, below, 0, &Line::from(look.span(Role::Dim, more)), look);
        return area.height + 1;
    }
    row.min(area.height)
}

/// The objects for which there is a line each, and how many are left out: locks of values that nobody has taken first, then
/// those that changed longest ago and that nobody waits for, then those that changed longest ago.
fn kept(world: &World, rows: usize) -> (Vec<&Object>, usize) {
    let mut objects: Vec<&Object> = there(world).collect();
    let all = objects.len();
    if all <= rows {
        return (objects, 0);
    }
    let is_wanted = |object: &Object| {
        world.actors().any(|actor| actor.waits().is_some_and(|wait| wait.object.as_ref() == Some(&object.name)))
    };
    let telling = |object: &&Object| (is_wanted(object), !lock::is_untouched(object, world), object.last);
    objects.sort_by_cached_key(|object| Reverse(telling(object)));
    objects.truncate(rows.saturating_sub(1));
    objects.sort_by_key(|object| object.rank);
    let hidden = all - objects.len();
    (objects, hidden)
}

/// The objects that there are. What is in the memory of one process goes with it; where all have ended, everything is seen
/// as it was.
fn there(world: &World) -> impl Iterator<Item = &Object> {
    let somebody_lives = world.alive().next().is_some();
    let lives = |process: &ActorName| world.actor(process).is_some_and(Actor::is_alive);
    world.objects().filter(move |object| !somebody_lives || home(object).is_none_or(lives))
}

/// The one process in whose memory an object is, where no other can have it.
fn home(object: &Object) -> Option<&ActorName> {
    object.within.as_ref().or(object.creator.as_ref().filter(|_| &*object.class == "GIL"))
}

/// How many rows all pictures take.
pub fn height(world: &World, width: u16, look: &Look) -> u16 {
    there(world).map(|object| picture(object, world, usize::from(width), look).len()).sum::<usize>().min(1000) as u16
}

/// An object's picture, its first line the head.
pub fn picture(object: &Object, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    match &object.shape {
        Shape::Queue(shape) => queue::picture(object, shape, world, width, look),
        Shape::Pipe(shape) => pipe::picture(object, shape, world, width, look),
        Shape::Lock(shape) => lock::picture(object, shape, world, width, look),
        Shape::Meeting(shape) => meeting::picture(object, shape, world, width, look),
        Shape::Value(shape) => value::picture(object, shape, world, width, look),
        Shape::Pool(shape) => pool::picture(object, shape, world, width, look),
        Shape::Managed(shape) => managed::picture(object, shape, world, width, look),
        Shape::Manager(shape) => managed::manager(object, shape, world, width, look),
        Shape::Memory(shape) => managed::memory(object, shape, world, width, look),
        Shape::Other => vec![head(object, String::new(), width, look)],
    }
}

fn shorten(objects: &[&Object], pictures: &mut [Vec<Line>], room: usize, width: usize) {
    let mut by_age: Vec<usize> = (0..objects.len()).collect();
    by_age.sort_by_key(|at| objects[*at].last);
    let newest = by_age.pop();
    for at in by_age {
        if pictures.iter().map(Vec::len).sum::<usize>() > room {
            in_one_line(&mut pictures[at], width);
        }
    }
    if let Some(at) = newest {
        let others: usize = pictures.iter().map(Vec::len).sum::<usize>() - pictures[at].len();
        match room.saturating_sub(others) {
            0 | 1 => in_one_line(&mut pictures[at], width),
            left => cut(objects[at], &mut pictures[at], left),
        }
    }
}

/// So many lines of a picture. Of a pool's those give way first in which nobody is.
fn cut(object: &Object, picture: &mut Vec<Line>, left: usize) {
    while matches!(object.shape, Shape::Pool(_))
        && picture.len() > left
        && let Some(at) = picture.iter().rposition(pool::is_empty)
    {
        picture.remove(at);
    }
    picture.truncate(left);
}

/// Name, class where there is room for it, and instead of the note the first line of the picture: it says more.
fn in_one_line(picture: &mut Vec<Line>, width: usize) {
    if picture.len() > 1 {
        let below = picture.swap_remove(1);
        let names = &picture[0].spans[..2];
        let whole = ink::width(&Line::from(names.to_vec())) + ink::width(&below);
        let kept = if whole > width { 1 } else { 2 };
        picture[0].spans.truncate(kept);
        picture[0].spans.extend(below.spans);
        picture.truncate(1);
    }
}

/// An object's first line: name, class where there is room for it, and a note on the right.
pub fn head(object: &Object, note: String, width: usize, look: &Look) -> Line<'static> {
    let name = look.span(Role::Strong, object.name.to_string());
    let bare = ink::columns(&name.content) + ink::columns(&note);
    let class = format!("  {}", object.class);
    let class = if bare + ink::columns(&class) + 2 > width { String::new() } else { class };
    let class = look.span(Role::Dim, class);
    let used = bare + ink::columns(&class.content);
    let gap = width.saturating_sub(used).max(2);
    Line::from(vec![name, class, Span::raw(" ".repeat(gap)), look.span(Role::Dim, note)])
}

/// The word for those who wait.
pub fn waiting(look: &Look) -> Span<'static> {
    look.span(Role::Dim, format!(" {}", words::WAIT.get(look.lang)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Phase};
    use crate::ui::pane::rows;

    /// Three values with their locks, and a barrier at which somebody waits.
    fn world() -> World {
        let mut world = World::new();
        let mut tell = |kind: Kind, name: &str, class: &str, value: &str, phase: Option<Phase>| {
            let (object, class) = (Some(name.into()), Some(class.into()));
            world.apply(&Event {
                actor: Some("main".into()),
                object,
                class,
                phase,
                value: Some(value.into()),
                ..Event::new(kind)
            });
        };
        tell(Kind::SyncCreate, "meet", "Barrier", "3", None);
        for name in ["a", "b", "c"] {
            tell(Kind::LockCreate, &format!("{name}_lock"), "RLock", "1", None);
            tell(Kind::ValueCreate, name, "Value", "0", None);
        }
        tell(Kind::SyncWait, "meet", "Barrier", "", Some(Phase::Begin));
        tell(Kind::SyncWait, "meet", "Barrier", "", Some(Phase::Wait));
        tell(Kind::ValueWrite, "b", "Value", "7", None);
        world
    }

    fn drawn(height: u16) -> Vec<String> {
        rows(40, height, |area, buf| {
            draw(area, buf, &Look::default(), &world(), Emphasis::default());
        })
    }

    #[test]
    fn what_does_not_fit_is_counted_and_what_tells_least_goes_first() {
        let names = |rows: &[String]| {
            rows.iter().map(|row| row.split(' ').next().unwrap_or_default().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(&drawn(7)), ["meet", "a_lock", "a", "b_lock", "b", "c_lock", "c"]);
        assert_eq!(names(&drawn(5)), ["meet", "a", "b", "c", "+"]);
        assert_eq!(names(&drawn(3)), ["meet", "b", "+"]);
        assert_eq!(drawn(3)[2], "+ 5 more");
        drawn(0);
        drawn(1);
    }

    #[test]
    fn an_interpreters_lock_goes_with_it_unless_nobody_lives() {
        let mut world = World::new();
        let mut tell = |actor: &str, kind: Kind, object: Option<&str>| {
            let class = object.map(|_| "GIL".into());
            world.apply(&Event {
                actor: Some(actor.into()),
                object: object.map(Into::into),
                class,
                ..Event::new(kind)
            });
            there(&world).map(|object| object.name.to_string()).collect::<Vec<_>>()
        };
        tell("main", Kind::ProcessStart, None);
        tell("child", Kind::ProcessStart, None);
        assert_eq!(tell("child", Kind::GilTake, Some("child.gil-1")), ["child.gil-1"]);
        assert_eq!(tell("child", Kind::ProcessExit, None), [""; 0]);
        assert_eq!(tell("main", Kind::ProcessExit, None), ["child.gil-1"]);
    }

    #[test]
    fn of_a_picture_the_lines_give_way_first_in_which_nothing_is() {
        let mut world = World::new();
        world.apply(&Event { actor: Some("main".into()), ..Event::new(Kind::ProcessStart) });
        let mut tell = |kind: Kind, phase: Option<Phase>, with: &[(Field, i64)]| {
            let (actor, object, class) = (Some("main".into()), Some("pool".into()), Some("Pool".into()));
            let told = Event { actor, object, class, phase, ..Event::new(kind) };
            world.apply(&with.iter().fold(told, |told, (field, number)| told.with(*field, *number)));
        };
        tell(Kind::PoolCreate, None, &[(Field::Workers, 2)]);
        tell(Kind::PoolSubmit, None, &[(Field::Task, 7)]);
        tell(Kind::PoolTask, Some(Phase::Begin), &[(Field::Task, 7)]);
        tell(Kind::PoolTask, Some(Phase::End), &[(Field::Task, 7), (Field::Worker, 1)]);
        let drawn = |height| {
            rows(40, height, |area, buf| {
                draw(area, buf, &Look::default(), &world, Emphasis::default());
            })
        };
        assert!(drawn(4)[1].contains("waiting") && drawn(4)[3].contains("across"), "{:#?}", drawn(4));
        assert!(drawn(3)[1].contains("boats") && drawn(3)[2].ends_with('7'), "{:#?}", drawn(3));
    }

    #[test]
    fn the_class_gives_way_where_a_name_is_long() {
        assert!(drawn(3)[0].starts_with("meet  Barrier"), "{:?}", drawn(3));
        let narrow = rows(24, 3, |area, buf| {
            draw(area, buf, &Look::default(), &world(), Emphasis::default());
        });
        assert!(narrow[0].starts_with("meet   ") && narrow[0].contains("1 of 3"), "{narrow:?}");
    }

    #[test]
    fn of_a_value_s_own_lock_it_is_said_which_takings_are_counted() {
        assert!(
            drawn(14).iter().any(|row| row.contains("a_lock") && row.ends_with("by get_lock() 0")),
            "{:?}",
            drawn(14)
        );
    }
}

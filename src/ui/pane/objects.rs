//! The shared objects, each with its picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::processes::Emphasis;
use super::{lock, managed, meeting, pipe, pool, queue, value};
use crate::model::World;
use crate::model::world::{Object, Shape};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// Draws the objects one below the other; returns the rows used. Where there is no room for all pictures, those that
/// changed longest ago are told in one line, and the last one is cut.
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World, emphasis: Emphasis) -> u16 {
    let width = usize::from(area.width);
    let objects: Vec<&Object> = world.objects().collect();
    let mut pictures: Vec<Vec<Line>> = objects.iter().map(|object| picture(object, world, width, look)).collect();
    shorten(&objects, &mut pictures, usize::from(area.height));
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
    row.min(area.height)
}

/// How many rows all pictures take.
pub fn height(world: &World, width: u16, look: &Look) -> u16 {
    world.objects().map(|object| picture(object, world, usize::from(width), look).len()).sum::<usize>().min(1000) as u16
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

fn shorten(objects: &[&Object], pictures: &mut [Vec<Line>], room: usize) {
    let mut by_age: Vec<usize> = (0..objects.len()).collect();
    by_age.sort_by_key(|at| objects[*at].last);
    let newest = by_age.pop();
    for at in by_age {
        if pictures.iter().map(Vec::len).sum::<usize>() > room {
            in_one_line(&mut pictures[at]);
        }
    }
    if let Some(at) = newest {
        let others: usize = pictures.iter().map(Vec::len).sum::<usize>() - pictures[at].len();
        match room.saturating_sub(others) {
            0 | 1 => in_one_line(&mut pictures[at]),
            left => pictures[at].truncate(left),
        }
    }
}

/// Name, class, and instead of the note the first line of the picture: it says more.
fn in_one_line(picture: &mut Vec<Line>) {
    if picture.len() > 1 {
        let below = picture.swap_remove(1);
        picture[0].spans.truncate(2);
        picture[0].spans.extend(below.spans);
        picture.truncate(1);
    }
}

/// An object's first line: name, class, and a note on the right.
pub fn head(object: &Object, note: String, width: usize, look: &Look) -> Line<'static> {
    let name = look.span(Role::Strong, object.name.to_string());
    let class = look.span(Role::Dim, format!("  {}", object.class));
    let used = ink::columns(&name.content) + ink::columns(&class.content) + ink::columns(&note);
    let gap = width.saturating_sub(used).max(2);
    Line::from(vec![name, class, Span::raw(" ".repeat(gap)), look.span(Role::Dim, note)])
}

/// The word for those who wait.
pub fn waiting(look: &Look) -> Span<'static> {
    look.span(Role::Dim, format!(" {}", words::WAIT.get(look.lang)))
}

//! The family: processes by generations, each child beside its brothers, behind the letter of its parent.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::World;
use crate::model::world::{Actor, State};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// The deepest generation that is drawn: as many rows as there could be on any screen.
const DEEPEST: usize = 64;

/// Draws a row for each generation: whom each process has for children, in the order of their births. The dead are dim.
///
/// ```text
/// family of 8, 3 ended
/// A
/// A▸B C D
/// B▸E F  C▸G
/// E▸H
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World) {
    let all = generations(world);
    let people: Vec<&Actor> = all.iter().flatten().flat_map(|brothers| brothers.children.iter().copied()).collect();
    let ended = people.iter().filter(|actor| is_over(actor)).count();
    let words = match (people.len(), ended) {
        (0, _) => &words::NO_FAMILY,
        (_, 0) => &words::FAMILY,
        _ => &words::FAMILY_AND_DEAD,
    };
    let title = words.fill(look.lang, &[&people.len().to_string(), &ended.to_string()]);
    ink::line(buf, area, 0, &Line::from(look.span(Role::Title, title)), look);
    // Where there are too few rows, the last generations stand in one.
    let rows = usize::from(area.height).saturating_sub(1).clamp(1, all.len());
    for (generation, row) in all[..rows - 1].iter().zip(1..) {
        ink::line(buf, area, row, &line(generation, look), look);
    }
    let last: Vec<Span> = all[rows - 1..]
        .iter()
        .flat_map(|generation| {
            let gap = Span::raw("    ");
            [gap].into_iter().chain(line(generation, look).spans)
        })
        .skip(1)
        .collect();
    ink::line(buf, area, rows as u16, &Line::from(last), look);
}

/// How many rows the pane would like.
pub fn height(world: &World) -> u16 {
    1 + generations(world).len().max(1) as u16
}

/// The children of one process.
struct Brothers<'a> {
    parent: Option<&'a Actor>,
    children: Vec<&'a Actor>,
}

/// The processes by generations: first those that nobody of the program has made, then their children, and so on.
fn generations(world: &World) -> Vec<Vec<Brothers<'_>>> {
    let processes: Vec<&Actor> = world.actors().filter(|actor| actor.is_process()).collect();
    let made_by = |parent: Option<&str>| -> Vec<&Actor> {
        let by = |actor: &&Actor| actor.creator.as_ref().map(|creator| creator.process()) == parent;
        processes.iter().copied().filter(by).collect()
    };
    let mut generations = vec![vec![Brothers { parent: None, children: made_by(None) }]];
    while let Some(last) = generations.last().filter(|_| generations.len() < DEEPEST) {
        let parents = last.iter().flat_map(|brothers| &brothers.children);
        let next = parents.map(|parent| Brothers { parent: Some(parent), children: made_by(Some(&parent.name)) });
        let next: Vec<Brothers> = next.filter(|brothers| !brothers.children.is_empty()).collect();
        if next.is_empty() {
            break;
        }
        generations.push(next);
    }
    generations
}

fn line(generation: &[Brothers<'_>], look: &Look) -> Line<'static> {
    let mut spans = Vec::new();
    for brothers in generation {
        if !spans.is_empty() {
            spans.push(Span::raw("  "));
        }
        if let Some(parent) = brothers.parent {
            spans.push(look.span(Role::Dim, format!("{}{}", letter(parent.rank), look.glyphs.right)));
        }
        for (at, child) in brothers.children.iter().enumerate() {
            spans.push(Span::raw(if at > 0 { " " } else { "" }));
            spans.push(sign(child, look));
        }
    }
    Line::from(spans)
}

fn sign(actor: &Actor, look: &Look) -> Span<'static> {
    let style = match actor.state {
        State::Gone => look.style(Role::Dim),
        State::Zombie => look.style(Role::Warn),
        _ => look.theme.actor(actor.rank).add_modifier(Modifier::BOLD),
    };
    Span::styled(letter(actor.rank), style)
}

fn is_over(actor: &Actor) -> bool {
    matches!(actor.state, State::Gone | State::Zombie)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Lang, Val};
    use crate::ui::pane::rows;

    fn world(forks: &[(&str, &str)], ended: &[&str]) -> World {
        let mut world = World::new();
        let event = |actor: &str, kind| Event { actor: Some(actor.into()), ..Event::new(kind) };
        world.apply(&event("main", Kind::ProcessStart));
        for (parent, child) in forks {
            let with = vec![(Field::Child, Val::from(*child)), (Field::Method, Val::from("fork"))];
            world.apply(&Event { with, ..event(parent, Kind::ProcessFork) });
            world.apply(&event(child, Kind::ProcessStart));
        }
        ended.iter().for_each(|actor| world.apply(&event(actor, Kind::ProcessExit)));
        world
    }

    fn drawn(world: &World, width: u16, height: u16, lang: Lang) -> Vec<String> {
        rows(width, height, |area, buf| draw(area, buf, &Look { lang, ..Look::default() }, world))
    }

    #[test]
    fn each_generation_has_a_row_and_children_stand_behind_their_parent() {
        let forks = [("main", "b"), ("main", "c"), ("b", "d"), ("c", "e"), ("b", "f"), ("d", "g")];
        let rows = drawn(&world(&forks, &[]), 30, 5, Lang::En);
        assert_eq!(rows, ["family of 7", "A", "A▸B C", "B▸D F  C▸E", "D▸G"]);
        assert_eq!(height(&world(&forks, &[])), 5);
    }

    #[test]
    fn who_has_ended_is_counted_and_stays_in_its_place() {
        let rows = drawn(&world(&[("main", "b"), ("b", "c")], &["b"]), 30, 4, Lang::En);
        assert_eq!(rows, ["family of 3, 1 ended", "A", "A▸B", "B▸C"]);
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        for (width, height) in [(0, 0), (1, 1), (5, 2), (200, 60)] {
            drawn(&world(&[("main", "b"), ("b", "c")], &[]), width, height, Lang::Zh);
            drawn(&World::new(), width, height, Lang::En);
        }
    }
}

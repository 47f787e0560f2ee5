//! A pool: people who cross a river in a few boats. People are tasks, boats are workers.

use std::collections::BTreeMap;

use ratatui::text::{Line, Span};

use super::objects::head;
use super::who;
use crate::model::World;
use crate::model::world::{Object, Pool, State};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// The pool as lines: who waits on the bank, who is in which boat, who is across.
///
/// ```text
/// pool  Pool                         3 workers
///    waiting        5 6 7 8 9
///    in the boats   B \_2_/  C \_3_/  D \___/
///    across         0 1
/// ```
pub fn picture(object: &Object, pool: &Pool, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let workers = words::WORKERS.fill(look.lang, &[&pool.workers.to_string()]);
    let labels = [&words::ON_THE_BANK, &words::IN_THE_BOATS, &words::ACROSS];
    let label_wide = labels.iter().map(|label| ink::columns(label.get(look.lang))).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(label_wide + 3);
    let waiting = pool.waiting.iter().map(|task| Span::raw(task.to_string())).collect();
    let across =
        pool.done.iter().map(|(task, by)| Span::styled(task.to_string(), who::colour(world, by, look))).collect();
    let row = |label: &'static crate::model::Both, people: Vec<Span<'static>>| {
        let mut spans = vec![Span::raw("   "), look.span(Role::Dim, ink::fit(label.get(look.lang), label_wide, look))];
        spans.extend(people);
        Line::from(spans)
    };
    let mut lines = vec![
        head(object, workers, width, look),
        row(&words::ON_THE_BANK, first(waiting, room, look)),
        row(&words::IN_THE_BOATS, first(boats(pool, world, room, look), room, look)),
        row(&words::ACROSS, last(across, room, look)),
    ];
    if pool.closed {
        lines.push(Line::from(look.span(Role::Dim, format!("   {}", words::NO_MORE_TASKS.get(look.lang)))));
    }
    lines
}

/// Whether nobody is in a row of the picture: it is a label alone, or says that the pool is closed.
pub(super) fn is_empty(line: &Line) -> bool {
    line.spans.len() < 3
}

/// A boat for each worker that is alive, with its task in it; where they would not fit, only worker and task.
fn boats(pool: &Pool, world: &World, room: usize, look: &Look) -> Vec<Span<'static>> {
    let tasks: BTreeMap<&str, i64> = pool.running.iter().map(|(task, worker)| (&**worker, *task)).collect();
    let seen: Vec<&str> = workers(pool, world);
    let boat = |worker: &&str, narrow: bool| {
        let load = tasks.get(worker).map_or("_".to_string(), |task| task.to_string());
        let letter = who::letter(world, worker, look).content;
        let boat = if narrow { format!("{letter}:{load}") } else { format!("{letter} \\_{load}_/") };
        Span::styled(boat, who::colour(world, worker, look))
    };
    let wide: usize = seen.iter().map(|worker| ink::columns(&boat(worker, false).content) + 2).sum();
    seen.iter().map(|worker| boat(worker, wide > room)).collect()
}

fn workers<'a>(pool: &'a Pool, world: &'a World) -> Vec<&'a str> {
    let mut names: Vec<(usize, &str)> = world
        .actors()
        .filter(|actor| !actor.name.is_thread() && !matches!(actor.state, State::Gone))
        .filter(|actor| actor.role.as_deref() == Some("worker") || has_worked(pool, &actor.name))
        .map(|actor| (actor.rank, &*actor.name))
        .collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name).collect()
}

fn has_worked(pool: &Pool, name: &str) -> bool {
    pool.running.values().any(|worker| worker == name) || pool.done.iter().any(|(_, worker)| worker == name)
}

/// As many of the first as there is room for.
fn first(people: Vec<Span<'static>>, room: usize, look: &Look) -> Vec<Span<'static>> {
    let mut kept = Vec::new();
    let mut used = 0;
    let all = people.len();
    for (at, person) in people.into_iter().enumerate() {
        let wide = ink::columns(&person.content) + 2;
        if used + wide + 5 > room.max(12) && at + 1 < all {
            kept.push(look.span(Role::Dim, format!("+{}", all - at)));
            break;
        }
        used += wide;
        kept.push(person);
        kept.push(Span::raw(if wide > 6 { "  " } else { " " }));
    }
    kept
}

/// As many of the last as there is room for.
fn last(people: Vec<Span<'static>>, room: usize, look: &Look) -> Vec<Span<'static>> {
    let mut kept = Vec::new();
    let mut used = 0;
    let all = people.len();
    for (at, person) in people.into_iter().rev().enumerate() {
        let wide = ink::columns(&person.content) + 1;
        if used + wide + 5 > room.max(12) && at + 1 < all {
            kept.push(look.span(Role::Dim, format!("{} + ", all - at)));
            break;
        }
        used += wide;
        kept.push(Span::raw(" "));
        kept.push(person);
    }
    kept.reverse();
    kept
}

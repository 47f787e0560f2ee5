//! CPU per process, as bars: a full bar is one core.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::World;
use crate::model::world::{Actor, Sample};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// Draws a bar for each process that the kernel was asked about.
///
/// ```text
/// cpu (a full bar: one core)
/// A  main      ██░░░░░░░░░░░░░░    8%
/// B  worker-1  ████████████████   99%
/// ```
pub fn cpu(area: Rect, buf: &mut Buffer, look: &Look, world: &World) -> u16 {
    let measure = |sample: &Sample| {
        let load = f64::from(sample.load.unwrap_or(0.0));
        (load, format!("{:.0}%", load * 100.0))
    };
    let title = if sampled(world).any(|(actor, _)| !actor.is_alive()) { &words::CORES_LAST } else { &words::CORES };
    bars(area, buf, look, world, title, measure)
}

/// How many rows a pane with a line per process takes.
pub fn height(world: &World) -> u16 {
    1 + sampled(world).count().clamp(1, 64) as u16
}

/// The living processes that the kernel was asked about; where all have ended, everybody as the kernel saw them last.
pub(super) fn sampled(world: &World) -> impl Iterator<Item = (&Actor, &Sample)> {
    let somebody_lives = world.alive().any(|actor| actor.sample.is_some());
    let shown = world.actors().filter(move |actor| actor.is_alive() || !somebody_lives);
    shown.filter_map(|actor| Some((actor, actor.sample.as_ref()?)))
}

/// As many as there is room for: where that is too little, those who do most.
fn busiest(world: &World, room: usize, part: impl Fn(&Sample) -> f64) -> Vec<(&Actor, &Sample)> {
    let mut all: Vec<_> = sampled(world).collect();
    all.sort_by(|(_, one), (_, other)| part(other).total_cmp(&part(one)));
    all.truncate(room);
    all.sort_by_key(|(actor, _)| actor.rank);
    all
}

fn bars(
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    world: &World,
    title: &'static crate::model::Both,
    measure: impl Fn(&Sample) -> (f64, String),
) -> u16 {
    ink::line(buf, area, 0, &Line::from(look.say(Role::Title, title)), look);
    let width = usize::from(area.width);
    let room = width.saturating_sub(24).clamp(4, 50);
    let mut row = 1;
    let rows = usize::from(area.height.saturating_sub(1));
    for (actor, sample) in busiest(world, rows, |sample| measure(sample).0) {
        let (part, text) = measure(sample);
        let full = ((part * room as f64).round() as usize).min(room);
        let colour = if actor.is_alive() { look.theme.actor(actor.rank) } else { look.style(Role::Dim) };
        let line = Line::from(vec![
            Span::styled(ink::fit(&letter(actor.rank), 3, look), colour.add_modifier(Modifier::BOLD)),
            Span::styled(ink::fit_name(&actor.name, 10, look) + " ", colour),
            Span::styled(look.glyphs.full.repeat(full), colour),
            look.span(Role::Dim, look.glyphs.empty.repeat(room - full)),
            Span::raw(format!(" {text:>7}")),
        ]);
        ink::line(buf, area, row, &line, look);
        row += 1;
    }
    row.min(area.height)
}

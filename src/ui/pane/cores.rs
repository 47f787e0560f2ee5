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
    bars(area, buf, look, world, &words::CORES, measure)
}

/// Draws what part of each process's memory is its own.
///
/// ```text
/// memory (full part: private)
/// A  main      ██░░░░░░░░░░░░░░  2.1 M
/// ```
pub fn memory(area: Rect, buf: &mut Buffer, look: &Look, world: &World) -> u16 {
    let measure = |sample: &Sample| (sample.private as f64 / sample.rss.max(1) as f64, words::size(sample.rss));
    bars(area, buf, look, world, &words::PRIVATE, measure)
}

/// How many rows either pane takes.
pub fn height(world: &World) -> u16 {
    1 + sampled(world).count().clamp(1, 64) as u16
}

fn sampled(world: &World) -> impl Iterator<Item = (&Actor, &Sample)> {
    world.alive().filter_map(|actor| Some((actor, actor.sample.as_ref()?)))
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
    for (actor, sample) in sampled(world) {
        let (part, text) = measure(sample);
        let full = ((part * room as f64).round() as usize).min(room);
        let colour = look.theme.actor(actor.rank);
        let line = Line::from(vec![
            Span::styled(ink::fit(&letter(actor.rank), 3, look), colour.add_modifier(Modifier::BOLD)),
            Span::styled(ink::fit(&actor.name, 11, look), colour),
            Span::styled(look.glyphs.full.repeat(full), colour),
            look.span(Role::Dim, look.glyphs.empty.repeat(room - full)),
            Span::raw(format!(" {text:>7}")),
        ]);
        ink::line(buf, area, row, &line, look);
        row += 1;
    }
    row.min(area.height)
}

//! The pages of each process: which of them it shares with others, and which are its own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::cores::sampled;
use crate::model::World;
use crate::model::world::{Actor, Sample};
use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// Draws every process's pages on one scale: full where they are its own, hollow where others have them too.
///
/// ```text
/// memory (full: its own; hollow: shared)
/// A  main   █░░░░░░░░░░░░░   1.1 M + 37 M
/// B  child  ███████░░░░░░░    17 M + 21 M
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World) {
    ink::line(buf, area, 0, &Line::from(look.say(Role::Title, &words::PAGES)), look);
    let room = usize::from(area.width).saturating_sub(27).clamp(4, 64);
    let shown: Vec<_> = last_known(world);
    let largest = shown.iter().map(|(_, sample)| total(sample)).max().unwrap_or(1).max(1);
    for ((actor, sample), row) in shown.into_iter().zip(1..) {
        ink::line(buf, area, row, &bar(actor, sample, largest, room, look), look);
    }
}

/// How many rows the pane would like.
pub fn height(world: &World) -> u16 {
    1 + last_known(world).len().clamp(1, 64) as u16
}

/// Those of whom the kernel has said how their pages are; of one that is just ending it says nothing.
fn last_known(world: &World) -> Vec<(&Actor, &Sample)> {
    sampled(world).filter(|(_, sample)| total(sample) > 0).collect()
}

fn total(sample: &Sample) -> u64 {
    sample.private + sample.shared
}

fn bar(actor: &Actor, sample: &Sample, largest: u64, room: usize, look: &Look) -> Line<'static> {
    let cells = |bytes: u64| ((bytes as f64 / largest as f64 * room as f64).round() as usize).min(room);
    let (own, all) = (cells(sample.private), cells(total(sample)));
    let colour = if actor.is_alive() { look.theme.actor(actor.rank) } else { look.style(Role::Dim) };
    let figures = format!("{} + {}", words::size(sample.private), words::size(sample.shared));
    Line::from(vec![
        Span::styled(ink::fit(&letter(actor.rank), 3, look), colour.add_modifier(Modifier::BOLD)),
        Span::styled(ink::fit_name(&actor.name, 7, look) + " ", colour),
        Span::styled(look.glyphs.full.repeat(own), colour),
        Span::styled(look.glyphs.empty.repeat(all.saturating_sub(own)), colour),
        Span::raw(" ".repeat(room - all.max(own))),
        Span::raw(format!(" {figures:>15}")),
    ])
}

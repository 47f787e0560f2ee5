//! Who: an actor as letter, shape or name, always in its own colour.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use crate::model::World;
use crate::model::world::Item;
use crate::ui::glyph;
use crate::ui::ink::{self, Look};

/// The colour of an actor by its name; plain for one that is not known.
pub fn colour(world: &World, name: &str, look: &Look) -> Style {
    world.actor(name).map_or(Style::new(), |actor| look.theme.actor(actor.rank))
}

/// An actor's letter.
pub fn letter(world: &World, name: &str, look: &Look) -> Span<'static> {
    let text = world.actor(name).map_or_else(|| "?".to_string(), |actor| glyph::letter(actor.rank));
    Span::styled(text, colour(world, name, look).add_modifier(Modifier::BOLD))
}

/// Letters of several actors, with spaces between.
pub fn letters<'a>(world: &World, names: impl IntoIterator<Item = &'a str>, look: &Look) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for name in names {
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        spans.push(letter(world, name, look));
    }
    spans
}

/// An item on its way: the shape of who gave it, and the value.
pub fn item(world: &World, item: &Item, room: usize, look: &Look) -> Span<'static> {
    let shape = world.actor(&item.from).map_or(look.glyphs.none, |actor| look.glyphs.solid(actor.rank));
    let value = ink::fit(&item.value, ink::columns(&item.value).min(room), look);
    Span::styled(format!("{shape}{value}"), colour(world, &item.from, look))
}

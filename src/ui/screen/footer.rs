//! The footer: the keys that matter here, from the table of actions.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::action::Action;
use crate::app::{Do, Key};
use crate::model::Both;
use crate::ui::glyph;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;

/// A key and what it does now.
pub struct Hint {
    /// The key, as it is called on screen.
    pub key: String,
    /// What it does.
    pub name: String,
    /// The smaller, the sooner it is shown.
    pub weight: u8,
}

impl Hint {
    /// The arrow keys, up and down.
    pub fn of_arrows(words: &Both, look: &Look) -> Hint {
        let key = format!("{}{}", label(Key::Up, look), label(Key::Down, look));
        Hint { key, name: words.get(look.lang).to_string(), weight: 2 }
    }

    /// As the table of actions has it.
    pub fn of(action: &Action, look: &Look) -> Hint {
        let key = action.keys.first().map(|key| label(*key, look)).unwrap_or_default();
        Hint { key, name: action.name.get(look.lang).to_string(), weight: action.weight }
    }
}

/// How a key is called on screen.
pub fn label(key: Key, look: &Look) -> String {
    match key {
        Key::Enter => look.glyphs.enter.to_string(),
        Key::Left | Key::Right | Key::Up | Key::Down if *look.glyphs == glyph::ASCII => format!("{key:?}"),
        key => key.label(look.lang),
    }
}

/// Draws as many hints as fit: the weightiest, in the order given; help and the way back always.
///
/// ```text
///  space hold   ←→ time   r again   k knobs   ? help   q back
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, hints: Vec<Hint>) {
    let mut by_weight: Vec<usize> = (0..hints.len()).collect();
    let always = |hint: &Hint| hint.key == "?" || hint.key == "q";
    by_weight.sort_by_key(|at| (!always(&hints[*at]), hints[*at].weight));
    let mut room = usize::from(area.width).saturating_sub(1);
    let mut shown = vec![false; hints.len()];
    for at in by_weight {
        let wide = ink::columns(&hints[at].key) + ink::columns(&hints[at].name) + 4;
        if wide > room {
            break;
        }
        room -= wide;
        shown[at] = true;
    }
    let mut spans = vec![Span::raw(" ")];
    for hint in hints.iter().zip(shown).filter(|(_, shown)| *shown).map(|(hint, _)| hint) {
        spans.push(look.span(Role::Key, hint.key.clone()));
        spans.push(look.span(Role::Dim, format!(" {}   ", hint.name)));
    }
    ink::line(buf, area, 0, &Line::from(spans), look);
}

/// The hints of some actions; those in `words` are called otherwise at this moment.
pub fn hints(actions: impl Iterator<Item = &'static Action>, words: &[(Do, String)], look: &Look) -> Vec<Hint> {
    let hint = |action: &Action| {
        let mut hint = Hint::of(action, look);
        if let Some((_, name)) = words.iter().find(|(act, _)| *act == action.act) {
            hint.name.clone_from(name);
        }
        hint
    };
    let listed = |action: &&Action| action.weight < 50 && !words.contains(&(action.act, String::new()));
    actions.filter(listed).map(hint).collect()
}

//! A theme: which colour and which emphasis each role of the screen has.
//!
//! Actors are coloured after Okabe and Ito ("Color Universal Design", 2008), so that the colour-blind tell them apart;
//! and never by colour alone: each also has a letter and a shape ([`super::glyph`]).

use ratatui::style::{Color, Modifier, Style};

pub use crate::app::setting::Ground;

/// How many colours the terminal is known to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: emphasis only.
    None,
    /// The sixteen that every terminal has.
    #[default]
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits.
    True,
}

/// What a piece of text is, on any screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    Text,
    /// What may be overlooked: rules, units, hints.
    Dim,
    /// What should be seen first.
    Strong,
    /// The name of a pane.
    Title,
    /// A key that can be pressed.
    Key,
    /// What just changed.
    Fresh,
    /// The row that the learner has selected.
    Selected,
    /// It holds, it is right.
    Good,
    /// It is broken, wrong, killed.
    Bad,
    /// It deserves a look.
    Warn,
    /// The program's words.
    Keyword,
    /// Text inside the program.
    Quoted,
    /// A number inside the program.
    Number,
    /// A comment in the program.
    Comment,
    /// A new word with a gloss; code inside prose.
    Term,
}

/// Which colour and emphasis each role has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The background it is for.
    pub ground: Ground,
    /// The colours that the terminal shows.
    pub depth: Depth,
}

/// One hue in the three ways in which terminals take it.
#[derive(Clone, Copy)]
struct Hue {
    rgb: (u8, u8, u8),
    indexed: u8,
    sixteen: Color,
}

const fn hue(rgb: (u8, u8, u8), indexed: u8, sixteen: Color) -> Hue {
    Hue { rgb, indexed, sixteen }
}

/// Okabe–Ito on a dark background, the most telling first.
const ON_DARK: [Hue; 7] = [
    hue((0x56, 0xB4, 0xE9), 74, Color::LightBlue),
    hue((0xE6, 0x9F, 0x00), 178, Color::Yellow),
    hue((0x2F, 0xC8, 0x9A), 42, Color::Green),
    hue((0xD9, 0x8C, 0xB8), 175, Color::LightMagenta),
    hue((0xF0, 0xE4, 0x42), 227, Color::LightYellow),
    hue((0xF0, 0x7A, 0x2C), 208, Color::LightRed),
    hue((0x5A, 0x9B, 0xD8), 68, Color::Cyan),
];

/// The same hues, dark enough to be read on white.
const ON_LIGHT: [Hue; 7] = [
    hue((0x00, 0x72, 0xB2), 25, Color::Blue),
    hue((0xB8, 0x4A, 0x00), 130, Color::Red),
    hue((0x00, 0x7A, 0x59), 29, Color::Green),
    hue((0xA8, 0x47, 0x7F), 132, Color::Magenta),
    hue((0x8A, 0x6D, 0x00), 94, Color::Yellow),
    hue((0x1F, 0x7F, 0xB8), 31, Color::Cyan),
    hue((0x44, 0x44, 0x44), 238, Color::Black),
];

impl Theme {
    /// A theme for a background, in the colours that the terminal shows.
    pub const fn new(ground: Ground, depth: Depth) -> Theme {
        Theme { ground, depth }
    }

    /// Whether there is any colour at all.
    pub fn is_mono(&self) -> bool {
        self.ground == Ground::Mono || self.depth == Depth::None
    }

    /// Colour and emphasis of a role.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Text => plain,
            Role::Dim | Role::Comment => self.dim(),
            Role::Strong | Role::Title => plain.add_modifier(Modifier::BOLD),
            Role::Key => self.ink(self.accent()).add_modifier(Modifier::BOLD),
            Role::Fresh => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::Good => self.ink(self.good()).add_modifier(Modifier::BOLD),
            Role::Bad => self.ink(self.bad()).add_modifier(Modifier::BOLD),
            Role::Warn => self.ink(self.warn()).add_modifier(Modifier::BOLD),
            Role::Keyword => self.ink(self.keyword()),
            Role::Quoted => self.ink(self.good()),
            Role::Number => self.ink(self.warn()),
            Role::Term => self.ink(self.accent()),
        }
    }

    /// The colour of the actor of a rank.
    pub fn actor(&self, rank: usize) -> Style {
        self.ink(self.hues()[rank % ON_DARK.len()])
    }

    fn hues(&self) -> &'static [Hue; 7] {
        if self.ground == Ground::Light { &ON_LIGHT } else { &ON_DARK }
    }

    fn ink(&self, hue: Hue) -> Style {
        match self.depth {
            _ if self.is_mono() => Style::new(),
            Depth::None => Style::new(),
            Depth::Sixteen => Style::new().fg(hue.sixteen),
            Depth::Indexed => Style::new().fg(Color::Indexed(hue.indexed)),
            Depth::True => Style::new().fg(Color::Rgb(hue.rgb.0, hue.rgb.1, hue.rgb.2)),
        }
    }

    /// Quiet text. Not "bright black": in some palettes (Solarized) that is the background itself.
    fn dim(&self) -> Style {
        if self.is_mono() || self.depth == Depth::Sixteen {
            return Style::new().add_modifier(Modifier::DIM);
        }
        match self.ground {
            Ground::Light => self.ink(hue((0x6B, 0x6B, 0x6B), 242, Color::Black)),
            _ => self.ink(hue((0x8C, 0x8C, 0x8C), 245, Color::Gray)),
        }
    }

    fn accent(&self) -> Hue {
        self.pick(hue((0x56, 0xB4, 0xE9), 74, Color::Cyan), hue((0x00, 0x5F, 0x99), 25, Color::Blue))
    }

    fn good(&self) -> Hue {
        self.pick(hue((0x5F, 0xD0, 0x8F), 78, Color::Green), hue((0x00, 0x6B, 0x3C), 22, Color::Green))
    }

    fn bad(&self) -> Hue {
        self.pick(hue((0xFF, 0x7B, 0x5C), 209, Color::LightRed), hue((0xB0, 0x24, 0x0E), 124, Color::Red))
    }

    fn warn(&self) -> Hue {
        self.pick(hue((0xE8, 0xC1, 0x5A), 179, Color::Yellow), hue((0x8A, 0x5A, 0x00), 94, Color::Yellow))
    }

    fn keyword(&self) -> Hue {
        self.pick(hue((0xC5, 0xA3, 0xE6), 183, Color::Magenta), hue((0x7A, 0x3E, 0x9D), 97, Color::Magenta))
    }

    fn pick(&self, dark: Hue, light: Hue) -> Hue {
        if self.ground == Ground::Light { light } else { dark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_no_role_and_no_actor_has_one() {
        let mono = [Theme::new(Ground::Mono, Depth::True), Theme::new(Ground::Dark, Depth::None)];
        for theme in mono {
            for role in [Role::Text, Role::Dim, Role::Key, Role::Good, Role::Bad, Role::Keyword, Role::Selected] {
                assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None));
            }
            assert_eq!(theme.actor(3).fg, None);
        }
    }

    #[test]
    fn seven_actors_have_seven_colours_on_either_background() {
        for (ground, depth) in [Ground::Dark, Ground::Light]
            .into_iter()
            .flat_map(|ground| [Depth::Sixteen, Depth::Indexed, Depth::True].map(|depth| (ground, depth)))
        {
            let theme = Theme::new(ground, depth);
            let colours: std::collections::HashSet<_> = (0..7).map(|rank| theme.actor(rank).fg).collect();
            assert_eq!(colours.len(), 7, "{ground:?} {depth:?}");
        }
    }
}

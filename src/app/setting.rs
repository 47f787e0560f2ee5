//! What the learner has set for the whole sitting: language, theme, engine, which text of the program.

use crate::lesson::{Engine, Preferences};
use crate::model::Lang;

/// The background that the screen is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark background.
    #[default]
    Dark,
    /// Dark text on a light background.
    Light,
    /// Whatever the terminal has; no colours.
    Mono,
}

/// Which text of the program the code pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Text {
    /// Python, on either engine.
    #[default]
    Python,
    /// Its twin in Rust.
    Rust,
}

/// What the columns of the timeline are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Axis {
    /// Equal times.
    #[default]
    Clock,
    /// One event each.
    Order,
}

/// What the learner has set for the whole sitting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Language of the screen.
    pub lang: Lang,
    /// The background that the screen is made for.
    pub ground: Ground,
    /// The engine wished for, where a lesson has it.
    pub engine: Option<Engine>,
    /// Which text of the program is shown.
    pub text: Text,
    /// What the columns of the timeline are.
    pub axis: Axis,
    /// Nothing moves by itself, save what the run does.
    pub calm: bool,
}

impl Ground {
    /// The next one, round and round.
    pub fn next(self) -> Ground {
        match self {
            Ground::Dark => Ground::Light,
            Ground::Light => Ground::Mono,
            Ground::Mono => Ground::Dark,
        }
    }

    /// `dark`, `light`, `mono`.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Dark => "dark",
            Ground::Light => "light",
            Ground::Mono => "mono",
        }
    }

    /// The ground of a name.
    pub fn of_name(name: &str) -> Option<Ground> {
        [Ground::Dark, Ground::Light, Ground::Mono].into_iter().find(|ground| ground.name() == name)
    }
}

impl Text {
    /// The other text.
    pub fn other(self) -> Text {
        match self {
            Text::Python => Text::Rust,
            Text::Rust => Text::Python,
        }
    }
}

impl Axis {
    /// The other axis.
    pub fn other(self) -> Axis {
        match self {
            Axis::Clock => Axis::Order,
            Axis::Order => Axis::Clock,
        }
    }
}

impl Setting {
    /// What of it is kept for the next sitting.
    pub fn preferences(&self) -> Preferences {
        Preferences { language: Some(self.lang), engine: self.engine, theme: Some(self.ground.name().into()) }
    }
}

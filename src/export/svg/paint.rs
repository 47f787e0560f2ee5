//! The colours of a picture: what a terminal would make of the colours of a screen.

use ratatui::style::Color;

/// What a terminal shows for its own colours. Each is a colour as SVG writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paint {
    /// Letters without a colour of their own.
    pub ink: String,
    /// What lies behind everything.
    pub ground: String,
    /// The sixteen colours: black, red, green, yellow, blue, magenta, cyan, grey, and their bright siblings.
    pub sixteen: [String; 16],
}

impl Paint {
    /// A dark terminal.
    pub fn dark() -> Paint {
        Paint::of(
            "#d6d9de",
            "#16181d",
            [
                "#16181d", "#e06c60", "#7fb685", "#d9b25f", "#6ea8dc", "#c48fc6", "#6cbcbf", "#b9bec7", "#7d838e",
                "#f0897d", "#9bd0a0", "#eccb80", "#8fc1ee", "#dbaadd", "#8ad5d8", "#f4f5f7",
            ],
        )
    }

    /// A light terminal.
    pub fn light() -> Paint {
        Paint::of(
            "#23262c",
            "#fbfaf7",
            [
                "#23262c", "#b3362b", "#2f7a3a", "#8a6500", "#1f62a6", "#8a3f8f", "#17777b", "#6b7079", "#8b909a",
                "#c94c3f", "#3f9149", "#a67c0a", "#3a7cc2", "#a256a7", "#2a9094", "#3c4048",
            ],
        )
    }

    fn of(ink: &str, ground: &str, sixteen: [&str; 16]) -> Paint {
        Paint { ink: ink.into(), ground: ground.into(), sixteen: sixteen.map(str::to_string) }
    }

    /// A letter's colour.
    pub(super) fn ink_of(&self, colour: Color) -> String {
        self.shown(colour).unwrap_or_else(|| self.ink.clone())
    }

    /// The colour behind a letter.
    pub(super) fn ground_of(&self, colour: Color) -> String {
        self.shown(colour).unwrap_or_else(|| self.ground.clone())
    }

    fn shown(&self, colour: Color) -> Option<String> {
        match colour {
            Color::Reset => None,
            Color::Rgb(r, g, b) => Some(hex(r, g, b)),
            Color::Indexed(index) => Some(self.indexed(index)),
            named => sixteenth(named).map(|place| self.sixteen[place].clone()),
        }
    }

    /// The 256 colours of xterm: the sixteen, a cube of six steps a side, and twenty-four greys.
    fn indexed(&self, index: u8) -> String {
        let step = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
        match index {
            0..=15 => self.sixteen[usize::from(index)].clone(),
            16..=231 => {
                let cube = index - 16;
                hex(step(cube / 36), step(cube / 6 % 6), step(cube % 6))
            }
            232..=255 => {
                let grey = 8 + 10 * (index - 232);
                hex(grey, grey, grey)
            }
        }
    }
}

fn hex(r: u8, g: u8, b: u8) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn sixteenth(named: Color) -> Option<usize> {
    let order = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    order.iter().position(|colour| *colour == named)
}

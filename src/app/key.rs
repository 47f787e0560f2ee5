//! A key, as far as the app has a use for it.

use std::fmt;

use crate::model::{Both, Lang};

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character, as typed.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// An arrow key.
    Left,
    /// An arrow key.
    Right,
    /// An arrow key.
    Up,
    /// An arrow key.
    Down,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
}

/// The code of a character with Ctrl. From 4 to 7 they are those for which there is no letter, as terminals read them.
fn control(c: char) -> Option<u8> {
    Some(match c {
        'a'..='z' => c as u8 & 0x1f,
        ' ' | '@' | '2' => 0,
        '[' | '3' => 0x1b,
        ']' | '5' => 0x1d,
        '^' | '6' => 0x1e,
        '_' | '/' | '7' => 0x1f,
        '?' | '8' => 0x7f,
        _ => return None,
    })
}

static SPACE: Both = Both::fixed("space", "空格");

impl Key {
    /// What a terminal sends for it (console_codes(4)); `None` for one that it has no code for.
    pub fn bytes(self) -> Option<Vec<u8>> {
        let code: &[u8] = match self {
            Key::Char(c) => return Some(c.to_string().into_bytes()),
            Key::Ctrl(c) => return control(c).map(|code| vec![code]),
            Key::Enter => b"\r",
            Key::Esc => b"\x1b",
            Key::Tab => b"\t",
            Key::BackTab => b"\x1b[Z",
            Key::Backspace => b"\x7f",
            Key::Left => b"\x1b[D",
            Key::Right => b"\x1b[C",
            Key::Up => b"\x1b[A",
            Key::Down => b"\x1b[B",
            Key::Home => b"\x1b[H",
            Key::End => b"\x1b[F",
            Key::PageUp => b"\x1b[5~",
            Key::PageDown => b"\x1b[6~",
        };
        Some(code.to_vec())
    }

    /// How the key is called on screen.
    pub fn label(self, lang: Lang) -> String {
        match self {
            Key::Char(' ') => SPACE.get(lang).to_string(),
            Key::Char(c) => c.to_string(),
            Key::Ctrl(c) => format!("^{}", c.to_ascii_uppercase()),
            Key::Left => "←".to_string(),
            Key::Right => "→".to_string(),
            Key::Up => "↑".to_string(),
            Key::Down => "↓".to_string(),
            Key::BackTab => "S-Tab".to_string(),
            Key::PageUp => "PgUp".to_string(),
            Key::PageDown => "PgDn".to_string(),
            key => format!("{key:?}"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_as_a_terminal_sends_it() {
        let sent = |key: Key| key.bytes().unwrap_or_default();
        assert_eq!(sent(Key::Char('é')), "é".as_bytes());
        assert_eq!([sent(Key::Ctrl('c')), sent(Key::Ctrl('d')), sent(Key::Ctrl('7'))], [[3], [4], [0x1f]]);
        assert_eq!(sent(Key::Up), b"\x1b[A");
        assert_eq!(Key::Ctrl('ü').bytes(), None);
    }
}

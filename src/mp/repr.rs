//! Python's repr of the values that lessons pass around.

use unicode_width::UnicodeWidthChar;

/// A value that can be shown as Python would show it.
pub trait Repr {
    /// `'A'`, `3`, `[1, 2]`, `None` …
    fn repr(&self) -> String;
}

/// A repr of at most 60 columns; what is longer ends in `…`.
pub(crate) fn short(value: &(impl Repr + ?Sized)) -> String {
    let whole = value.repr();
    let mut columns = 0;
    for (place, char) in whole.char_indices() {
        columns += char.width().unwrap_or(0);
        if columns > 60 {
            let mut end = place;
            while whole[..end].chars().map(|c| c.width().unwrap_or(0)).sum::<usize>() > 59 {
                end = whole[..end].char_indices().next_back().map_or(0, |(last, _)| last);
            }
            return format!("{}…", &whole[..end]);
        }
    }
    whole
}

impl Repr for str {
    fn repr(&self) -> String {
        let quote = if self.contains('\'') && !self.contains('"') { '"' } else { '\'' };
        let mut out = String::with_capacity(self.len() + 2);
        out.push(quote);
        for char in self.chars().take(200) {
            match char {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\\' => out.push_str("\\\\"),
                c if c == quote => {
                    out.push('\\');
                    out.push(c);
                }
                c if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
                c => out.push(c),
            }
        }
        out.push(quote);
        out
    }
}

impl Repr for String {
    fn repr(&self) -> String {
        self.as_str().repr()
    }
}
impl<T: Repr + ?Sized> Repr for &T {
    fn repr(&self) -> String {
        (**self).repr()
    }
}
impl Repr for bool {
    fn repr(&self) -> String {
        if *self { "True".into() } else { "False".into() }
    }
}
impl Repr for () {
    fn repr(&self) -> String {
        "None".into()
    }
}
impl Repr for f64 {
    fn repr(&self) -> String {
        format!("{self:?}")
    }
}
impl<T: Repr> Repr for Option<T> {
    fn repr(&self) -> String {
        self.as_ref().map_or("None".into(), Repr::repr)
    }
}
impl<T: Repr> Repr for Vec<T> {
    fn repr(&self) -> String {
        let inside: Vec<String> = self.iter().take(40).map(Repr::repr).collect();
        format!("[{}]", inside.join(", "))
    }
}
impl<A: Repr, B: Repr> Repr for (A, B) {
    fn repr(&self) -> String {
        format!("({}, {})", self.0.repr(), self.1.repr())
    }
}
impl<A: Repr, B: Repr, C: Repr> Repr for (A, B, C) {
    fn repr(&self) -> String {
        format!("({}, {}, {})", self.0.repr(), self.1.repr(), self.2.repr())
    }
}
impl<T: Repr, E: Repr> Repr for Result<T, E> {
    fn repr(&self) -> String {
        match self {
            Ok(value) => value.repr(),
            Err(error) => error.repr(),
        }
    }
}
impl Repr for super::Exception {
    fn repr(&self) -> String {
        format!("{}({})", self.class, self.text.repr())
    }
}
macro_rules! numbers {
    ($($Number:ty)*) => { $(impl Repr for $Number {
        fn repr(&self) -> String {
            self.to_string()
        }
    })* };
}
numbers! { i8 i16 i32 i64 u8 u16 u32 u64 usize isize }

/// A block of bytes, serialised as one piece and shown as Python shows `bytes`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bytes(pub Vec<u8>);

impl Repr for Bytes {
    fn repr(&self) -> String {
        let shown: String = self.0.iter().take(60).map(|&byte| std::ascii::escape_default(byte).to_string()).collect();
        format!("b'{shown}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_look_as_in_python() {
        assert_eq!("it's".repr(), "\"it's\"");
        assert_eq!(vec![Some(1), None].repr(), "[1, None]");
        assert_eq!("\u{1b}[2J".repr(), "'\\x1b[2J'");
        assert_eq!(2.0f64.repr(), "2.0");
    }

    #[test]
    fn a_long_value_is_cut_at_sixty_columns_and_says_so() {
        let cut = short(&"好".repeat(50));
        assert!(unicode_width::UnicodeWidthStr::width(cut.as_str()) <= 60);
        assert!(cut.ends_with('…'));
    }
}

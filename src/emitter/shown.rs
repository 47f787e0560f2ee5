//! What a value looks like: Python's repr where that is short and plain; else what the probe's `shown.py` says.

use crate::names::NAMES;
use crate::python::{self, Kind, Own, Raw, call_with, forgive, kind_of};

/// Columns.
const WIDEST: usize = 60;
const LONGEST_TEXT: usize = 80;
const MOST_ITEMS: usize = 40;
const PLAIN: i64 = 1_000_000_000_000_000_000;

/// The repr of a value, as a str object; nothing of the program's own is called for it.
pub fn short(value: Raw) -> Option<Own> {
    let plain = is_plain(value) || is_plain_list(value);
    plain.then(|| python::repr(value)).flatten().filter(fits).or_else(|| {
        forgive();
        call_with(NAMES.short.get(), value)
    })
}

/// An int that is shown whole.
pub fn short_number(value: Raw) -> Option<i64> {
    let number = (kind_of(value) == Kind::Int).then(|| python::integer(value)).flatten();
    number.filter(|number| (-PLAIN + 1..PLAIN).contains(number))
}

/// A number in writing: most items are numbers, and no object need be made for their text.
pub struct Digits {
    text: [u8; 20],
    from: usize,
}

impl Digits {
    pub fn of(number: i64) -> Digits {
        let (mut text, mut from, mut rest) = ([b'-'; 20], 20, number.unsigned_abs());
        for place in text.iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            (from, rest) = (from - 1, rest / 10);
            if rest == 0 {
                break;
            }
        }
        // In front of them all stands a sign.
        Digits { text, from: if number < 0 { from - 1 } else { from } }
    }

    pub fn bytes(&self) -> &[u8] {
        self.text.get(self.from..).unwrap_or_default()
    }
}

fn fits(text: &Own) -> bool {
    python::characters(text.raw()) <= WIDEST && python::utf8(text).is_some_and(|bytes| bytes.is_ascii())
}

fn is_plain(value: Raw) -> bool {
    match kind_of(value) {
        Kind::Int => short_number(value).is_some(),
        Kind::Text => python::characters(value) <= LONGEST_TEXT,
        Kind::Bytes => python::bytes_of(value).is_some_and(|bytes| bytes.len() <= LONGEST_TEXT),
        Kind::Plain => true,
        _ => false,
    }
}

fn is_plain_list(value: Raw) -> bool {
    matches!(kind_of(value), Kind::Tuple | Kind::List)
        && python::items(value).take(MOST_ITEMS + 1).count() <= MOST_ITEMS
        && python::items(value).all(is_plain)
}

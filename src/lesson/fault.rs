//! A fault: one thing wrong with a lesson folder, where it stands, and what to do about it.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// One thing wrong with a lesson folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as `lesson/file`.
    pub file: String,
    /// Where in the file, if it is about a certain place.
    pub spot: Option<Spot>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

/// A place in a file, and its line to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Line number, from 1.
    pub line: usize,
    /// The line's text.
    pub text: String,
    /// Bytes of the line that are meant.
    pub marked: Range<usize>,
}

impl Spot {
    /// The spot of a byte range of a file's text.
    pub fn of_span(text: &str, span: Range<usize>) -> Spot {
        let start = floor(text, span.start);
        let before = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_text = text[before..].lines().next().unwrap_or_default();
        let from = (start - before).min(line_text.len());
        let to = floor(line_text, span.end.saturating_sub(before)).clamp(from, line_text.len());
        Spot { line: text[..before].matches('\n').count() + 1, text: line_text.to_string(), marked: from..to }
    }

    /// The spot of a whole line, counted from 1.
    pub fn of_line(text: &str, line: usize) -> Spot {
        let found = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let from = found.len() - found.trim_start().len();
        Spot { line, text: found.to_string(), marked: from..found.trim_end().len().max(from) }
    }
}

/// The nearest place at or before `at` where the text may be cut.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl Fault {
    /// A fault of a whole file.
    pub fn new(file: impl Into<String>, what: impl Into<String>, advice: impl Into<String>) -> Fault {
        Fault { file: file.into(), spot: None, what: what.into(), advice: advice.into() }
    }

    /// The same fault, at a spot.
    pub fn at(mut self, spot: Spot) -> Fault {
        self.spot = Some(spot);
        self
    }
}

/// ```text
/// error: unknown key `titel`
///   --> queue/lesson.toml:3
///    3 | titel = { en = "One writes, one reads", … }
///      | ^^^^^
///   do: write `title`
/// ```
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        match &self.spot {
            None => writeln!(f, "  --> {}", self.file)?,
            Some(spot) => {
                let Range { start, end } = spot.marked.clone();
                let indent = spot.text[..start].width();
                let marks = spot.text[start..end].width().max(1);
                writeln!(f, "  --> {}:{}", self.file, spot.line)?;
                writeln!(f, "{:>4} | {}", spot.line, spot.text)?;
                writeln!(f, "     | {}{}", " ".repeat(indent), "^".repeat(marks))?;
            }
        }
        write!(f, "  do: {}", self.advice)
    }
}

impl std::error::Error for Fault {}

/// The word of `known` that is nearest to `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_points_at_its_place_also_behind_wide_characters() {
        let text = "id = \"a\"\ntext = { zh = \"两行\", foo = 1 }\n";
        let at = text.find("foo").unwrap();
        let fault =
            Fault::new("queue/lesson.toml", "unknown key `foo`", "remove it").at(Spot::of_span(text, at..at + 3));
        let shown = fault.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], "  --> queue/lesson.toml:2");
        assert_eq!(lines[3].find('^').unwrap(), "   2 | ".len() + "text = { zh = \"____\", ".len());
    }

    #[test]
    fn a_span_outside_the_text_is_brought_inside() {
        assert_eq!(Spot::of_span("两", 1..9).marked, 0..3);
        assert_eq!(Spot::of_line("a", 7).text, "");
    }
}

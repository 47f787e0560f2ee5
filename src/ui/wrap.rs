//! Wrapping: breaks styled text into lines, by the rules of both languages.
//!
//! English breaks at spaces. Chinese breaks between any two characters, but no line begins with a closing mark
//! (，。、）…) nor ends with an opening one (（《「): "Requirements for Chinese Text Layout", W3C, section 3.1.3.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks that may not begin a line.
const CLOSING: &str = "，。、；：？！）】》」』〉〕｝］”’…—～·％‰℃,.;:?!)]}%";
/// Marks that may not end one.
const OPENING: &str = "（【《「『〈〔｛［“‘([{";

/// One grapheme, as it will stand on the screen.
struct Piece<'a> {
    text: &'a str,
    wide: usize,
    style: Style,
}

/// Breaks a text at its line breaks and at the width.
pub fn wrap_text(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    text.lines().flat_map(|line| wrap(&[Span::styled(line.to_string(), style)], width)).collect()
}

/// Breaks styled text into lines of at most `width` columns. An empty text is one empty line.
pub fn wrap(spans: &[Span<'_>], width: usize) -> Vec<Line<'static>> {
    let cleaned: Vec<_> = spans.iter().map(|span| (super::ink::clean(&span.content), span.style)).collect();
    let pieces: Vec<Piece> = cleaned.iter().flat_map(|(text, style)| pieces(text, *style)).collect();
    let lines = balanced(&pieces, width.max(1));
    if lines.is_empty() { vec![Line::default()] } else { lines.into_iter().map(joined).collect() }
}

/// Lines of which the last is not a lone word, where lines a little shorter can spare it that.
fn balanced<'a, 'b>(pieces: &'b [Piece<'a>], width: usize) -> Vec<&'b [Piece<'a>]> {
    /// Below this width every column is needed.
    const WIDE: usize = 40;
    let lines = broken(pieces, width);
    let lonely = |lines: &[&[Piece]]| lines.last().is_some_and(|last| wide(last) * 6 < width);
    if width < WIDE || lines.len() < 2 || !lonely(&lines) {
        return lines;
    }
    let narrower = (width * 3 / 4..width).rev().map(|width| broken(pieces, width));
    let as_many = narrower.take_while(|others| others.len() == lines.len());
    as_many.into_iter().find(|others| !lonely(others)).unwrap_or(lines)
}

fn wide(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.wide).sum()
}

/// Lines each of which takes what it can.
fn broken<'a, 'b>(pieces: &'b [Piece<'a>], width: usize) -> Vec<&'b [Piece<'a>]> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let end = start + in_company(&pieces[start..], line_end(&pieces[start..], width));
        lines.push(trimmed(&pieces[start..end]));
        start = end + pieces[end..].iter().take_while(|piece| piece.text == " ").count();
    }
    lines
}

fn pieces<'a>(text: &'a str, style: Style) -> impl Iterator<Item = Piece<'a>> {
    text.graphemes(true).map(move |text| Piece { text, wide: text.width(), style })
}

/// How many pieces go on the line: up to the last break that fits, or as many as fit where there is none.
fn line_end(pieces: &[Piece], width: usize) -> usize {
    let mut used = 0;
    let mut last_break = None;
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 && may_break(pieces[at - 1].text, piece.text) {
            last_break = Some(at);
        }
        used += piece.wide;
        if used > width && piece.text != " " {
            return last_break.unwrap_or_else(|| forced_break(pieces, at)).max(1);
        }
    }
    pieces.len()
}

/// A last line of one Chinese character and its mark looks lost: it takes along what stands before it.
fn in_company(pieces: &[Piece], end: usize) -> usize {
    let rest = &pieces[end..];
    let alone = rest.iter().filter(|piece| piece.text != " " && !CLOSING.contains(piece.text)).count() == 1;
    if !alone || rest.iter().all(|piece| piece.wide < 2 || CLOSING.contains(piece.text)) {
        return end;
    }
    (1..end).rev().find(|at| may_break(pieces[at - 1].text, pieces[*at].text)).unwrap_or(end)
}

/// Where nothing allows a break: before the piece that does not fit, or one earlier, so that no mark comes first.
fn forced_break(pieces: &[Piece], at: usize) -> usize {
    if CLOSING.contains(pieces[at].text) && at > 1 { at - 1 } else { at }
}

fn may_break(before: &str, after: &str) -> bool {
    if after == " " || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == " " || before.width() > 1 || after.width() > 1 || (CLOSING.contains(before) && !before.is_ascii())
}

fn trimmed<'a, 'b>(mut pieces: &'b [Piece<'a>]) -> &'b [Piece<'a>] {
    while let [rest @ .., last] = pieces
        && last.text == " "
    {
        pieces = rest;
    }
    pieces
}

fn joined(pieces: &[Piece]) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for piece in pieces {
        match spans.last_mut() {
            Some(last) if last.style == piece.style => last.content.to_mut().push_str(piece.text),
            _ => spans.push(Span::styled(piece.text.to_string(), piece.style)),
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        wrap_text(text, width, Style::new()).iter().map(|line| line.to_string()).collect()
    }

    #[test]
    fn english_breaks_at_spaces_and_a_word_too_long_is_broken() {
        assert_eq!(wrapped("the kernel has put it to sleep", 12), ["the kernel", "has put it", "to sleep"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap(&[], 9).len(), 1);
    }

    #[test]
    fn no_line_begins_with_a_chinese_closing_mark_nor_ends_with_an_opening_one() {
        assert_eq!(wrapped("读进程在等，内核让它睡眠。", 10), ["读进程在", "等，内核让", "它睡眠。"]);
        assert_eq!(wrapped("队列（Queue）里没有数据", 9), ["队列", "（Queue）", "里没有", "数据"]);
    }

    #[test]
    fn no_chinese_character_is_left_alone_on_the_last_line() {
        assert_eq!(wrapped("里没有数据", 8), ["里没有", "数据"]);
        assert_eq!(wrapped("里没有数据。", 8), ["里没有", "数据。"]);
        assert_eq!(wrapped("在等 q 里的数", 12), ["在等 q 里", "的数"]);
    }

    #[test]
    fn no_word_is_left_alone_on_the_last_line_where_the_others_can_spare_some() {
        let text = "The speaker has ended and everybody else has closed it, save the listener that is left.";
        let lines = wrapped(text, 82);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].len() >= 82 / 6, "{lines:?}");
    }

    proptest! {
        #[test]
        fn lines_fit_and_begin_well_and_no_character_is_lost(
            // Marks stand between characters, as in a text: a line of nothing else has no good place to break.
            text in "((（?[进程队列]{2,4}[，。、）]?)|( [a-c]{1,4} )){0,15}", width in 14usize..40) {
            let lines = wrapped(&text, width);
            let without = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without(&lines.concat()), without(&text));
            for pair in lines.windows(2) {
                prop_assert!(pair[0].width() <= width);
                let first = pair[1].chars().next().unwrap_or('x');
                prop_assert!(!"，。、）".contains(first), "{:?}", lines);
            }
        }
    }
}

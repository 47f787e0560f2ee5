//! Ink: the one way in which text reaches the screen.
//!
//! Whatever a child printed, a learner named or a file contained: it is cleaned here, cut here to the room it has, and
//! nowhere else. So no pane can let an escape sequence through, or write beyond its area.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::glyph::{Glyphs, UNICODE};
use super::theme::{Role, Theme};
use crate::model::{Both, Lang};

/// How things look: the language, the colours and the glyphs that every pane draws with.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Language of all text.
    pub lang: Lang,
    /// Colours and emphasis.
    pub theme: Theme,
    /// Unicode or ASCII signs.
    pub glyphs: &'static Glyphs,
}

impl Default for Look {
    fn default() -> Look {
        Look { lang: Lang::En, theme: Theme::default(), glyphs: &UNICODE }
    }
}

impl Look {
    /// Colour and emphasis of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// A piece of text in a role.
    pub fn span<'a>(&self, role: Role, text: impl Into<Cow<'a, str>>) -> Span<'a> {
        Span::styled(text, self.style(role))
    }

    /// A fixed text in the language of the screen, in a role.
    pub fn say(&self, role: Role, words: &'static Both) -> Span<'static> {
        self.span(role, words.get(self.lang))
    }

    /// A thin rule over the whole width of an area's row.
    pub fn rule(&self, buf: &mut Buffer, area: Rect, row: u16) {
        let text = self.glyphs.rule.repeat(usize::from(area.width));
        line(buf, area, row, &Line::from(self.span(Role::Dim, text)), self);
    }

    /// A thin bar over the whole height of an area's column.
    pub fn bar(&self, buf: &mut Buffer, area: Rect, column: u16) {
        let rows = Rect { x: area.x.saturating_add(column), width: 1.min(area.width.saturating_sub(column)), ..area };
        for row in 0..area.height {
            line(buf, rows, row, &Line::from(self.span(Role::Dim, self.glyphs.bar)), self);
        }
    }
}

/// Writes one line into a row of an area, cleaned, and cut with "…" where it is too long. Returns the columns used.
pub fn line(buf: &mut Buffer, area: Rect, row: u16, line: &Line<'_>, look: &Look) -> u16 {
    let area = area.intersection(buf.area);
    if row >= area.height || area.width == 0 {
        return 0;
    }
    let cut = width(line) > usize::from(area.width);
    let room = if cut { area.width - 1 } else { area.width };
    let mut pen = Pen { buf, x: area.x, y: area.y + row, end: area.x + room };
    let whole = line.spans.iter().all(|span| pen.write(&span.content, line.style.patch(span.style)));
    if cut || !whole {
        pen.end = area.right();
        pen.write(look.glyphs.more, look.style(Role::Dim));
    }
    pen.x - area.x
}

/// Writes a line so that it ends where the area ends.
pub fn line_right(buf: &mut Buffer, area: Rect, row: u16, text: &Line<'_>, look: &Look) {
    let room = u16::try_from(width(text)).unwrap_or(u16::MAX).min(area.width);
    line(buf, Rect { x: area.right() - room, width: room, ..area }, row, text, look);
}

/// Writes lines from an area's top, as many as fit. Returns the rows used.
pub fn lines(buf: &mut Buffer, area: Rect, text: &[Line<'_>], look: &Look) -> u16 {
    let rows = (text.len()).min(usize::from(area.height)) as u16;
    for row in 0..rows {
        line(buf, area, row, &text[usize::from(row)], look);
    }
    rows
}

/// Writes a few words into a rule, at its right end.
pub fn on_rule(buf: &mut Buffer, area: Rect, text: &str, look: &Look) {
    let text = format!(" {text} ");
    let wide = columns(&text) as u16 + 2;
    if area.width > wide {
        let place = Rect { x: area.right() - wide, width: wide - 2, ..area };
        line(buf, place, 0, &Line::from(look.span(Role::Dim, text)), look);
    }
}

/// Shows a whole row of an area as selected: in one colour, whatever the colours in it were.
pub fn select(buf: &mut Buffer, area: Rect, row: u16, look: &Look) {
    if row < area.height {
        let row = Rect { y: area.y + row, height: 1, ..area };
        let plain = Style::new().fg(look.style(Role::Text).fg.unwrap_or(Color::Reset));
        buf.set_style(row, plain.remove_modifier(Modifier::DIM | Modifier::UNDERLINED));
        buf.set_style(row, look.style(Role::Selected));
    }
}

/// Underlines nothing, but makes what is in a row strong: it just changed.
pub fn freshen(buf: &mut Buffer, area: Rect, row: u16) {
    if row < area.height {
        buf.set_style(Rect { y: area.y + row, height: 1, ..area }, Style::new().add_modifier(Modifier::BOLD));
    }
}

/// Columns that a line takes, once cleaned.
pub fn width(line: &Line<'_>) -> usize {
    line.spans.iter().map(|span| columns(&span.content)).sum()
}

/// Columns that a text takes, once cleaned.
pub fn columns(text: &str) -> usize {
    clean(text).graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// A text cut to some columns, with "…" for what is missing, and filled with spaces to exactly as many.
pub fn fit(text: &str, room: usize, look: &Look) -> String {
    let text = clean(text);
    let whole = columns(&text) <= room;
    let keep = if whole { room } else { room.saturating_sub(1) };
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = grapheme.width();
        if used + wide > keep {
            break;
        }
        kept.push_str(grapheme);
        used += wide;
    }
    if !whole && room > 0 {
        kept.push_str(look.glyphs.more);
        used += 1;
    }
    kept.push_str(&" ".repeat(room.saturating_sub(used)));
    kept
}

/// A name cut to some columns and filled like [`fit`], its number kept: `philosopher-2` becomes `philos…-2`.
pub fn fit_name(name: &str, room: usize, look: &Look) -> String {
    let number = name.rfind('-').map(|at| &name[at..]);
    let number = number.filter(|number| number[1..].chars().all(|c| c.is_ascii_digit()) && number.len() > 1);
    match number {
        Some(number) if columns(name) > room && number.len() + 2 < room => {
            let begin = &name[..name.len() - number.len()];
            let begin = fit(&format!("{begin}{number}"), room - number.len(), look);
            format!("{begin}{number}")
        }
        _ => fit(name, room, look),
    }
}

/// The text without anything that a terminal would act on: control characters become their pictures (␛), those that
/// turn the direction of writing or have no width become �.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) { Cow::Owned(text.chars().map(harmless).collect()) } else { Cow::Borrowed(text) }
}

fn is_hostile(c: char) -> bool {
    harmless(c) != c
}

fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' => '\u{fffd}',
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '\u{fffd}',
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => '\u{fffd}',
        c => c,
    }
}

/// A place in the buffer, up to which has been written.
struct Pen<'a> {
    buf: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
}

impl Pen<'_> {
    /// Writes as much of a text as there is room for; whether that was all.
    fn write(&mut self, text: &str, style: Style) -> bool {
        for grapheme in clean(text).graphemes(true) {
            let wide = grapheme.width() as u16;
            if wide == 0 {
                continue;
            }
            if self.x + wide > self.end {
                return false;
            }
            self.put(grapheme, wide, style);
        }
        true
    }

    fn put(&mut self, grapheme: &str, wide: u16, style: Style) {
        self.buf[(self.x, self.y)].set_symbol(grapheme).set_style(style);
        for behind in 1..wide {
            self.buf[(self.x + behind, self.y)].reset();
            self.buf[(self.x + behind, self.y)].set_style(style);
        }
        self.x += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, wide: u16) -> String {
        let area = Rect::new(0, 0, wide, 1);
        let mut buf = Buffer::empty(area);
        line(&mut buf, area, 0, &Line::raw(text), &Look::default());
        buf.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn what_a_child_prints_never_reaches_the_terminal_as_a_command() {
        assert_eq!(drawn("\u{1b}[2Jx\u{9b}31m", 12), "␛[2Jx�31m   ");
        assert_eq!(drawn("a\u{202e}b\u{200b}c", 6), "a�b�c ");
        assert!(drawn("bell\u{7} del\u{7f}\r\n", 14).chars().all(|c| !c.is_control()));
    }

    #[test]
    fn what_is_too_long_is_cut_with_dots_and_wide_characters_are_not_halved() {
        assert_eq!(drawn("seller-number-one", 8), "seller-…");
        assert_eq!(drawn("进程", 4).replace(' ', ""), "进程");
        assert_eq!(drawn("进程池", 4).replace(' ', ""), "进…");
        assert_eq!(fit("进程池", 5, &Look::default()), "进程…");
        assert_eq!(fit("进程池", 4, &Look::default()), "进… ");
        assert_eq!(fit("abc", 5, &Look::default()), "abc  ");
        assert_eq!(fit("abc", 0, &Look::default()), "");
        assert_eq!(fit_name("philosopher-2", 9, &Look::default()), "philos…-2");
        assert_eq!(fit_name("worker-2", 9, &Look::default()), "worker-2 ");
        assert_eq!(fit_name("resource-tracker", 9, &Look::default()), "resource…");
    }

    #[test]
    fn nothing_is_written_outside_the_area() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 2));
        line(&mut buf, Rect::new(2, 1, 40, 40), 0, &Line::raw("xyz"), &Look::default());
        line(&mut buf, Rect::new(9, 9, 4, 4), 0, &Line::raw("xyz"), &Look::default());
        line(&mut buf, Rect::new(0, 0, 0, 0), 0, &Line::raw("xyz"), &Look::default());
        assert_eq!(buf[(3, 1)].symbol(), "…");
        assert_eq!(buf[(0, 1)].symbol(), " ");
    }
}

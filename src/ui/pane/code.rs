//! The program's text, with the letter of each actor at the line where it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::ui::glyph::letter;
use crate::ui::ink::{self, Look};
use crate::ui::lexer::{self, Tongue};
use crate::ui::theme::Role;
use crate::ui::words;

/// A program's text to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its text; empty where there is none.
    pub text: &'a str,
    /// The line that must be seen, from 1.
    pub focus: u32,
}

/// An actor at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The actor's rank.
    pub rank: usize,
    /// The line, from 1.
    pub line: u32,
    /// Whether it has just come here.
    pub fresh: bool,
}

/// Draws the part of the program around its focus, below its name.
///
/// ```text
/// program.py
///      9      for value in ["A", "B", "C"]:
///  B  10 ▸        q.put(value)
///     11          time.sleep(pause())
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, program: Program, marks: &[Mark]) {
    ink::line(buf, area, 0, &Line::from(look.span(Role::Title, program.file.to_string())), look);
    if program.text.is_empty() {
        ink::line(buf, area, 1, &Line::from(look.say(Role::Dim, &words::NO_CODE)), look);
        return;
    }
    let colours = lexer::colours(program.text, Tongue::of_file(program.file));
    let rows = usize::from(area.height.saturating_sub(1));
    let first = first_line(colours.len(), rows, program.focus as usize);
    let letters = marks_width(marks);
    for (row, (text, parts)) in program.text.lines().zip(&colours).enumerate().skip(first).take(rows) {
        let number = row as u32 + 1;
        let here: Vec<Mark> = marks.iter().copied().filter(|mark| mark.line == number).collect();
        let mut spans = gutter(&here, number, letters, look);
        spans.extend(parts.iter().map(|(role, range)| look.span(*role, &text[range.clone()])));
        let row = (row - first) as u16 + 1;
        ink::line(buf, area, row, &Line::from(spans), look);
        if here.iter().any(|mark| mark.fresh) {
            ink::freshen(buf, area, row);
        }
    }
}

/// How many columns the widest line of a program takes, with its gutter.
pub fn width(text: &str) -> u16 {
    text.lines().map(ink::columns).max().unwrap_or(0).min(200) as u16 + 9
}

fn first_line(lines: usize, rows: usize, focus: usize) -> usize {
    let centred = focus.saturating_sub(rows / 2 + 1);
    centred.min(lines.saturating_sub(rows))
}

fn marks_width(marks: &[Mark]) -> usize {
    let at_line = |line| marks.iter().filter(|mark| mark.line == line).map(|mark| letter(mark.rank).len()).sum();
    marks.iter().map(|mark| at_line(mark.line)).max().unwrap_or(1).clamp(2, 4)
}

fn gutter(here: &[Mark], number: u32, letters: usize, look: &Look) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    for (at, mark) in here.iter().enumerate() {
        let text = letter(mark.rank);
        if used + text.len() > letters || (used + text.len() == letters && at + 1 < here.len()) {
            spans.push(look.span(Role::Dim, "+"));
            used += 1;
            break;
        }
        used += text.len();
        spans.push(Span::styled(text, look.theme.actor(mark.rank).add_modifier(Modifier::BOLD)));
    }
    spans.push(Span::raw(" ".repeat(letters.saturating_sub(used))));
    spans.push(look.span(Role::Dim, format!("{number:>4} ")));
    spans.push(match here {
        [] => Span::raw("  "),
        [one] => Span::styled(format!("{} ", look.glyphs.here), look.theme.actor(one.rank)),
        _ => Span::styled(format!("{} ", look.glyphs.here), Style::new().add_modifier(Modifier::BOLD)),
    });
    spans
}

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
use crate::ui::wrap::wrap;

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

/// The most rows that the line at the focus takes.
const ROWS: usize = 3;

/// Draws the part of the program around its focus, below its name. The line at the focus is shown whole, in several rows
/// where it is too long.
///
/// ```text
/// program.py
///     9      for value in ["A", "B", "C"]:
///  B 10 ▸        q.put(value)
///    11          time.sleep(pause())
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, program: Program, marks: &[Mark]) {
    ink::line(buf, area, 0, &Line::from(look.span(Role::Title, program.file.to_string())), look);
    if program.text.is_empty() {
        ink::line(buf, area, 1, &Line::from(look.say(Role::Dim, &words::NO_CODE)), look);
        return;
    }
    let text = Text::new(program, marks, usize::from(area.width), look);
    let focus = text.rows(program.focus as usize);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = first_line(text.lines.len(), (rows + 1).saturating_sub(focus.len()), program.focus as usize);
    let mut row = 1;
    for number in first + 1..=text.lines.len() {
        let shown = if number == program.focus as usize { focus.clone() } else { text.row(number) };
        for line in shown {
            if row >= area.height {
                return;
            }
            ink::line(buf, area, row, &line, look);
            if text.here(number).any(|mark| mark.fresh) {
                ink::freshen(buf, area, row);
            }
            row += 1;
        }
    }
}

/// How many columns the widest line of a program takes, with its gutter.
pub fn width(text: &str) -> u16 {
    let gutter = 2 + digits(text.lines().count()) + 4;
    (text.lines().map(ink::columns).max().unwrap_or(0).min(200) + gutter) as u16
}

fn digits(lines: usize) -> usize {
    lines.max(10).to_string().len()
}

fn first_line(lines: usize, rows: usize, focus: usize) -> usize {
    let centred = focus.saturating_sub(rows / 2 + 1);
    centred.min(lines.saturating_sub(rows))
}

/// A program's text in colours, and who is where in it.
struct Text<'a> {
    lines: Vec<Vec<Span<'a>>>,
    marks: &'a [Mark],
    letters: usize,
    width: usize,
    look: &'a Look,
}

impl<'a> Text<'a> {
    fn new(program: Program<'a>, marks: &'a [Mark], width: usize, look: &'a Look) -> Text<'a> {
        let colours = lexer::colours(program.text, Tongue::of_file(program.file));
        let coloured = |(line, parts): (&'a str, &Vec<(Role, std::ops::Range<usize>)>)| {
            parts.iter().map(|(role, range)| look.span(*role, &line[range.clone()])).collect()
        };
        let lines = program.text.lines().zip(&colours).map(coloured).collect();
        Text { lines, marks, letters: marks_width(marks), width, look }
    }

    fn here(&self, number: usize) -> impl Iterator<Item = Mark> {
        self.marks.iter().copied().filter(move |mark| mark.line as usize == number)
    }

    fn gutter(&self, number: usize) -> Vec<Span<'static>> {
        let here: Vec<Mark> = self.here(number).collect();
        gutter(&here, number, self.letters, digits(self.lines.len()), self.look)
    }

    /// A line as one row, to be cut where it is too long.
    fn row(&self, number: usize) -> Vec<Line<'a>> {
        let line = self.lines.get(number - 1).into_iter().flatten().cloned();
        vec![Line::from(self.gutter(number).into_iter().chain(line).collect::<Vec<_>>())]
    }

    /// A line as the rows that it takes.
    fn rows(&self, number: usize) -> Vec<Line<'a>> {
        let Some(line) = number.checked_sub(1).and_then(|at| self.lines.get(at)) else { return Vec::new() };
        let gutter = self.gutter(number);
        let wide = gutter.iter().map(|span| ink::columns(&span.content)).sum::<usize>();
        let text = line.iter().map(|span| ink::columns(&span.content)).sum::<usize>();
        if wide + text <= self.width {
            return self.row(number);
        }
        let indent = line.first().map_or(0, |span| leading(&span.content));
        let mut line = line.clone();
        line.iter_mut().take(1).for_each(|span| span.content = span.content.trim_start().to_string().into());
        let mut rows = wrap(&line, self.width.saturating_sub(wide + indent + FURTHER));
        rows.truncate(ROWS);
        for (at, row) in rows.iter_mut().enumerate() {
            let before = match at {
                0 => gutter.iter().cloned().chain([Span::raw(" ".repeat(indent))]).collect(),
                _ => vec![Span::raw(" ".repeat(wide + indent + FURTHER))],
            };
            row.spans.splice(0..0, before);
        }
        rows
    }
}

/// Columns that a row which goes on with a line stands further in.
const FURTHER: usize = 2;

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn marks_width(marks: &[Mark]) -> usize {
    let at_line = |line| marks.iter().filter(|mark| mark.line == line).map(|mark| letter(mark.rank).len()).sum();
    marks.iter().map(|mark| at_line(mark.line)).max().unwrap_or(1).clamp(2, 4)
}

fn gutter(here: &[Mark], number: usize, letters: usize, digits: usize, look: &Look) -> Vec<Span<'static>> {
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
    spans.push(look.span(Role::Dim, format!(" {number:>digits$} ")));
    spans.push(match here {
        [] => Span::raw("  "),
        [one] => Span::styled(format!("{} ", look.glyphs.here), look.theme.actor(one.rank)),
        _ => Span::styled(format!("{} ", look.glyphs.here), Style::new().add_modifier(Modifier::BOLD)),
    });
    spans
}

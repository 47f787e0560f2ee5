//! The program's text, with the letter of each actor at the line where it is.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::model::Lang;
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

/// Draws the part of the program around its focus, below its name; beside that, how many lines are out of sight, and who is
/// there. The line at the focus is shown whole, in several rows where it is too long.
///
/// ```text
/// program.py  8 above, 13 below A
///     9      for value in ["A", "B", "C"]:
///  B 10 ▸        q.put(value)
///    11          time.sleep(pause())
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, program: Program, marks: &[Mark]) {
    let name = look.span(Role::Title, program.file.to_string());
    if program.text.is_empty() {
        ink::line(buf, area, 0, &Line::from(name), look);
        ink::line(buf, area, 1, &Line::from(look.say(Role::Dim, &words::NO_CODE)), look);
        return;
    }
    let text = Text::new(program, marks, usize::from(area.width), look);
    let rows = usize::from(area.height.saturating_sub(1));
    let focus = text.rows(program.focus as usize, rows.min(ROWS));
    let shown = text.window((rows + 1).saturating_sub(focus.len()), program.focus as usize);
    ink::line(buf, area, 0, &text.head(name, shown.clone()), look);
    let mut row = 1;
    for number in shown {
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

/// How many rows a program takes with its name, where no line goes on in the next row.
pub fn height(text: &str) -> u16 {
    1 + text.lines().count().min(1000) as u16
}

/// How many columns the widest line of a program takes, with its gutter.
pub fn width(text: &str) -> u16 {
    let gutter = 2 + digits(text.lines().count()) + 4;
    (text.lines().map(ink::columns).max().unwrap_or(0).min(200) + gutter) as u16
}

fn digits(lines: usize) -> usize {
    lines.max(10).to_string().len()
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

    /// The numbers of so many lines: the focus stands among them, with as many as can be of those where somebody is; of
    /// several such stretches that one is taken in whose middle the focus stands.
    fn window(&self, rows: usize, focus: usize) -> RangeInclusive<usize> {
        let last = self.lines.len().saturating_sub(rows);
        let centred = focus.saturating_sub(rows / 2 + 1).min(last);
        let seen = |first: usize| {
            let marked: BTreeSet<u32> = self.marks.iter().map(|mark| mark.line).collect();
            marked.into_iter().filter(|line| (first + 1..=first + rows).contains(&(*line as usize))).count()
        };
        let first = (focus.saturating_sub(rows)..focus.max(1)).filter(|first| *first <= last);
        let first = first.max_by_key(|first| (seen(*first), Reverse(first.abs_diff(centred)))).unwrap_or(centred);
        first + 1..=(first + rows).min(self.lines.len())
    }

    /// The file's name, and what is out of sight: shorter, or not at all, where there is no room for it.
    fn head(&self, name: Span<'a>, shown: RangeInclusive<usize>) -> Line<'a> {
        let numbers = format!("  {}–{} / {}", shown.start(), shown.end(), self.lines.len());
        let short = Line::from(vec![name.clone(), dim(self.look, numbers)]);
        let told = |with_letters| Line::from([vec![name.clone()], self.beyond(&shown, with_letters)].concat());
        let fits = |line: &Line| ink::width(line) <= self.width;
        [told(true), told(false), short].into_iter().find(fits).unwrap_or_else(|| Line::from(name.clone()))
    }

    /// How many lines stand above and below those that are shown, and who is there.
    fn beyond(&self, shown: &RangeInclusive<usize>, with_letters: bool) -> Vec<Span<'a>> {
        let sides = [(&words::ABOVE, 1..*shown.start()), (&words::BELOW, shown.end() + 1..self.lines.len() + 1)];
        let mut spans = Vec::new();
        for (words, lines) in sides.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            let comma = if self.look.lang == Lang::Zh { "，" } else { ", " };
            let between = if spans.is_empty() { "  " } else { comma };
            let said = words.fill(self.look.lang, &[&lines.len().to_string()]);
            spans.push(dim(self.look, format!("{between}{said}")));
            let there = self.marks.iter().filter(|mark| with_letters && lines.contains(&(mark.line as usize)));
            let letter =
                |mark: &Mark| Span::styled(format!(" {}", letter(mark.rank)), self.look.theme.actor(mark.rank));
            spans.extend(there.map(letter));
        }
        spans
    }

    /// A line as the rows that it takes, `most` at most; the last of them is cut where there are more.
    fn rows(&self, number: usize, most: usize) -> Vec<Line<'a>> {
        let Some(line) = number.checked_sub(1).and_then(|at| self.lines.get(at)) else { return Vec::new() };
        let gutter = self.gutter(number);
        let wide = gutter.iter().map(|span| ink::columns(&span.content)).sum::<usize>();
        let text = line.iter().map(|span| ink::columns(&span.content)).sum::<usize>();
        if wide + text <= self.width {
            return self.row(number);
        }
        let (indent, line) = unindented(line);
        let room = self.width.saturating_sub(wide + FURTHER);
        let indent = indent.min(room.saturating_sub(widest_word(&line)));
        let mut rows = wrap(&line, room - indent.min(room));
        let is_cut = rows.len() > most;
        rows.truncate(most.max(1));
        let more = dim(self.look, self.look.glyphs.more.to_string());
        rows.iter_mut().last().into_iter().filter(|_| is_cut).for_each(|row| row.spans.push(more.clone()));
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

/// How far a line stands in, and what it is without that.
fn unindented<'a>(line: &[Span<'a>]) -> (usize, Vec<Span<'a>>) {
    let mut indent = 0;
    let mut rest = line.iter().cloned();
    let mut kept = Vec::new();
    for span in rest.by_ref() {
        let text = span.content.trim_start();
        indent += ink::columns(&span.content) - ink::columns(text);
        if !text.is_empty() {
            kept.push(Span::styled(text.to_string(), span.style));
            break;
        }
    }
    kept.extend(rest);
    (indent, kept)
}

fn widest_word(line: &[Span]) -> usize {
    let text: String = line.iter().map(|span| &*span.content).collect();
    text.split_whitespace().map(ink::columns).max().unwrap_or(0)
}

fn dim(look: &Look, text: String) -> Span<'static> {
    look.span(Role::Dim, text)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pane::rows;

    const LONG: &str =
        "import os\n\n\n\n\ndef f():\n    for _ in x:\n        seen.append(ident(), one, and_more)\n\nf()\n";

    fn drawn(focus: u32, marks: &[u32], size: (u16, u16), lang: Lang) -> Vec<String> {
        let mark = |(rank, line): (usize, &u32)| Mark { rank, line: *line, fresh: false };
        let marks: Vec<Mark> = marks.iter().enumerate().map(mark).collect();
        let program = Program { file: "program.py", text: LONG, focus };
        rows(size.0, size.1, |area, buf| draw(area, buf, &Look { lang, ..Look::default() }, program, &marks))
    }

    #[test]
    fn what_is_out_of_sight_is_counted_and_who_is_there_named() {
        assert_eq!(drawn(6, &[6, 1, 10], (40, 4), Lang::En)[0], "program.py  4 above B, 3 below C");
        assert_eq!(drawn(1, &[], (40, 6), Lang::En)[0], "program.py  5 below");
        assert_eq!(drawn(1, &[], (40, 11), Lang::En)[0], "program.py");
        assert_eq!(drawn(6, &[6, 1, 10], (25, 4), Lang::En)[0], "program.py  5–7 / 10");
        assert!(drawn(10, &[], (40, 4), Lang::Zh)[0].contains("7"), "{:?}", drawn(10, &[], (40, 4), Lang::Zh));
    }

    #[test]
    fn the_focus_is_seen_and_others_with_it_where_that_can_be() {
        let seen = |line: &str, rows: &[String]| rows.iter().any(|row| row.contains(line));
        for focus in 1..=10 {
            assert!(seen(&format!(" {focus} ▸"), &drawn(focus, &[focus], (60, 4), Lang::En)), "{focus}");
        }
        let both = drawn(6, &[6, 10], (60, 6), Lang::En);
        assert!(seen(" 6 ▸", &both) && seen("10 ▸", &both), "{both:#?}");
    }

    #[test]
    fn a_long_line_at_the_focus_goes_on_below_and_is_cut_with_a_sign() {
        let whole = drawn(8, &[8], (34, 8), Lang::En);
        let first = whole.iter().position(|row| row.contains(" 8 ▸")).unwrap_or_default();
        let text = whole[first..first + 2].concat().replace(' ', "");
        assert!(text.ends_with("8▸seen.append(ident(),one,and_more)"), "{whole:#?}");
        let cut = drawn(8, &[8], (34, 2), Lang::En);
        assert!(cut[1].contains(" 8 ▸") && cut[1].ends_with('…'), "{cut:#?}");
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        for (width, height) in [(0, 0), (1, 1), (9, 2), (12, 3), (200, 60)] {
            for focus in [0, 1, 9, 99] {
                drawn(focus, &[1, 8, 99], (width, height), Lang::Zh);
            }
        }
    }
}

//! A screen as a picture: every cell where it stands, in the colours of a theme.
//!
//! Each letter has its own place, so that a browser whose font is a little wider than the next one's does not shift the
//! rest of a line, and a Chinese character stands in the middle of its two cells. Lines and blocks are drawn, not set: they join.

mod paint;
mod stroke;

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

pub use paint::Paint;

/// A cell is so wide, in the picture's units …
const WIDE: f64 = 8.4;
/// … and so high.
const HIGH: f64 = 18.0;
/// The size of letters.
const LETTER: f64 = 14.0;
/// From the top of a cell to the line on which letters stand.
const BASE: f64 = 13.5;
/// Room around the screen.
const MARGIN: f64 = 14.0;
/// Fonts with letters of one width, those with Chinese characters of exactly two widths first.
const FONTS: &str = "'Sarasa Mono SC','Noto Sans Mono CJK SC','Source Han Mono SC','JetBrains Mono','SF Mono',Menlo,Consolas,\
                     'DejaVu Sans Mono','WenQuanYi Zen Hei Mono','PingFang SC','Microsoft YaHei',monospace";

/// The screen as an SVG document.
pub fn draw(buffer: &Buffer, paint: &Paint) -> String {
    let area = buffer.area;
    let (width, height) = (f64::from(area.width) * WIDE + 2.0 * MARGIN, f64::from(area.height) * HIGH + 2.0 * MARGIN);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" font-family=\"{FONTS}\" font-size=\"{LETTER}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n<g transform=\"translate({MARGIN} {MARGIN})\">\n",
        paint.ground
    );
    for row in 0..area.height {
        let cells: Vec<Placed> = row_of(buffer, row);
        grounds(&mut svg, &cells, row, paint);
        runs(&mut svg, &cells, row, paint);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// A cell and the column in which it begins.
struct Placed<'a> {
    column: u16,
    columns: u16,
    cell: &'a Cell,
}

/// The cells of a row, without those that a wide character covers.
fn row_of(buffer: &Buffer, row: u16) -> Vec<Placed<'_>> {
    let area = buffer.area;
    let mut placed = Vec::with_capacity(usize::from(area.width));
    let mut column = 0;
    while column < area.width {
        let cell = &buffer[(area.x + column, area.y + row)];
        let columns = (cell.symbol().width().clamp(1, 2) as u16).min(area.width - column);
        placed.push(Placed { column, columns, cell });
        column += columns;
    }
    placed
}

/// How a cell looks, as far as the picture is concerned.
#[derive(PartialEq)]
struct Style {
    ink: String,
    ground: Option<String>,
    modifier: Modifier,
}

fn style(cell: &Cell, paint: &Paint) -> Style {
    let (mut ink, mut ground) = (paint.ink_of(cell.fg), (cell.bg != Color::Reset).then(|| paint.ground_of(cell.bg)));
    if cell.modifier.contains(Modifier::REVERSED) {
        let behind = ground.take().unwrap_or_else(|| paint.ground.clone());
        ground = Some(std::mem::replace(&mut ink, behind));
    }
    Style { ink, ground, modifier: cell.modifier }
}

/// What lies behind the letters, in as few rectangles as there are colours in a row.
fn grounds(svg: &mut String, cells: &[Placed], row: u16, paint: &Paint) {
    let ground = |placed: &Placed| style(placed.cell, paint).ground;
    for run in cells.chunk_by(|one, next| ground(one) == ground(next)) {
        let (Some(colour), Some((first, last))) = (ground(&run[0]), run.first().zip(run.last())) else { continue };
        let columns = last.column + last.columns - first.column;
        let (x, y, width) = (f64::from(first.column) * WIDE, f64::from(row) * HIGH, f64::from(columns) * WIDE);
        let _ =
            writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{HIGH}\" fill=\"{colour}\"/>");
    }
}

/// Letters, in runs of one style; lines and blocks, each drawn.
fn runs(svg: &mut String, cells: &[Placed], row: u16, paint: &Paint) {
    let look = |placed: &Placed| style(placed.cell, paint);
    for run in cells.chunk_by(|one, next| look(one) == look(next)) {
        let style = look(&run[0]);
        for piece in run.chunk_by(|one, next| one.manner() == next.manner()) {
            match piece[0].manner() {
                Manner::Drawn => lines(svg, piece, row, &style),
                Manner::Letter | Manner::Alone => letters(svg, piece, row, &style),
            }
        }
        decoration(svg, run, row, &style);
    }
}

/// How a cell gets onto the picture.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// One character, set with its neighbours.
    Letter,
    /// Set by itself: a character of two cells, or several characters in one, a letter with its accent.
    Alone,
    /// A line or a block.
    Drawn,
}

impl Placed<'_> {
    fn manner(&self) -> Manner {
        let symbol = self.cell.symbol();
        match symbol.chars().nth(1) {
            _ if stroke::is_drawn(symbol) => Manner::Drawn,
            None if self.columns == 1 => Manner::Letter,
            _ => Manner::Alone,
        }
    }

    /// Where its character begins: one of two cells, which is as wide as letters are high, stands in their middle.
    fn left(&self) -> f64 {
        let spare = if self.columns == 2 { 2.0 * WIDE - LETTER } else { 0.0 };
        f64::from(self.column) * WIDE + spare / 2.0
    }

    fn is_blank(&self) -> bool {
        self.cell.symbol().trim().is_empty()
    }
}

fn lines(svg: &mut String, piece: &[Placed], row: u16, style: &Style) {
    for placed in piece {
        let (x, y) = (f64::from(placed.column) * WIDE, f64::from(row) * HIGH);
        stroke::draw(svg, placed.cell.symbol(), (x, y), (WIDE, HIGH), &style.ink, faint(style.modifier));
    }
}

fn letters(svg: &mut String, piece: &[Placed], row: u16, style: &Style) {
    if piece[0].manner() == Manner::Alone {
        piece.iter().for_each(|alone| text(svg, std::slice::from_ref(alone), row, style));
        return;
    }
    let begin = piece.iter().position(|placed| !placed.is_blank());
    let end = piece.iter().rposition(|placed| !placed.is_blank());
    if let Some((begin, end)) = begin.zip(end) {
        text(svg, &piece[begin..=end], row, style);
    }
}

/// A text whose every character has its place.
fn text(svg: &mut String, piece: &[Placed], row: u16, style: &Style) {
    let y = f64::from(row) * HIGH + BASE;
    let places: Vec<String> = piece.iter().map(|placed| format!("{:.1}", placed.left())).collect();
    let said: String = piece.iter().map(|placed| placed.cell.symbol()).collect();
    let (x, ink, extra, said) = (places.join(" "), &style.ink, attributes(style.modifier), escaped(&said));
    let _ = writeln!(svg, "<text y=\"{y:.1}\" x=\"{x}\" fill=\"{ink}\"{extra}>{said}</text>");
}

fn attributes(modifier: Modifier) -> String {
    let bold = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let italic = if modifier.contains(Modifier::ITALIC) { " font-style=\"italic\"" } else { "" };
    format!("{bold}{italic}{}", faint(modifier))
}

fn faint(modifier: Modifier) -> &'static str {
    if modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" }
}

fn decoration(svg: &mut String, run: &[Placed], row: u16, style: &Style) {
    let Some((first, last)) = run.first().zip(run.last()) else { return };
    let (from, to) = (f64::from(first.column) * WIDE, f64::from(last.column + last.columns) * WIDE);
    let mut rule = |y: f64| {
        let (ink, opacity) = (&style.ink, faint(style.modifier));
        let _ = writeln!(svg, "<path d=\"M{from:.1} {y:.1}H{to:.1}\" stroke=\"{ink}\"{opacity}/>");
    };
    if style.modifier.contains(Modifier::UNDERLINED) {
        rule(f64::from(row) * HIGH + BASE + 2.5);
    }
    if style.modifier.contains(Modifier::CROSSED_OUT) {
        rule(f64::from(row) * HIGH + BASE - 4.5);
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

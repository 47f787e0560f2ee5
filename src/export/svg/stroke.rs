//! Lines and blocks, drawn so that they meet their neighbours, whatever the font.

use std::fmt::Write;

/// How an arm of a line from the middle of a cell looks.
#[derive(Clone, Copy, PartialEq)]
enum Arm {
    None,
    Thin,
    Thick,
}

use Arm::{None as N, Thick as B, Thin as T};

/// Arms to the left, right, up and down, and whether they are broken.
fn arms(symbol: &str) -> Option<([Arm; 4], bool)> {
    let arms = match symbol {
        "─" => [T, T, N, N],
        "━" => [B, B, N, N],
        "│" => [N, N, T, T],
        "┃" => [N, N, B, B],
        "┄" | "┈" => return Some(([T, T, N, N], true)),
        "┅" | "┉" => return Some(([B, B, N, N], true)),
        "┆" | "┊" => return Some(([N, N, T, T], true)),
        "┌" | "╭" => [N, T, N, T],
        "┐" | "╮" => [T, N, N, T],
        "└" | "╰" => [N, T, T, N],
        "┘" | "╯" => [T, N, T, N],
        "├" => [N, T, T, T],
        "┤" => [T, N, T, T],
        "┬" => [T, T, N, T],
        "┴" => [T, T, T, N],
        "┼" => [T, T, T, T],
        "┏" => [N, B, N, B],
        "┓" => [B, N, N, B],
        "┗" => [N, B, B, N],
        "┛" => [B, N, B, N],
        "┣" => [N, B, B, B],
        "┫" => [B, N, B, B],
        "┳" => [B, B, N, B],
        "┻" => [B, B, B, N],
        "╋" => [B, B, B, B],
        "╸" => [B, N, N, N],
        "╺" => [N, B, N, N],
        "╴" => [T, N, N, N],
        "╶" => [N, T, N, N],
        _ => return None,
    };
    Some((arms, false))
}

/// The part of a cell that a block fills: from left, top, to right, bottom, as shares of its sides.
fn block(symbol: &str) -> Option<[f64; 4]> {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    let number = u32::from(c);
    Some(match c {
        '▀' => [0.0, 0.0, 1.0, 0.5],
        // Lower eighths, one to eight.
        '▁'..='█' => [0.0, 1.0 - f64::from(number - 0x2580) / 8.0, 1.0, 1.0],
        // Left eighths, seven to one.
        '▉'..='▏' => [0.0, 0.0, f64::from(0x2590 - number) / 8.0, 1.0],
        '▐' => [0.5, 0.0, 1.0, 1.0],
        '▔' => [0.0, 0.0, 1.0, 0.125],
        '▕' => [0.875, 0.0, 1.0, 1.0],
        _ => return None,
    })
}

/// Whether this symbol is drawn rather than set in letters.
pub(super) fn is_drawn(symbol: &str) -> bool {
    arms(symbol).is_some() || block(symbol).is_some()
}

/// Draws it into the cell whose left upper corner is given. `extra` are further attributes.
pub(super) fn draw(svg: &mut String, symbol: &str, at: (f64, f64), size: (f64, f64), ink: &str, extra: &str) {
    let ((x, y), (wide, high)) = (at, size);
    if let Some([left, top, right, bottom]) = block(symbol) {
        let (x, y, wide, high) = (x + left * wide, y + top * high, (right - left) * wide, (bottom - top) * high);
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{wide:.2}\" height=\"{high:.2}\" fill=\"{ink}\"{extra}/>"
        );
    }
    let Some((arms, broken)) = arms(symbol) else { return };
    let (middle, centre) = (x + wide / 2.0, y + high / 2.0);
    let tips = [(x, centre), (x + wide, centre), (middle, y), (middle, y + high)];
    let dashes = if broken { " stroke-dasharray=\"2.1 2.1\"" } else { "" };
    for weight in [T, B] {
        let drawn: String = arms
            .iter()
            .zip(tips)
            .filter(|(arm, _)| **arm == weight)
            .map(|(_, (tip_x, tip_y))| format!("M{middle:.2} {centre:.2}L{tip_x:.2} {tip_y:.2}"))
            .collect();
        if !drawn.is_empty() {
            let width = if weight == T { 1.0 } else { 2.4 };
            let _ = writeln!(svg, "<path d=\"{drawn}\" stroke=\"{ink}\" stroke-width=\"{width}\"{dashes}{extra}/>");
        }
    }
}

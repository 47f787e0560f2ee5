//! Panes: each draws one slice of the world into one area.

pub mod choose;
pub mod code;
pub mod compare;
pub mod cores;
pub mod doing;
pub mod family;
pub mod happened;
pub mod header;
pub mod lanes;
pub mod lock;
mod managed;
mod meeting;
pub mod moment;
pub mod objects;
pub mod outcomes;
pub mod output;
pub mod pages;
pub mod pipe;
pub mod pool;
pub mod price;
pub mod processes;
pub mod queue;
pub mod scale;
pub mod tree;
mod turns;
pub mod value;
pub mod verdicts;
pub mod waits;
pub mod who;

#[cfg(test)]
use ratatui::{buffer::Buffer, layout::Rect};

/// The rows of a screen of this size as plain text, after something was drawn on all of it.
#[cfg(test)]
fn rows(width: u16, height: u16, draw: impl FnOnce(Rect, &mut Buffer)) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(area, &mut buf);
    let row = |y| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_string();
    (0..height).map(row).collect()
}

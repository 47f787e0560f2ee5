//! The text of this moment.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::lesson::prose::Block;
use crate::ui::ink::{self, Look};
use crate::ui::prose;

/// Longer lines are hard to read.
const WIDEST: u16 = 100;

/// Draws the text.
///
/// ```text
///  The reader asked before there was anything to read. It does not spin: the kernel
///  has put it to sleep, and a put will wake it.
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, blocks: &[Block]) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    ink::lines(buf, area, &prose::lines(blocks, usize::from(area.width.min(WIDEST)), look), look);
}

/// How many of the moments have been told, on the rule below the text.
///
/// ```text
/// ─────────────────────────────────────────────────────────────────────────── 3 / 9 ─
/// ```
pub fn count(area: Rect, buf: &mut Buffer, look: &Look, (told, all): (usize, usize)) {
    if all > 0 {
        ink::on_rule(buf, area, &format!("{told} / {all}"), look);
    }
}

/// How many rows some blocks take in a window of a width.
pub fn height(blocks: &[Block], width: u16) -> u16 {
    prose::height(blocks, usize::from(width.saturating_sub(2).min(WIDEST))) as u16
}

//! The text of this moment.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::lesson::prose::Block;
use crate::ui::ink::{self, Look};
use crate::ui::prose;
use crate::ui::theme::Role;

/// Draws the text, and how many of the moments have been told.
///
/// ```text
///  The reader asked before there was anything to read. It does not spin: the kernel
///  has put it to sleep, and a put will wake it.                               3 / 9
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, blocks: &[Block], told: Option<(usize, usize)>) {
    let count = told.filter(|(_, all)| *all > 0).map(|(told, all)| format!("{told} / {all}")).unwrap_or_default();
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let text = prose::lines(blocks, usize::from(area.width.min(100)), look);
    ink::lines(buf, area, &text, look);
    let free = text.len() < usize::from(area.height) || area.width > 110;
    if free && area.height > 0 {
        ink::line_right(buf, area, area.height - 1, &Line::from(look.span(Role::Dim, count)), look);
    }
}

//! Paper: a frame is written to it in pieces and goes to the terminal in one, between the marks of synchronized output.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// What ratatui writes to; nothing reaches the terminal before [`Paper::send`].
#[derive(Clone, Default)]
pub(super) struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    /// Sends the frame, if it says anything: a frame without a changed cell only hides the cursor once more.
    pub fn send(&self) -> io::Result<()> {
        let frame = std::mem::take(&mut *self.0.borrow_mut());
        if frame.is_empty() || frame == b"\x1b[?25l" {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(frame.len() + BEGIN.len() + END.len());
        whole.extend_from_slice(BEGIN);
        whole.extend_from_slice(&frame);
        whole.extend_from_slice(END);
        write_through(&whole)
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes to the terminal at once.
pub(super) fn write_through(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

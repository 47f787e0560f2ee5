//! The terminal, taken and given back: on return, on an error, on a panic, on a signal.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::backend::CrosstermBackend;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::app::App;
use crate::ui;
use crate::ui::ink::Look;

use super::paper::{Paper, write_through};

/// The other screen, no cursor.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[2J";
/// Plain text, the cursor, the screen as it was.
const GIVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l";

static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the screen is shown.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Paper>>,
    paper: Paper,
}

impl Screen {
    /// Takes the terminal.
    pub fn enter() -> io::Result<Screen> {
        give_back_on_panic();
        // Colours are decided by the theme: with NO_COLOR set crossterm would also drop bold and reverse.
        crossterm::style::force_color_output(true);
        take()?;
        let paper = Paper::default();
        let options = TerminalOptions { viewport: Viewport::Fullscreen };
        let terminal = Terminal::with_options(CrosstermBackend::new(paper.clone()), options)?;
        Ok(Screen { terminal, paper })
    }

    /// Draws the app.
    pub fn draw(&mut self, app: &App, look: &Look) -> io::Result<()> {
        self.terminal.draw(|frame| ui::draw(frame.area(), frame.buffer_mut(), app, look))?;
        self.paper.send()
    }

    /// Gives the terminal back for a while.
    pub fn leave(&mut self) -> io::Result<()> {
        give();
        Ok(())
    }

    /// Takes it again; everything is drawn anew.
    pub fn come_back(&mut self) -> io::Result<()> {
        take()?;
        // Not `clear`: it asks the terminal where its cursor is, and waits for an answer.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Gives a text to the terminal's clipboard (OSC 52), over ssh too.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        write_through(format!("\x1b]52;c;{}\x07", BASE64_STANDARD.encode(text)).as_bytes())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give();
    }
}

fn take() -> io::Result<()> {
    if !TAKEN.swap(true, Ordering::SeqCst) {
        enable_raw_mode()?;
        write_through(TAKE)?;
    }
    Ok(())
}

/// Gives the terminal back, once. A terminal that is gone cannot be given anything.
fn give() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = write_through(GIVE);
        let _ = disable_raw_mode();
    }
}

fn give_back_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give();
        before(panic);
    }));
}

//! Input: a thread of its own that reads keys, and leaves when the terminal hangs up.
//!
//! crossterm alone would spin there: it goes on reading a descriptor that says "hung up" for ever. So the descriptor is
//! polled here first, beside a pipe that ends the thread.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::app::Key;

/// What comes from the terminal.
#[derive(Debug)]
pub(super) enum Word {
    /// A key.
    Key(Key),
    /// Its size has changed.
    Resized,
    /// It is gone.
    HungUp,
}

/// The reading thread, as long as this lives.
pub(super) struct Input {
    /// What comes from the terminal.
    pub keys: Receiver<Word>,
    paused: Arc<AtomicBool>,
    _end: OwnedFd,
}

impl Input {
    /// Begins to read.
    pub fn start() -> io::Result<Input> {
        let (sender, keys) = super::channel();
        let (ended, end) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        let paused = Arc::new(AtomicBool::new(false));
        let asleep = paused.clone();
        let read = move || read(&ended, &sender, &asleep);
        std::thread::Builder::new().name("input".into()).spawn(read)?;
        Ok(Input { keys, paused, _end: end })
    }

    /// Leaves the keys to the shell.
    pub fn pause(&self) {
        self.paused.store(true, Ordering::SeqCst);
    }

    /// Takes them again.
    pub fn resume(&self) {
        self.paused.store(false, Ordering::SeqCst);
    }
}

fn read(ended: &OwnedFd, sender: &Sender<Word>, paused: &AtomicBool) {
    loop {
        if paused.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        }
        // SAFETY: standard input stays open as long as the process.
        let keyboard = unsafe { BorrowedFd::borrow_raw(0) };
        let mut fds = [PollFd::new(keyboard, PollFlags::POLLIN), PollFd::new(ended.as_fd(), PollFlags::POLLIN)];
        if poll(&mut fds, PollTimeout::NONE).is_err() {
            continue;
        }
        let [terminal, end] = fds.map(|fd| fd.revents().unwrap_or(PollFlags::empty()));
        if !end.is_empty() {
            return;
        }
        if terminal.intersects(PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL) {
            let _ = sender.send(Word::HungUp);
            return;
        }
        // Not zero: with no time at all crossterm would not even look.
        while matches!(event::poll(Duration::from_millis(1)), Ok(true)) {
            let Ok(event) = event::read() else { break };
            if word(event).is_some_and(|word| sender.send(word).is_err()) {
                return;
            }
        }
    }
}

fn word(event: Event) -> Option<Word> {
    match event {
        Event::Resize(..) => Some(Word::Resized),
        Event::Key(key) if key.kind != KeyEventKind::Release => self::key(key.code, key.modifiers).map(Word::Key),
        _ => None,
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
    Some(match code {
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    })
}

//! A real terminal for the real binary: a pty, and a screen that understands what is written to it.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a test waits for what it expects before it gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// forklore in a terminal of its own, with a home of its own.
pub struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
    keys: Box<dyn Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    pty: Option<Box<dyn MasterPty + Send>>,
    home: std::path::PathBuf,
}

impl Terminal {
    /// Starts forklore with these arguments in a window of this size.
    pub fn start(args: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::start_with("C.UTF-8", args, columns, rows)
    }

    /// The same where the locale is another.
    pub fn start_with(locale: &str, args: &[&str], columns: u16, rows: u16) -> Terminal {
        Terminal::start_at_home(locale, args, (columns, rows), |_| ())
    }

    /// The same in a home that was prepared.
    pub fn start_at_home(
        locale: &str,
        args: &[&str],
        (columns, rows): (u16, u16),
        prepare: impl Fn(&std::path::Path),
    ) -> Terminal {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let home =
            std::env::temp_dir().join(format!("forklore-pty-{}-{:?}", std::process::id(), std::thread::current().id()));
        std::fs::create_dir_all(&home).unwrap();
        prepare(&home);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_forklore"));
        command.args(args);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", locale), ("PATH", "/usr/bin:/bin")] {
            command.env(name, value);
        }
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env(name, &home);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (seen, kept) = (screen.clone(), bytes.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            let mut pending = Vec::new();
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                kept.lock().unwrap().extend_from_slice(&buffer[..read]);
                pending.extend_from_slice(&buffer[..read]);
                let whole = pending.drain(..whole(&pending)).collect::<Vec<u8>>();
                seen.lock().unwrap().process(&whole);
            }
            seen.lock().unwrap().process(&pending);
        });
        let keys = pair.master.take_writer().unwrap();
        Terminal { screen, bytes, keys, child, pty: Some(pair.master), home }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What stands on the screen.
    pub fn shown(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Whether the terminal is as a shell wants it: no screen beside the shell's, and a cursor to be seen.
    pub fn is_as_it_was(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        !parser.screen().alternate_screen() && !parser.screen().hide_cursor()
    }

    /// How many bytes were written so far.
    pub fn written(&self) -> usize {
        self.bytes.lock().unwrap().len()
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub fn wait(&self, wanted: impl Fn(&str) -> bool) -> String {
        let began = Instant::now();
        loop {
            let shown = self.shown();
            if wanted(&shown) {
                return shown;
            }
            assert!(began.elapsed() < PATIENCE, "this never came; the screen was\n{shown}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the terminal is as it was: what was written last may be read after the program's end.
    #[track_caller]
    pub fn comes_back(&self) {
        self.wait(|_| self.is_as_it_was());
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn see(&self, text: &str) -> String {
        self.wait(|shown| shown.contains(text))
    }

    /// Gives the window another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(rows, columns);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.pty.as_ref().unwrap().resize(size).unwrap();
    }

    /// The program's process.
    pub fn pid(&self) -> i32 {
        self.child.process_id().unwrap() as i32
    }

    /// Its state by the kernel's letter: `S` asleep, `T` stopped (proc(5)).
    pub fn state(&self) -> Option<char> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).ok()?;
        stat.rsplit_once(") ")?.1.chars().next()
    }

    /// The window is closed while the program runs in it.
    pub fn hang_up(&mut self) {
        self.keys = Box::new(std::io::sink());
        self.pty = None;
        // The reader has a copy of the terminal's other end, so the kernel does not say it by itself.
        // SAFETY: our own child, not yet collected.
        unsafe { libc::kill(self.pid(), libc::SIGHUP) };
    }

    /// Waits for the program's end; its status.
    #[track_caller]
    pub fn end(&mut self) -> u32 {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(began.elapsed() < PATIENCE, "it did not end; the screen was\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Marks of synchronized output: what stands between them is shown at once, or a test would see half a frame.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// How many of these bytes can be shown now: up to a frame of which the end is missing.
fn whole(pending: &[u8]) -> usize {
    let last = |mark: &[u8]| pending.windows(mark.len()).rposition(|window| window == mark);
    match last(BEGIN) {
        Some(begin) if last(END).is_none_or(|end| end < begin) => begin,
        _ => {
            let begun = (1..BEGIN.len()).rev().find(|&length| pending.ends_with(&BEGIN[..length]));
            pending.len() - begun.unwrap_or(0)
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

//! Writing a recording while its run goes on.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::header::Header;
use crate::model::Event;
use crate::model::json::Pen;

/// Writes a recording. What was told before the last [`Recorder::flush`] can be read whatever happens afterwards.
pub struct Recorder<W: Write = File> {
    out: zstd::stream::write::Encoder<'static, W>,
    pen: Pen,
    lines: Vec<u8>,
    unflushed: u32,
}

/// Events after which it is flushed even if nobody asks.
const AT_LEAST_EVERY: u32 = 4096;
/// Bytes gathered before they are handed to the compressor.
const GATHERED: usize = 64 * 1024;

impl Recorder<File> {
    /// Begins a recording in a new file; one that is there is overwritten.
    ///
    /// # Errors
    /// If the file cannot be made or written.
    pub fn create(path: &Path, header: &Header) -> io::Result<Recorder<File>> {
        Recorder::new(File::create(path)?, header)
    }
}

impl<W: Write> Recorder<W> {
    /// Begins a recording.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(out: W, header: &Header) -> io::Result<Recorder<W>> {
        let mut out = zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        out.include_checksum(true)?;
        let mut lines = serde_json::to_vec(header)?;
        lines.push(b'\n');
        let mut recorder = Recorder { out, pen: Pen::default(), lines, unflushed: 0 };
        recorder.flush()?;
        Ok(recorder)
    }

    /// Writes an event.
    ///
    /// # Errors
    /// If it cannot be written: a full disk.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        self.pen.line(event, &mut self.lines);
        self.unflushed += 1;
        if self.unflushed >= AT_LEAST_EVERY {
            return self.flush();
        }
        if self.lines.len() >= GATHERED { self.hand_over() } else { Ok(()) }
    }

    /// Makes everything told so far readable, even if nothing follows.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.unflushed = 0;
        self.hand_over()?;
        self.out.flush()
    }

    /// Ends the recording and gives back what it was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.hand_over()?;
        let mut out = self.out.finish()?;
        out.flush()?;
        Ok(out)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        self.out.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }
}

//! Files as a process holds them: a descriptor whose place in the file is the kernel's, and a text file whose buffer is the
//! process's own memory (Lib/_pyio.py, `TextIOWrapper`).

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::pty::openpty;

use super::exception::Exception;

/// A file without a buffer: every call is a system call.
#[derive(Debug)]
pub struct File(fs::File);

impl File {
    /// `tempfile.TemporaryFile(buffering=0)`: a file without a name.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn temporary() -> Result<File, Exception> {
        let flags = nix::sys::memfd::MFdFlags::MFD_CLOEXEC;
        nix::sys::memfd::memfd_create(c"notes", flags).map(File::from).map_err(Exception::os)
    }

    /// `os.pipe()`: the end to read from, the end to write to.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn pipe() -> Result<(File, File), Exception> {
        let (ours, theirs) = nix::unistd::pipe().map_err(Exception::os)?;
        Ok((ours.into(), theirs.into()))
    }

    /// `os.openpty()`: the side of whoever looks at a terminal, and the terminal.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn terminal() -> Result<(File, File), Exception> {
        let pair = openpty(None, None).map_err(Exception::os)?;
        Ok((pair.master.into(), pair.slave.into()))
    }

    /// The same open file under another descriptor, which shares its place.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn another(&self) -> Result<File, Exception> {
        self.0.try_clone().map(File).map_err(refused)
    }

    /// `write(bytes)`.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Exception> {
        (&self.0).write_all(bytes).map_err(refused)
    }

    /// `read(most).decode()`: at most so many bytes, from where the file stands.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn read(&self, most: usize) -> Result<String, Exception> {
        let mut bytes = vec![0; most];
        let length = (&self.0).read(&mut bytes).map_err(refused)?;
        Ok(String::from_utf8_lossy(&bytes[..length]).into_owned())
    }

    /// `seek(place)`.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn seek(&self, place: u64) -> Result<(), Exception> {
        (&self.0).seek(SeekFrom::Start(place)).map(|_| ()).map_err(refused)
    }
}

impl From<OwnedFd> for File {
    fn from(fd: OwnedFd) -> File {
        File(fd.into())
    }
}

/// A text file: what is written stays in this process's memory till the buffer is flushed; on a terminal that is at the end
/// of each line. Unlike Python's it is not flushed when it is dropped.
#[derive(Debug)]
pub struct TextFile {
    file: File,
    by_lines: bool,
    buffer: String,
}

impl TextFile {
    /// `open(fd, "w")`.
    pub fn new(file: File) -> TextFile {
        let by_lines = nix::unistd::isatty(file.0.as_fd()).unwrap_or(false);
        TextFile { file, by_lines, buffer: String::new() }
    }

    /// `print(text, file=self)`.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn print(&mut self, text: &str) -> Result<(), Exception> {
        self.write(&format!("{text}\n"))
    }

    /// `write(text)`.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn write(&mut self, text: &str) -> Result<(), Exception> {
        self.buffer.push_str(text);
        if self.by_lines && text.contains('\n') { self.flush() } else { Ok(()) }
    }

    /// `flush()`: what is in the buffer goes to the kernel.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn flush(&mut self) -> Result<(), Exception> {
        self.file.write(std::mem::take(&mut self.buffer).as_bytes())
    }

    /// `close()`, which flushes first.
    ///
    /// # Errors
    /// `OSError` if the kernel refuses.
    pub fn close(mut self) -> Result<(), Exception> {
        self.flush()
    }
}

fn refused(error: std::io::Error) -> Exception {
    Exception::os(error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))
}

//! Paper: where results are written, buffered. A reader who has gone (`| head`) is no error: what comes after is dropped.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

/// Where results are written.
pub struct Paper {
    out: BufWriter<Box<dyn Write>>,
    deserted: bool,
}

impl Paper {
    /// Standard output.
    pub fn standard() -> Paper {
        Paper::on(Box::new(io::stdout()))
    }

    /// A file, written anew.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn file(path: &Path) -> io::Result<Paper> {
        Ok(Paper::on(Box::new(File::create(path)?)))
    }

    fn on(out: Box<dyn Write>) -> Paper {
        Paper { out: BufWriter::with_capacity(64 * 1024, out), deserted: false }
    }

    /// Whether nobody reads any more.
    pub fn is_deserted(&self) -> bool {
        self.deserted
    }

    /// Does it, unless nobody reads; notices when nobody does.
    fn unless_deserted<T>(
        &mut self,
        otherwise: T,
        act: impl FnOnce(&mut BufWriter<Box<dyn Write>>) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.deserted {
            return Ok(otherwise);
        }
        match act(&mut self.out) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.deserted = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_deserted(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_deserted((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_has_gone_is_noticed_and_no_error() {
        let mut paper = Paper::on(Box::new(Gone));
        writeln!(paper, "one").unwrap();
        assert!(!paper.is_deserted(), "a line may wait in the buffer");
        paper.flush().unwrap();
        assert!(paper.is_deserted());
        writeln!(paper, "two").unwrap();
        paper.flush().unwrap();
    }
}

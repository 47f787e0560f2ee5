//! Reading a recording: unpacking, parsing and folding side by side, for a million events in a second.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::fault::{Cut, Error};
use super::header::Header;
use crate::model::json::Lines;
use crate::model::{Event, Log};

/// A recording that was read.
pub struct Recording {
    /// What it is a recording of.
    pub header: Header,
    /// Its events.
    pub log: Log,
    /// Where it breaks off, if it does.
    pub cut: Option<Cut>,
}

/// Lines are parsed in portions of about so many bytes.
const PORTION: usize = 256 * 1024;
/// Portions that may wait for the next stage.
const AHEAD: usize = 4;
/// No line is longer: a file that has none for so long is no recording.
const LONGEST_LINE: usize = 16 << 20;
/// How much memory a file may ask the unpacker to take, as a power of two of bytes.
const WINDOW: u32 = 27;

type Unpacked<R> = BufReader<zstd::stream::read::Decoder<'static, BufReader<R>>>;
/// Whole lines; the last portion may say why there is no more.
type Portion = Result<Vec<u8>, Break>;

/// Why there are no more lines, where the file does not simply end.
enum Break {
    Short,
    Damaged(String),
}

/// Reads a recording from a file. One that was cut is read up to the cut.
///
/// # Errors
/// If it cannot be read, is not a recording, or is one of another version.
pub fn read(path: &Path) -> Result<Recording, Error> {
    let file = File::open(path).map_err(|source| Error::io(path, source))?;
    read_from(file, path)
}

/// Reads a recording from anything; `path` is what messages call it.
///
/// # Errors
/// If it cannot be read, is not a recording, or is one of another version.
pub fn read_from<R: Read + Send>(source: R, path: &Path) -> Result<Recording, Error> {
    let mut unpacked = unpack(source).map_err(|source| Error::io(path, source))?;
    let header = header(&mut unpacked, path)?;
    let (log, stopped) = thread::scope(|scope| {
        let (to_parser, portions) = sync_channel::<Portion>(AHEAD);
        let (to_log, batches) = sync_channel(AHEAD);
        scope.spawn(move || portion_out(unpacked, &to_parser));
        scope.spawn(move || parse(&portions, &to_log));
        fold(&batches)
    });
    let cut = stopped.map(|stopped| match stopped {
        Break::Short => Cut::Short { events: log.len() },
        Break::Damaged(what) => Cut::Damaged { events: log.len(), what },
    });
    Ok(Recording { header, log, cut })
}

fn unpack<R: Read>(source: R) -> io::Result<Unpacked<R>> {
    let mut decoder = zstd::stream::read::Decoder::new(source)?;
    decoder.window_log_max(WINDOW)?;
    Ok(BufReader::with_capacity(PORTION, decoder))
}

/// The first line tells whether this is a recording, and of which version.
fn header<R: Read>(unpacked: &mut Unpacked<R>, path: &Path) -> Result<Header, Error> {
    let not_one = || Error::NotOne { path: path.into() };
    let mut line = Vec::new();
    let read = unpacked.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut line);
    if let Err(source) = read
        && !matches!(source.kind(), io::ErrorKind::Other | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData)
    {
        return Err(Error::io(path, source));
    }
    let header: Header = serde_json::from_slice(&line).map_err(|_| not_one())?;
    match (header.format == Header::FORMAT, header.version) {
        (false, _) => Err(not_one()),
        (true, Header::VERSION) => Ok(header),
        (true, version) => Err(Error::OtherVersion { path: path.into(), version }),
    }
}

/// Stage one: unpacks, and passes on portions of whole lines.
fn portion_out<R: Read>(mut unpacked: Unpacked<R>, to: &SyncSender<Portion>) {
    let mut portion = Vec::with_capacity(PORTION + PORTION / 2);
    loop {
        let stopped = match unpacked.fill_buf() {
            Ok([]) if portion.is_empty() => return,
            Ok([]) => Break::Short,
            Err(error) => damage(&error),
            Ok(bytes) => {
                let count = bytes.len();
                portion.extend_from_slice(bytes);
                unpacked.consume(count);
                let Some(end) = portion.iter().rposition(|byte| *byte == b'\n') else {
                    if portion.len() < LONGEST_LINE {
                        continue;
                    }
                    let _ = to.send(Err(Break::Damaged("a line without end".into())));
                    return;
                };
                let rest = portion.split_off(end + 1);
                if to.send(Ok(std::mem::replace(&mut portion, rest))).is_err() {
                    return;
                }
                continue;
            }
        };
        let _ = to.send(Err(stopped));
        return;
    }
}

fn damage(error: &io::Error) -> Break {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Break::Short,
        _ => Break::Damaged(error.to_string()),
    }
}

/// Stage two: makes events of lines.
fn parse(portions: &Receiver<Portion>, to: &SyncSender<Result<Vec<Event>, Break>>) {
    let mut lines = Lines::default();
    for portion in portions {
        let portion = match portion {
            Ok(portion) => portion,
            Err(stopped) => {
                let _ = to.send(Err(stopped));
                return;
            }
        };
        let (events, stopped) = events_of(&portion, &mut lines);
        if to.send(Ok(events)).is_err() {
            return;
        }
        if let Some(stopped) = stopped {
            let _ = to.send(Err(stopped));
            return;
        }
    }
}

/// The events of a portion, up to the first line that is none.
fn events_of(portion: &[u8], lines: &mut Lines) -> (Vec<Event>, Option<Break>) {
    let (text, bad) = match std::str::from_utf8(portion) {
        Ok(text) => (text, None),
        // The lines before the one with the bad bytes are read all the same.
        Err(error) => {
            let good = std::str::from_utf8(&portion[..error.valid_up_to()]).unwrap_or_default();
            let whole = good.rfind('\n').map_or("", |end| &good[..end]);
            (whole, Some(Break::Damaged(error.to_string())))
        }
    };
    let mut events = Vec::with_capacity(text.len() / 96);
    for line in text.split('\n').filter(|line| !line.is_empty()) {
        match lines.read(line) {
            Ok(event) => events.push(event),
            Err(error) => return (events, Some(Break::Damaged(error.to_string()))),
        }
    }
    (events, bad)
}

/// Stage three: the log grows.
fn fold(batches: &Receiver<Result<Vec<Event>, Break>>) -> (Log, Option<Break>) {
    let mut log = Log::new();
    for batch in batches {
        match batch {
            Ok(events) => log.extend(events),
            Err(stopped) => return (log, Some(stopped)),
        }
    }
    (log, None)
}

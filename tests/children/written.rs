//! What children write: told once, byte for byte, by whoever wrote it; by the engine where nobody told.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use forklore::model::{Event, Field, Kind, json};
use forklore::mp::{self, Exception, Run};
use libtest_mimic::Trial;

use crate::play::{is_clean, only, output, reason, run};
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[
    ("long-line", long_line),
    ("silent-line", silent_line),
    ("no-text", no_text),
    ("escapes", escapes),
    ("many-lines", many_lines),
];

const LONG: usize = 1_000_000;
const LINES: usize = 50_000;
const NO_TEXT: &[u8] = b"\xff\xfe\x00\x80 and \xe5\xa5\xbd";
const ESCAPES: &str = "\u{1b}[2J\u{1b}]0;title\u{7}\u{1b}[31mred\r\u{8}\u{9b}1m\u{202e}";

fn line() -> String {
    "好 and good, ".chars().cycle().take(LONG).collect()
}

fn long_line(_: &Run) -> Result<(), Exception> {
    mp::print(line());
    Ok(())
}

/// Written by system calls alone, as a program does that does not know us.
fn silent_line(_: &Run) -> Result<(), Exception> {
    let all = line();
    let mut rest = all.as_bytes();
    while !rest.is_empty() {
        // SAFETY: the pointer and length are those of a slice.
        rest = &rest[unsafe { libc::write(1, rest.as_ptr().cast(), rest.len()) } as usize..];
    }
    Ok(())
}

fn no_text(_: &Run) -> Result<(), Exception> {
    mp::write_bytes(NO_TEXT);
    Ok(())
}

fn escapes(_: &Run) -> Result<(), Exception> {
    mp::print(ESCAPES);
    mp::eprint(ESCAPES);
    Ok(())
}

fn many_lines(_: &Run) -> Result<(), Exception> {
    (0..LINES).for_each(|line| mp::print(format!("line {line}")));
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("written::a_megabyte_on_one_line", || a_long_line("long-line", "main", "\n")),
        test("written::a_megabyte_that_nobody_told", || a_long_line("silent-line", "", "")),
        test("written::bytes_that_are_no_text", bytes_that_are_no_text),
        test("written::escape_sequences_are_text", escape_sequences_are_text),
        test("written::fifty_thousand_lines_are_told_once", fifty_thousand_lines_are_told_once),
    ]
}

fn a_long_line(program: &str, who: &str, end: &str) {
    let events = run(program);
    assert!(output(&events, who) == line() + end, "the line came otherwise than it was written");
    assert_eq!(bytes(&events), line().len() + end.len());
    assert!(events.iter().all(|event| event.get(Field::Base64).is_none()), "text is cut between characters only");
    assert_eq!(reason(&events), "done");
    is_clean(&events);
}

/// How many bytes were told to be written, by anybody.
fn bytes(events: &[Event]) -> usize {
    events.iter().filter(|event| event.kind == Kind::Output).map(|event| event.bytes.unwrap() as usize).sum()
}

fn bytes_that_are_no_text() {
    let events = run("no-text");
    let (_, told) = only(&events, |event| event.kind == Kind::Output);
    assert_eq!(BASE64_STANDARD.decode(told.text(Field::Base64).unwrap()).unwrap(), NO_TEXT);
    assert_eq!(told.text(Field::Text).unwrap(), String::from_utf8_lossy(NO_TEXT));
    is_clean(&events);
}

fn escape_sequences_are_text() {
    let events = run("escapes");
    for stream in ["stdout", "stderr"] {
        let (_, told) = only(&events, |event| event.text(Field::Stream) == Some(stream));
        assert_eq!(told.text(Field::Text), Some(&*format!("{ESCAPES}\n")));
        assert!(!json::line(told).contains('\u{1b}'), "no line of JSON moves a terminal's cursor");
    }
    is_clean(&events);
}

fn fifty_thousand_lines_are_told_once() {
    let events = run("many-lines");
    let expected: String = (0..LINES).map(|line| format!("line {line}\n")).collect();
    assert!(output(&events, "main") == expected);
    assert_eq!(bytes(&events), expected.len());
    is_clean(&events);
}

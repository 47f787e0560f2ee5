//! Recordings: what was told is read again, a cut one up to the cut, and what is none is refused with advice.

mod support;

use std::path::Path;

use forklore::model::{Event, Lang, json};
use forklore::wire::recording::{Cut, Error, Header, Recorder, Recording, read, read_from};
use proptest::collection::vec;
use proptest::prelude::*;
use support::anything::any_event;
use support::story::story;

fn recorded(events: &[Event]) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), &Header::of("story", "native")).expect("memory takes it");
    events.iter().for_each(|event| recorder.event(event).expect("memory takes it"));
    recorder.finish().expect("memory takes it")
}

fn opened(bytes: &[u8]) -> Result<Recording, Error> {
    read_from(bytes, Path::new("p.forklore"))
}

fn numbered(events: &[Event]) -> Vec<Event> {
    (0..).zip(events).map(|(n, event)| Event { n, ..event.clone() }).collect()
}

/// A long run of some thousand different events.
fn long() -> Vec<Event> {
    let story = (0..2000).fold(story().queue("q", 0), |story, value| story.puts("main", "q", &value.to_string()));
    story.events().to_vec()
}

proptest! {
    #[test]
    fn what_was_told_is_read_again(events in vec(any_event(), 0..50)) {
        let recording = opened(&recorded(&events)).unwrap();
        prop_assert_eq!(recording.log.events(), numbered(&events));
        prop_assert_eq!(recording.cut, None);
    }

    #[test]
    fn a_file_cut_anywhere_is_read_up_to_the_cut(part in 0.0..1.0) {
        let events = long();
        let bytes = recorded(&events);
        let cut = &bytes[..(bytes.len() as f64 * part) as usize];
        if let Ok(recording) = opened(cut) {
            let read = recording.log.len();
            prop_assert_eq!(recording.cut, Some(Cut::Short { events: read }));
            prop_assert_eq!(recording.log.events(), &events[..read as usize]);
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read_and_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _ = opened(&bytes);
    }

    #[test]
    fn a_damaged_file_never_panics(place in 0.0..1.0, byte in any::<u8>()) {
        let mut bytes = recorded(&long());
        let place = (bytes.len() as f64 * place) as usize;
        bytes[place] = byte;
        let _ = opened(&bytes);
    }
}

#[test]
fn what_was_flushed_is_readable_though_the_recorder_never_finished() {
    let events = long();
    let file = std::env::temp_dir().join(format!("forklore-flushed-{}.forklore", std::process::id()));
    let mut recorder = Recorder::create(&file, &Header::of("story", "native")).unwrap();
    events[..1000].iter().for_each(|event| recorder.event(event).unwrap());
    recorder.flush().unwrap();
    events[1000..1010].iter().for_each(|event| recorder.event(event).unwrap());
    let recording = read(&file).unwrap();
    drop(recorder);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(recording.log.events(), &events[..1000]);
    assert_eq!(recording.cut, Some(Cut::Short { events: 1000 }));
    assert!(recording.cut.unwrap().both().get(Lang::En).contains("after 1000 events"));
}

#[test]
fn the_header_tells_what_it_is_a_recording_of() {
    let mut header = Header::of("pipe", "native");
    header.variant = Some("never-closed".into());
    header.sources.insert("program.py".into(), "import os\n".into());
    let bytes = Recorder::new(Vec::new(), &header).unwrap().finish().unwrap();
    let recording = opened(&bytes).unwrap();
    assert_eq!(recording.header, header);
    assert!(recording.log.is_empty() && recording.cut.is_none());
}

#[test]
fn what_is_no_recording_is_refused() {
    let packed = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    for bytes in [&b""[..], b"hello", &packed("hello\n"), &packed("{\"format\":\"else\"}\n"), &packed("{}\n")] {
        let error = opened(bytes).err().unwrap();
        assert!(matches!(error, Error::NotOne { .. }), "{error}");
        assert!(error.to_string().starts_with("p.forklore is not a recording of forklore."));
        assert!(error.both().get(Lang::Zh).contains("不是 forklore 的录制文件"));
    }
}

#[test]
fn a_recording_of_another_version_says_which_forklore_reads_it() {
    let header = Header { version: 7, ..Header::of("pipe", "native") };
    let bytes = Recorder::new(Vec::new(), &header).unwrap().finish().unwrap();
    let error = opened(&bytes).err().unwrap().to_string();
    assert!(error.contains("format 7") && error.contains("newer forklore"), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let error = read(Path::new("/nowhere/x.forklore")).err().unwrap().to_string();
    assert!(error.contains("cannot read /nowhere/x.forklore"), "{error}");
}

#[test]
fn a_line_that_is_no_event_ends_the_reading_there_and_is_told() {
    let mut text = serde_json::to_string(&Header::of("x", "native")).unwrap();
    let events = story().prints("main", "a").events().to_vec();
    events.iter().for_each(|event| text.push_str(&format!("\n{}", json::line(event))));
    text.push_str("\n{\"kind\":\"tea.time\"}\n");
    let recording = opened(&zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
    assert_eq!(recording.log.len(), 3);
    let Some(Cut::Damaged { events: 3, what }) = recording.cut else { panic!("{:?}", recording.cut) };
    assert!(what.contains("tea.time"));
}

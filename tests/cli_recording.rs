//! Recordings on the command line: kept, shown, turned into other formats, and read up to a cut.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::{Path, PathBuf};

use binary::{ask, directory};
use forklore::lessons::TABLE;
use serde_json::Value;

/// A recording of a run of a lesson, and the lines that the run printed.
fn recorded(lesson: &str) -> (PathBuf, String) {
    let path = directory("recording").join(format!("{lesson}.forklore"));
    let run = ask(&["run", lesson, "--json", "--record", path.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    (path, run.out)
}

fn export(path: &Path, to: &str) -> binary::Answer {
    ask(&["export", path.to_str().unwrap(), "--to", to])
}

#[test]
fn a_recording_holds_the_very_lines_that_the_run_printed() {
    for row in TABLE {
        let (path, printed) = recorded(row.id);
        let exported = export(&path, "ndjson");
        assert_eq!(exported.status, 0);
        assert!(exported.out == printed, "{}: the lines differ", row.id);
    }
}

#[test]
fn without_a_screen_a_recording_is_told_in_words() {
    let (path, _) = recorded("fork");
    let told = ask(&["open", path.to_str().unwrap(), "--lang", "zh"]);
    assert_eq!(told.status, 0);
    assert!(told.out.contains("fork 出子进程 child"), "{}", told.out);
    assert_eq!(export(&path, "text").out, ask(&["open", path.to_str().unwrap()]).out);
}

#[test]
fn a_trace_is_one_json_object_with_every_process() {
    let (path, _) = recorded("fork");
    let trace: Value = serde_json::from_str(&export(&path, "trace").out).unwrap();
    let names = trace["traceEvents"].as_array().unwrap().iter().filter(|event| event["name"] == "process_name");
    assert_eq!(names.map(|event| event["args"]["name"].clone()).collect::<Vec<_>>(), ["main", "child"]);
}

#[test]
fn an_export_goes_into_a_file_where_one_is_named() {
    let (path, printed) = recorded("fork");
    let file = path.with_extension("ndjson");
    let done = ask(&["export", path.to_str().unwrap(), "--to", "ndjson", "-o", file.to_str().unwrap()]);
    assert_eq!((done.status, done.out.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(file).unwrap(), printed);
}

#[test]
fn a_recording_that_was_cut_is_shown_up_to_the_cut_and_that_is_said() {
    let (path, printed) = recorded("fork");
    let bytes = fs::read(&path).unwrap();
    let mut longest = 0;
    for cut in (1..8).map(|eighth| bytes.len() * eighth / 8) {
        fs::write(&path, &bytes[..cut]).unwrap();
        let shown = export(&path, "ndjson");
        assert_eq!(shown.status, 2);
        assert!(printed.starts_with(&shown.out), "what is shown is the beginning of what was");
        longest = longest.max(shown.out.len());
    }
    let said = export(&path, "ndjson").err;
    assert!(said.contains("breaks off") || said.contains("damaged"), "{said}");
    assert!(longest > 0, "something was there before the cut");
}

#[test]
fn a_recording_of_another_version_is_named_as_such() {
    let path = directory("recording").join("later.forklore");
    let header = r#"{"format":"forklore recording","version":99,"forklore":"9.0.0","program":"fork","engine":"native","languages":[]}"#;
    fs::write(&path, zstd::encode_all(format!("{header}\n").as_bytes(), 0).unwrap()).unwrap();
    let answer = export(&path, "text");
    assert_eq!((answer.status, answer.out.as_str()), (2, ""));
    assert!(answer.err.contains("format 99") && answer.err.contains("newer"), "{}", answer.err);
}

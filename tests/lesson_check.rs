//! `forklore check` without running: every lesson passes, and each fault in `tests/broken_lessons` is found.
//!
//! A case is a file: what is changed in the sound lesson beside it, or which file is left out, and what has to be said.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use forklore::lesson::prose::Block;
use forklore::lesson::{Source, check};
use forklore::lessons::TABLE;
use ratatui::text::Span;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Broken {
    file: String,
    #[serde(default)]
    find: String,
    #[serde(default)]
    replace: String,
    #[serde(default)]
    without: bool,
    says: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Lines that blocks take, with an empty line between two.
fn height(blocks: &[Block], width: usize) -> usize {
    let lines = |block: &Block| match block {
        Block::Paragraph(pieces) => {
            let spans: Vec<Span<'_>> = pieces.iter().map(|piece| Span::raw(piece.text.as_str())).collect();
            forklore::ui::wrap::wrap(&spans, width).len()
        }
        Block::List { items, .. } => items.iter().map(|item| height(item, width - 3)).sum(),
        Block::Code { text, .. } => text.lines().count(),
    };
    blocks.iter().map(lines).sum::<usize>() + blocks.len().saturating_sub(1)
}

fn said(directory: &Path, id: &str) -> Vec<String> {
    let faults = check::folder(&Source::Directory(directory.into()), id, &height);
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn every_lesson_of_the_course_is_in_order() {
    let faults: Vec<String> = TABLE.iter().flat_map(|row| said(&root().join("lessons"), row.id)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
}

#[test]
fn the_sound_lesson_is_in_order() {
    let faults = said(&root().join("tests/broken_lessons"), "sound");
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
}

#[test]
fn each_broken_lesson_is_told_what_is_wrong_where_and_what_to_do() {
    let cases = fs::read_dir(root().join("tests/broken_lessons")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = cases.filter(|path| path.is_file()).collect();
    cases.sort();
    assert!(cases.len() > 50);
    let wrong: Vec<String> = cases.iter().filter_map(|case| wrong(case)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// What a case should have been told and was not.
fn wrong(case: &Path) -> Option<String> {
    let name = case.file_stem().unwrap().to_str().unwrap();
    let broken: Broken =
        toml::from_str(&fs::read_to_string(case).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let directory = std::env::temp_dir().join(format!("forklore-{name}-{}", std::process::id()));
    let folder = directory.join("sound");
    fs::create_dir_all(&folder).unwrap();
    for file in fs::read_dir(root().join("tests/broken_lessons/sound")).unwrap() {
        let file = file.unwrap().path();
        let mut text = fs::read_to_string(&file).unwrap();
        if file.file_name().unwrap() == broken.file.as_str() {
            if broken.without {
                continue;
            }
            assert!(text.contains(&broken.find), "{name}: {} has no {:?}", broken.file, broken.find);
            text = text.replacen(&broken.find, &broken.replace, 1);
        }
        fs::write(folder.join(file.file_name().unwrap()), text).unwrap();
    }
    let all = said(&directory, "sound");
    fs::remove_dir_all(&directory).unwrap();
    let text = all.join("\n\n");
    let missing: Vec<&String> = broken.says.iter().filter(|says| !text.contains(says.as_str())).collect();
    let silent = all.iter().any(|fault| !fault.contains("  do: ") || fault.ends_with("do: "));
    (!missing.is_empty() || silent || all.is_empty()).then(|| format!("== {name}: not said: {missing:?}\n{text}"))
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let faults = said(&root().join("tests/broken_lessons"), "nothing");
    assert!(faults[0].contains("nothing/lesson.toml") && faults[0].contains("no such file"), "{faults:?}");
}

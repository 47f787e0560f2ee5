//! The table of `lessons/mod.rs`, the folders, and what stands in them are one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use forklore::lesson::{Engine, Lesson, Source};
use forklore::lessons::{TABLE, program, source_file};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_folder_has_a_row_and_every_row_a_folder() {
    let folders: BTreeSet<String> = fs::read_dir(root().join("lessons"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let rows: BTreeSet<String> = TABLE.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(folders, rows, "lessons/mod.rs has other rows than lessons/ has folders");
    assert_eq!(Source::Course.ids().unwrap(), rows.into_iter().collect::<Vec<_>>(), "build again: a folder is new");
}

/// A lesson of the native engine has a native program for itself and for each variant with a program.
#[test]
fn every_native_program_is_in_its_row() {
    for row in TABLE {
        let lesson = Lesson::load(&Source::Course, row.id).unwrap_or_else(|fault| panic!("\n{fault}"));
        let native = |variant: Option<&str>| lesson.engines_of(variant).contains(&Engine::Native);
        let wanted: BTreeSet<&str> = lesson
            .programs
            .iter()
            .filter(|program| native(program.variant.as_deref()))
            .map(|program| program.variant.as_deref().unwrap_or("main"))
            .collect();
        let there: BTreeSet<&str> = row.programs.iter().map(|(name, _)| *name).collect();
        assert_eq!(there, wanted, "the row of {} in lessons/mod.rs", row.id);
        for program_of in lesson.programs.iter().filter(|of| native(of.variant.as_deref())) {
            let variant = program_of.variant.as_deref();
            assert!(program(row.id, variant).is_some());
            assert!(root().join(source_file(row.id, variant)).is_file());
        }
    }
}

#[test]
fn the_binary_and_the_directory_are_read_alike() {
    let directory = Source::Directory(root().join("lessons"));
    for row in TABLE {
        assert_eq!(Lesson::load(&Source::Course, row.id), Lesson::load(&directory, row.id));
    }
}

#[test]
fn nothing_else_lies_in_the_lessons() {
    let kept = ["toml", "md", "py", "rs", "forklore"];
    for row in TABLE {
        for entry in fs::read_dir(root().join("lessons").join(row.id)).unwrap() {
            let path = entry.unwrap().path();
            let known = path.extension().is_some_and(|ending| kept.contains(&ending.to_str().unwrap()));
            assert!(known, "{} would be carried in the binary: remove it", path.display());
        }
    }
}

//! Programs: short, each file used, notes that prove out, a recording where there is no native twin.

use super::sheet::Sheet;
use crate::lesson::fault::Spot;
use crate::lesson::lines::Lines;
use crate::lesson::{Engine, Fault, Lesson, Program, Source};

/// Lines of a program that are not empty, at most.
const LONGEST: usize = 45;
/// Columns of a program's line, at most.
const WIDEST: usize = 79;
/// Bytes of a recording, at most.
const LARGEST: usize = 60 * 1024;

pub(super) fn faults(lesson: &Lesson, source: &Source, sheet: &Sheet<'_>) -> Vec<Fault> {
    let native = lesson.head.engines.contains(&Engine::Native);
    let mut faults: Vec<Fault> = lesson.programs.iter().flat_map(|program| one(lesson, program)).collect();
    faults.extend(unused(lesson, source));
    faults.extend(recording(lesson, source, sheet, native));
    faults
}

fn one(lesson: &Lesson, program: &Program) -> Vec<Fault> {
    let native = lesson.engines_of(program.variant.as_deref()).contains(&Engine::Native);
    let file = format!("{}/{}", lesson.id, program.file);
    let mut faults = Vec::new();
    let long = program.python.lines().filter(|line| !line.trim().is_empty()).count();
    if long > LONGEST {
        faults.push(Fault::new(
            &file,
            format!("{long} lines of program"),
            format!("bring it down to {LONGEST}: a page of a textbook"),
        ));
    }
    for (at, _) in program.python.lines().enumerate().filter(|(_, line)| line.chars().count() > WIDEST) {
        let fault = Fault::new(&file, format!("wider than {WIDEST} columns"), "break the line");
        faults.push(fault.at(Spot::of_line(&program.python, at + 1)));
    }
    match &program.rust {
        Some(_) if !native && program.variant.is_some() => {
            let advice = "remove it, or name \"native\" among the variant's engines";
            faults.push(Fault::new(file, format!("{} is never run", program.rust_file()), advice));
        }
        Some(rust) => faults.extend(notes(lesson, program, rust)),
        None if native => {
            let twin = program.rust_file();
            faults.push(Fault::new(
                file,
                format!("its native twin {twin} is missing"),
                format!("write {twin}, or take \"native\" out of engines"),
            ));
        }
        None => {}
    }
    faults
}

fn notes(lesson: &Lesson, program: &Program, rust: &str) -> Vec<Fault> {
    let file = format!("{}/{}", lesson.id, program.rust_file());
    match Lines::new(rust, &program.python, &file, &program.file) {
        Err(faults) => faults,
        Ok(lines) if lines == Lines::default() => {
            vec![Fault::new(
                file,
                "no statement says which line of Python it stands for",
                "add //~ notes (lessons/README.md)",
            )]
        }
        Ok(_) => Vec::new(),
    }
}

/// Program files that nothing runs, and files that do not belong here.
fn unused(lesson: &Lesson, source: &Source) -> Vec<Fault> {
    let known = |file: &str| {
        ["lesson.toml", "en.md", "zh.md", "recording.forklore"].contains(&file)
            || lesson.programs.iter().any(|program| program.file == file || program.rust_file() == file)
    };
    let files = source.files(&lesson.id).unwrap_or_default();
    let odd = files.into_iter().filter(|file| !known(file));
    odd.map(|file| {
        let advice = "remove it, or add the [[variant]] whose program it is";
        Fault::new(format!("{}/{file}", lesson.id), "no part of the lesson uses this file", advice)
    })
    .collect()
}

fn recording(lesson: &Lesson, source: &Source, sheet: &Sheet<'_>, native: bool) -> Option<Fault> {
    let file = "recording.forklore";
    match source.bytes(&lesson.id, file).ok().flatten() {
        Some(bytes) if bytes.len() > LARGEST => {
            let what = format!("{} bytes of recording", bytes.len());
            Some(Fault::new(format!("{}/{file}", lesson.id), what, format!("record a shorter run: at most {LARGEST}")))
        }
        None if !native && *source == Source::Course => {
            let advice = format!("forklore run {} --engine python --record {file}", lesson.id);
            Some(sheet.head("engines", "without CPython there is nothing to show", advice))
        }
        _ => None,
    }
}

//! The layers of the code: who may know whom. Reads the paths in every file of `src` and `lessons`; a path that crosses
//! a border fails with the sentence of the rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms that it may know, and why not the others.
struct Rule {
    room: &'static str,
    may_know: &'static [&'static str],
    sentence: &'static str,
}

const EVERYTHING: &[&str] =
    &["app", "cli", "explore", "export", "lesson", "lessons", "model", "mp", "run", "tui", "ui", "wire"];

const RULES: &[Rule] = &[
    Rule { room: "model", may_know: &[], sentence: "model is what everybody agrees on, so it knows nobody" },
    Rule { room: "wire", may_know: &["model"], sentence: "wire carries what the model says and knows nothing else" },
    Rule {
        room: "lesson",
        may_know: &["model"],
        sentence: "lesson reads and judges; it runs nothing and draws nothing",
    },
    Rule {
        room: "export",
        may_know: &["model"],
        sentence: "export knows the log only; a screen comes to it as a buffer",
    },
    Rule {
        room: "mp",
        may_know: &["model", "wire"],
        sentence: "mp tells what it does and knows nothing of who listens",
    },
    Rule { room: "lessons", may_know: &["mp"], sentence: "a lesson's program is written on mp alone, as Python's is" },
    Rule {
        room: "run",
        may_know: &["lesson", "model", "mp", "wire"],
        sentence: "run starts, watches and ends processes; it knows nothing of screens",
    },
    Rule {
        room: "explore",
        may_know: &["lesson", "model", "run", "wire"],
        sentence: "explore turns schedules into runs; it knows nothing of screens",
    },
    Rule {
        room: "app",
        may_know: &["lesson", "model"],
        sentence: "app is pure: what it wants done it returns as effects, so it never knows run, ui or tui",
    },
    Rule {
        room: "ui",
        may_know: &["app", "lesson", "model"],
        sentence: "ui draws what is and changes nothing, so it never knows run, mp or tui",
    },
    Rule {
        room: "ui/pane",
        may_know: &["lesson", "model", "ui"],
        sentence: "a pane sees its slice of the world, never the app",
    },
    Rule {
        room: "emitter",
        may_know: &[],
        sentence: "the emitter lives in an interpreter, far from all rooms: what it must know the probe says to it",
    },
    Rule { room: "tui", may_know: EVERYTHING, sentence: "" },
    Rule { room: "cli", may_know: EVERYTHING, sentence: "" },
];

/// Words that the pure rooms must not say, and why.
const IMPURE: &[(&str, &str)] = &[
    ("std::fs", "files"),
    ("std::net", "the network"),
    ("std::env", "the environment"),
    ("std::thread", "threads"),
    ("std::process", "processes"),
    ("Instant", "a clock"),
    ("SystemTime", "a clock"),
    ("HashMap", "an order that changes from run to run"),
    ("HashSet", "an order that changes from run to run"),
];

struct Source {
    path: PathBuf,
    /// Where it stands: `["ui", "pane", "code"]`.
    module: Vec<String>,
    /// Its text without comments.
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        &self.module[0]
    }

    /// The rule of the innermost room that the file is in.
    fn rule(&self) -> &'static Rule {
        let within = |rule: &&Rule| self.module.join("/").starts_with(rule.room);
        let deepest = RULES.iter().filter(within).filter(|rule| rule.room.split('/').next() == Some(self.room()));
        deepest.max_by_key(|rule| rule.room.len()).unwrap_or_else(|| panic!("no rule for {}", self.path.display()))
    }

    /// The rooms that its paths lead to, its own left out.
    fn knows(&self) -> BTreeSet<String> {
        let absolute = after(&self.code, "crate::").flat_map(first_words);
        let upwards = after(&self.code, "super::").filter_map(|rest| self.room_above(rest));
        absolute.chain(upwards).filter(|room| room != self.room() && EVERYTHING.contains(&room.as_str())).collect()
    }

    /// `super::super::run`: the room, if so many steps up lead out of our own.
    fn room_above(&self, rest: &str) -> Option<String> {
        let more = rest.split("super::").take_while(|between| between.is_empty()).count();
        let word = first_words(&rest["super::".len() * more..]).into_iter().next()?;
        (more + 1 >= self.module.len()).then_some(word)
    }
}

/// What stands behind each occurrence of a word that begins a path.
fn after<'a>(code: &'a str, word: &'static str) -> impl Iterator<Item = &'a str> {
    let starts_a_path = move |at: &usize| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code.match_indices(word).map(|(at, _)| at).filter(starts_a_path).map(move |at| &code[at + word.len()..])
}

/// The word that follows, or each of those in braces: `{model::Event, run}`.
fn first_words(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(inside) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut depth = 0;
    let mut words = vec![word(inside)];
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(word(&inside[at + 1..])),
            _ => {}
        }
    }
    words
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let of = |base: PathBuf, room: Option<&'static str>| {
        files(&base).into_iter().filter(rust).map(move |path| source(path, &base, room)).collect::<Vec<_>>()
    };
    let all = of(root.join("src"), None).into_iter().chain(of(root.join("lessons"), Some("lessons")));
    all.filter(|source| !["lib", "main"].contains(&source.room())).collect()
}

fn source(path: PathBuf, base: &Path, room: Option<&str>) -> Source {
    let inside = path.strip_prefix(base).unwrap().with_extension("");
    let words = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let module = room.map(String::from).into_iter().chain(words).filter(|word| word != "mod").collect();
    let code = fs::read_to_string(&path).unwrap();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    Source { path, module, code }
}

#[test]
fn each_room_knows_only_those_that_it_may() {
    let mut broken = Vec::new();
    for source in sources() {
        let rule = source.rule();
        for room in source.knows().iter().filter(|room| !rule.may_know.contains(&room.as_str())) {
            broken.push(format!("{}: knows `{room}`, but {}", source.path.display(), rule.sentence));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_pure_rooms_ask_nothing_of_the_machine() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| ["model", "app"].contains(&source.room())) {
        for (word, what) in IMPURE.iter().filter(|(word, _)| source.code.contains(word)) {
            let (path, room) = (source.path.display(), source.room());
            broken.push(format!("{path}: says `{word}`, but {room} is pure: {what} comes in as data"));
        }
    }
    for source in sources().iter().filter(|source| source.room() == "model" && source.code.contains("ratatui")) {
        broken.push(format!("{}: says `ratatui`, but the model is never drawn by itself", source.path.display()));
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_file_is_one_noun_said_in_its_first_line() {
    let nameless = ["util", "utils", "common", "types", "helpers", "misc"];
    let mut broken = Vec::new();
    for source in sources() {
        let (path, text) = (source.path.display(), fs::read_to_string(&source.path).unwrap());
        if !text.starts_with("//! ") {
            broken.push(format!("{path}: begins without a sentence `//! …` that says what it is"));
        }
        for word in source.module.iter().filter(|word| nameless.contains(&word.as_str())) {
            broken.push(format!("{path}: `{word}` is the name of nothing; name the thing"));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let of = |module: &str, code: &str| {
        let module = module.split('/').map(String::from).collect();
        Source { path: PathBuf::new(), module, code: code.into() }.knows().into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("ui/code", "use crate::model::{Event, Lang};"), "model");
    assert_eq!(of("ui/code", "use crate::{model::{Event, run}, lesson, wire};"), "lesson model wire");
    assert_eq!(of("ui/code", "use super::super::run::Run; fn f() { super::model() }"), "run");
    assert_eq!(of("ui/pane/code", "use super::super::ink; $crate::app::X"), "app");
    assert_eq!(of("ui/code", "use some_crate::run; use other::super_run;"), "");
}

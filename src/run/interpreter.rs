//! The interpreters: every CPython that is found on the path or kept by pyenv or uv, and what the engine python makes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::model::Both;

/// What an interpreter is asked for: its version, its flags, its kind, itself.
const QUESTION: &str = "import sys; \
    print('%d.%d.%d' % sys.version_info[:3], 'abi' + sys.abiflags, sys.implementation.name, sys.executable)";
/// How long one may think about it.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first version whose programs are watched.
pub const OLDEST: (u32, u32) = (3, 8);
/// The last version on which everything was tried.
pub const NEWEST: (u32, u32) = (3, 13);

/// A Python that has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Its version: 3.12.1.
    pub version: (u32, u32, u32),
    /// `cpython`, `pypy` …
    pub kind: String,
    /// Whether it was built without the big lock.
    pub free_threaded: bool,
    /// Where it is, as it says itself: inside its virtual environment, if it has one.
    pub path: PathBuf,
}

/// What the engine python makes of an interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitness {
    /// Lessons run on it, and every step is seen.
    Tried,
    /// They should, but nobody has tried this version.
    Untried,
    /// Older than anything that can be watched.
    TooOld,
    /// Another Python than CPython.
    Other,
}

/// Why there is no interpreter to run on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct NoInterpreter(pub Both);

impl Interpreter {
    /// Asks the program at a path what it is.
    pub fn ask(path: &Path) -> Option<Interpreter> {
        let answer = answer(Command::new(path).args(["-E", "-S", "-c", QUESTION]))?;
        let mut words = answer.trim().splitn(4, ' ');
        let mut numbers = words.next()?.split('.').map(|number| number.parse().ok());
        let version = (numbers.next()??, numbers.next()??, numbers.next()??);
        let free_threaded = words.next()?.trim_start_matches("abi").contains('t');
        let (kind, path) = (words.next()?.to_string(), PathBuf::from(words.next()?));
        Some(Interpreter { version, kind, free_threaded, path })
    }

    /// The interpreter to run on: the one at `path`, else `python3` as a shell would find it, else the newest of those
    /// that are kept somewhere.
    ///
    /// # Errors
    /// If there is none, or the one asked for will not do.
    pub fn choose(path: Option<&Path>) -> Result<Interpreter, NoInterpreter> {
        if let Some(path) = path {
            return named(path);
        }
        let first = on_path().into_iter().find(|file| file.ends_with("python3")).and_then(|file| Self::ask(&file));
        if let Some(interpreter) = first.as_ref().filter(|interpreter| interpreter.runs_lessons()) {
            return Ok(interpreter.clone());
        }
        let rest = Self::all().into_iter().rev().filter(Self::runs_lessons);
        let (tried, untried): (Vec<_>, Vec<_>) = rest.partition(|found| found.fitness() == Fitness::Tried);
        tried.into_iter().chain(untried).next().ok_or_else(|| none(first.as_ref()))
    }

    /// Every interpreter that can be found, once each, the oldest first.
    pub fn all() -> Vec<Interpreter> {
        let mut found = BTreeMap::new();
        for interpreter in candidates().iter().filter_map(|path| Interpreter::ask(path)) {
            let real = interpreter.path.canonicalize().unwrap_or_else(|_| interpreter.path.clone());
            found.entry(real).or_insert(interpreter);
        }
        let mut all: Vec<Interpreter> = found.into_values().collect();
        all.sort_by(|a, b| a.version.cmp(&b.version).then_with(|| a.path.cmp(&b.path)));
        all
    }

    /// What the engine python makes of it.
    pub fn fitness(&self) -> Fitness {
        let version = (self.version.0, self.version.1);
        match &*self.kind {
            "cpython" if version < OLDEST => Fitness::TooOld,
            "cpython" if version > NEWEST || self.free_threaded => Fitness::Untried,
            "cpython" => Fitness::Tried,
            _ => Fitness::Other,
        }
    }

    /// Whether the engine python runs on it.
    pub fn runs_lessons(&self) -> bool {
        matches!(self.fitness(), Fitness::Tried | Fitness::Untried)
    }

    /// `3.12.1`.
    pub fn number(&self) -> String {
        let (major, minor, micro) = self.version;
        format!("{major}.{minor}.{micro}")
    }

    /// `CPython 3.12.1`.
    pub fn title(&self) -> String {
        let kind = match &*self.kind {
            "cpython" if self.free_threaded => "free-threaded CPython",
            "cpython" => "CPython",
            "pypy" => "PyPy",
            other => other,
        };
        format!("{kind} {}", self.number())
    }
}

fn named(path: &Path) -> Result<Interpreter, NoInterpreter> {
    let shown = path.display();
    let Some(found) = Interpreter::ask(path) else {
        return Err(NoInterpreter(Both::new(
            format!("{shown} is no Python that answers: --python takes the path of one; `forklore doctor` lists them"),
            format!("{shown} 不是能运行的 Python：--python 要给出解释器的路径；用 `forklore doctor` 查看有哪些"),
        )));
    };
    if found.runs_lessons() {
        return Ok(found);
    }
    let title = found.title();
    Err(NoInterpreter(Both::new(
        format!("{shown} is {title}: CPython 3.8 or later is needed; `forklore doctor` lists what is here"),
        format!("{shown} 是 {title}：需要 CPython 3.8 以上；用 `forklore doctor` 查看这里有哪些"),
    )))
}

fn none(first: Option<&Interpreter>) -> NoInterpreter {
    let (en, zh) = match first {
        Some(found) => (format!("python3 is {}", found.title()), format!("python3 是 {}", found.title())),
        None => ("no python3 was found".to_string(), "没有找到 python3".to_string()),
    };
    NoInterpreter(Both::new(
        format!("{en}: install CPython 3.8 or later, or give --python PATH; --engine native needs none"),
        format!("{zh}：请安装 CPython 3.8 以上，或用 --python 给出路径；--engine native 不需要 Python"),
    ))
}

/// What a program prints, if it ends in time. One that does not is killed.
fn answer(command: &mut Command) -> Option<String> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let began = Instant::now();
    while child.try_wait().ok()?.is_none() {
        if began.elapsed() > PATIENCE {
            // It may have ended just now; then there is nothing to kill.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()
}

/// Everything that may be a Python: an active virtual environment's, `python3` and `python3.N` on the path, and what
/// pyenv and uv keep.
fn candidates() -> Vec<PathBuf> {
    let kept = kept_in().into_iter().flat_map(|dir| entries(&dir)).map(|version| version.join("bin/python3"));
    on_path().into_iter().chain(kept).filter(|file| file.is_file()).collect()
}

fn on_path() -> Vec<PathBuf> {
    let environment = std::env::var_os("VIRTUAL_ENV").map(|dir| PathBuf::from(dir).join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = environment.into_iter().chain(std::env::split_paths(&path));
    dirs.flat_map(|dir| entries(&dir)).filter(|file| is_python(file) && file.is_file()).collect()
}

fn kept_in() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(home.clone()?.join(".pyenv")));
    let uv = home.map(|home| home.join(".local/share/uv/python"));
    pyenv.map(|root| root.join("versions")).into_iter().chain(uv).collect()
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// `python3` or `python3.12`, and not `python3-config`.
fn is_python(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_prefix("python3").is_some_and(|rest| rest.is_empty() || is_minor(rest))
}

fn is_minor(rest: &str) -> bool {
    rest.strip_prefix('.').is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

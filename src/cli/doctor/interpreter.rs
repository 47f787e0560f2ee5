//! The interpreters: every CPython that is found on the path or kept by pyenv or uv, and its version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::model::Both;
use crate::model::tongue::both;

use super::Finding;

/// What an interpreter is asked for: its version, its kind, itself.
const QUESTION: &str = "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.implementation.name, sys.executable)";
/// How long one may think about it.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first version that the lessons' programs are written for.
const OLDEST: (u32, u32) = (3, 8);

/// Every interpreter, once.
pub(super) fn findings() -> Vec<Finding> {
    let mut found = BTreeMap::new();
    for interpreter in candidates().iter().filter_map(|path| Interpreter::ask(path)) {
        found.entry(interpreter.path.clone()).or_insert(interpreter);
    }
    if found.is_empty() {
        let none = Both::fixed("none found: none is needed", "没有找到：也不需要");
        return vec![Finding::told(Both::same("python3"), none)];
    }
    let mut all: Vec<Interpreter> = found.into_values().collect();
    all.sort_by(|a, b| a.version.cmp(&b.version).then_with(|| a.path.cmp(&b.path)));
    all.iter().map(Interpreter::finding).collect()
}

/// A Python that has answered.
struct Interpreter {
    version: (u32, u32, u32),
    kind: String,
    path: PathBuf,
}

impl Interpreter {
    fn ask(path: &Path) -> Option<Interpreter> {
        let answer = answer(Command::new(path).args(["-E", "-S", "-c", QUESTION]))?;
        let mut words = answer.trim().splitn(3, ' ');
        let mut numbers = words.next()?.split('.').map(|number| number.parse().ok());
        let version = (numbers.next()??, numbers.next()??, numbers.next()??);
        let (kind, own) = (words.next()?.to_string(), PathBuf::from(words.next()?));
        Some(Interpreter { version, kind, path: own.canonicalize().unwrap_or(own) })
    }

    fn finding(&self) -> Finding {
        let (major, minor, micro) = self.version;
        let name = Both::same(format!("{} {major}.{minor}.{micro}", shown(&self.kind)));
        let path = self.path.display();
        let what = match (&*self.kind, (major, minor) >= OLDEST) {
            ("cpython", true) => {
                both!("runs a lesson's program.py by itself · {path}", "可单独运行课程的 program.py · {path}")
            }
            ("cpython", false) => {
                both!("too old: programs are written for 3.8 and later · {path}", "太旧：程序要求 3.8 以上 · {path}")
            }
            _ => both!(
                "not CPython, which the lessons are about · {path}",
                "不是 CPython，而课程讲的是 CPython · {path}"
            ),
        };
        Finding::told(name, what)
    }
}

fn shown(kind: &str) -> &str {
    match kind {
        "cpython" => "CPython",
        "pypy" => "PyPy",
        other => other,
    }
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

/// Everything that may be a Python: `python3` and `python3.N` on the path, and what pyenv and uv keep.
fn candidates() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|dir| entries(&dir)).filter(|file| is_python(file));
    let kept = kept_in().into_iter().flat_map(|dir| entries(&dir)).map(|version| version.join("bin/python3"));
    on_path.chain(kept).filter(|file| file.is_file()).collect()
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

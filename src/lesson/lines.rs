//! Lines: which line of program.py a line of program.rs stands for.
//!
//! A statement of program.rs carries `//~ q.put(value)` at its end: a snippet that stands in exactly one line of the Python
//! program. `//~ read: q.get()` means the one inside `def read`.

use std::collections::BTreeMap;

use super::fault::{Fault, Spot};

/// Which line of a Python program each line of its Rust twin stands for. Lines count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    python: BTreeMap<u32, u32>,
}

/// The sign before a snippet.
const NOTE: &str = "//~";

impl Lines {
    /// Reads the notes of a Rust program. The names are those of both files, for the faults.
    pub fn new(rust: &str, python: &str, rust_file: &str, python_file: &str) -> Result<Lines, Vec<Fault>> {
        let mut lines = Lines::default();
        let mut faults = Vec::new();
        for (at, line) in rust.lines().enumerate() {
            let Some((_, snippet)) = line.split_once(NOTE) else { continue };
            match the_line(python, snippet.trim()) {
                Ok(found) => lines.python.extend([(at as u32 + 1, found)]),
                Err((what, advice)) => {
                    let what = what.replace("program.py", python_file);
                    faults.push(Fault::new(rust_file, what, advice).at(Spot::of_line(rust, at + 1)));
                }
            }
        }
        lines.fill(rust);
        if faults.is_empty() { Ok(lines) } else { Err(faults) }
    }

    /// The line of Python that a line of Rust stands for.
    pub fn python(&self, rust: u32) -> Option<u32> {
        self.python.get(&rust).copied()
    }

    /// The lines of Rust that stand for a line of Python.
    pub fn rust(&self, python: u32) -> impl Iterator<Item = u32> + '_ {
        self.python.iter().filter(move |(_, line)| **line == python).map(|(rust, _)| *rust)
    }

    /// Gives a line without a note the next note below, as long as the statement goes on.
    ///
    /// A note alone on its line belongs to the line above it, which is where rustfmt puts one that stood behind a `{`.
    fn fill(&mut self, rust: &str) {
        let mut next = None;
        let mut alone = false;
        for (line, number) in rust.lines().zip(1..).collect::<Vec<_>>().into_iter().rev() {
            match self.python.get(&number) {
                Some(found) => next = Some(*found),
                None if ends_statement(line) && !alone => next = None,
                None => self.python.extend(next.map(|found| (number, found))),
            }
            alone = line.trim_start().starts_with(NOTE);
        }
    }
}

/// Whether a statement cannot go on below this line.
fn ends_statement(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default().trim_end();
    code.is_empty() || code.ends_with([';', '{', '}'])
}

/// The only line in which a snippet stands, or what is wrong and what to do.
fn the_line(python: &str, snippet: &str) -> Result<u32, (String, String)> {
    let (within, wanted) = named_function(python, snippet);
    let found: Vec<u32> = python
        .lines()
        .zip(functions(python))
        .zip(1..)
        .filter(|((line, function), _)| {
            line.contains(wanted) && within.is_none_or(|name| function.as_deref() == Some(name))
        })
        .map(|(_, number)| number)
        .collect();
    match found[..] {
        _ if wanted.is_empty() => {
            Err(("a note without a snippet".into(), "write a piece of program.py's line behind //~".into()))
        }
        [only] => Ok(only),
        [] => Err((
            format!("`{wanted}` stands in no line of program.py"),
            "copy a piece of the Python line that this statement stands for".into(),
        )),
        _ => {
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            Err((
                format!("`{wanted}` stands in several lines of program.py: {}", lines.join(", ")),
                "write more of the line, or name its function: //~ read: q.get()".into(),
            ))
        }
    }
}

/// `read: q.get()` taken apart, if there is a function of that name.
fn named_function<'s>(python: &str, snippet: &'s str) -> (Option<&'s str>, &'s str) {
    match snippet.split_once(": ") {
        Some((name, rest)) if functions(python).flatten().any(|function| function == name) => (Some(name), rest.trim()),
        _ => (None, snippet),
    }
}

/// For each line of a program the innermost function that it stands in; a `def` line stands in its own.
fn functions(python: &str) -> impl Iterator<Item = Option<String>> + '_ {
    let mut open: Vec<(usize, String)> = Vec::new();
    python.lines().map(move |line| {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if !code.is_empty() {
            open.retain(|(outer, _)| *outer < indent);
        }
        if let Some(name) = code.strip_prefix("def ").and_then(|rest| rest.split('(').next()) {
            open.push((indent, name.to_string()));
        }
        open.last().map(|(_, name)| name.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: &str = "\
def read(q):
    while True:
        value = q.get()

def write(q):
    q.put(1)
    q.get()

w = Process(target=write, args=(q,))
w.start()
";

    fn lines(rust: &str) -> Result<Lines, Vec<Fault>> {
        Lines::new(rust, PYTHON, "queue/program.rs", "program.py")
    }

    #[test]
    fn a_note_counts_for_its_line_and_for_the_lines_above_of_the_same_statement() {
        let rust = "\
fn main() {
    let w = Process::new(write)
        .arg(q)
        .named(\"w\"); //~ w = Process(
    w.start(); //~ w.start()
    other();

    q.put(
        1,
    ); //~ q.put(1)
}
";
        let lines = lines(rust).unwrap();
        let python: Vec<_> = (1..=11).map(|line| lines.python(line)).collect();
        let w = Some(9);
        assert_eq!(python, [None, w, w, w, Some(10), None, None, Some(6), Some(6), Some(6), None]);
        assert_eq!(lines.rust(9).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn a_note_alone_on_its_line_belongs_to_the_line_above() {
        let lines = lines(
            "    let x = 1;\n    match w.start() {\n        //~ w.start()\n        Ok(_) => q.put(1), //~ q.put(1)\n",
        )
        .unwrap();
        assert_eq!((1..=4).map(|line| lines.python(line)).collect::<Vec<_>>(), [None, Some(10), Some(10), Some(6)]);
    }

    #[test]
    fn a_function_may_be_named_where_a_snippet_stands_in_several() {
        assert_eq!(lines("q.get(); //~ read: q.get()").unwrap().python(1), Some(3));
        assert_eq!(lines("q.get(); //~ write: q.get()").unwrap().python(1), Some(7));
        let fault = &lines("\n    q.get(); //~ q.get()").unwrap_err()[0];
        assert_eq!(fault.what, "`q.get()` stands in several lines of program.py: 3, 7");
        assert_eq!(fault.spot.as_ref().unwrap().line, 2);
    }

    #[test]
    fn a_snippet_that_stands_nowhere_is_a_fault() {
        assert!(lines("x(); //~ q.got()").unwrap_err()[0].what.contains("in no line"));
        assert!(lines("x(); //~ ").unwrap_err()[0].what.contains("without a snippet"));
    }
}

//! A sheet: the text of a lesson.toml, in which a fault finds its line.

use crate::lesson::fault::{Fault, Spot};

/// The text of a lesson.toml.
pub(super) struct Sheet<'a> {
    file: String,
    text: &'a str,
}

impl<'a> Sheet<'a> {
    pub fn new(id: &str, text: &'a str) -> Sheet<'a> {
        Sheet { file: format!("{id}/lesson.toml"), text }
    }

    /// A fault at a key of the head.
    pub fn head(&self, key: &str, what: impl Into<String>, advice: impl Into<String>) -> Fault {
        self.fault(self.key_below(0, key), what, advice)
    }

    /// A fault at a key of the n-th `[[table]]`, counted from 0; at the table itself if the key is not there.
    pub fn entry(
        &self,
        table: &str,
        at: usize,
        key: &str,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Fault {
        let heading = format!("[[{table}]]");
        let starts = self.text.lines().enumerate().filter(|(_, line)| line.trim() == heading);
        let start = starts.map(|(number, _)| number + 1).nth(at);
        let line = start.map(|start| self.key_below(start, key).unwrap_or(start));
        self.fault(line, what, advice)
    }

    fn fault(&self, line: Option<usize>, what: impl Into<String>, advice: impl Into<String>) -> Fault {
        let fault = Fault::new(&self.file, what, advice);
        match line {
            Some(line) => fault.at(Spot::of_line(self.text, line)),
            None => fault,
        }
    }

    /// The line of a key after a line and before the next table, both counted from 1.
    fn key_below(&self, line: usize, key: &str) -> Option<usize> {
        let below = self.text.lines().enumerate().skip(line).take_while(|(_, line)| !line.starts_with('['));
        let is_key = |line: &str| line.split('=').next().is_some_and(|word| word.trim() == key) && line.contains('=');
        below.filter(|(_, line)| is_key(line)).map(|(number, _)| number + 1).next()
    }
}

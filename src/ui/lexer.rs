//! A small lexer that tells keywords, text, numbers and comments apart in Python, Rust and shell: enough for colours.

use std::ops::Range;

use super::theme::Role;

/// The language of a program text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Python.
    Python,
    /// Rust.
    Rust,
    /// POSIX shell.
    Shell,
}

const PYTHON: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];
const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct",
    "trait", "true", "type", "unsafe", "use", "where", "while",
];
const SHELL: &[&str] = &[
    "case", "do", "done", "elif", "else", "esac", "exit", "export", "fi", "for", "function", "if", "in", "then",
    "while",
];

impl Tongue {
    /// The language that a file's name tells.
    pub fn of_file(name: &str) -> Tongue {
        match name.rsplit('.').next() {
            Some("rs") => Tongue::Rust,
            Some("sh") => Tongue::Shell,
            _ => Tongue::Python,
        }
    }

    fn keywords(self) -> &'static [&'static str] {
        match self {
            Tongue::Python => PYTHON,
            Tongue::Rust => RUST,
            Tongue::Shell => SHELL,
        }
    }

    fn comment(self) -> &'static str {
        if self == Tongue::Rust { "//" } else { "#" }
    }
}

/// What a line began in the middle of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    /// A text that ends with these quotes.
    Text(&'static str),
    /// A Rust comment, so many deep.
    Comment(usize),
}

/// For each line of a program, its parts in order, with the role of each. Together they are the whole line.
pub fn colours(program: &str, tongue: Tongue) -> Vec<Vec<(Role, Range<usize>)>> {
    let mut inside = Inside::Nothing;
    program.lines().map(|line| line_colours(line, tongue, &mut inside)).collect()
}

fn line_colours(line: &str, tongue: Tongue, inside: &mut Inside) -> Vec<(Role, Range<usize>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let (role, length) = part(&line[at..], tongue, inside, previous(line, at));
        let length = length.clamp(1, line.len() - at);
        parts.push((role, at..at + length));
        at += length;
    }
    parts
}

fn previous(line: &str, at: usize) -> Option<char> {
    line[..at].chars().next_back()
}

/// Role and length of the part that a rest of a line begins with.
fn part(rest: &str, tongue: Tongue, inside: &mut Inside, before: Option<char>) -> (Role, usize) {
    match *inside {
        Inside::Text(quotes) => return end_of_text(rest, 0, quotes, inside),
        Inside::Comment(_) => return (Role::Comment, end_of_comment(rest, inside)),
        Inside::Nothing => {}
    }
    let first = rest.chars().next().unwrap_or(' ');
    if starts_comment(rest, tongue, before) {
        return (Role::Comment, rest.len());
    }
    if tongue == Tongue::Rust && rest.starts_with("/*") {
        *inside = Inside::Comment(0);
        return (Role::Comment, end_of_comment(rest, inside));
    }
    match first {
        '"' | '\'' => text(rest, tongue, inside),
        c if c.is_alphabetic() || c == '_' => word(rest, tongue, inside),
        c if c.is_ascii_digit() => (Role::Number, span_of(rest, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.')),
        c => (Role::Text, c.len_utf8()),
    }
}

fn starts_comment(rest: &str, tongue: Tongue, before: Option<char>) -> bool {
    let in_word = tongue == Tongue::Shell && before.is_some_and(|c| !c.is_whitespace());
    rest.starts_with(tongue.comment()) && !in_word
}

fn word(rest: &str, tongue: Tongue, inside: &mut Inside) -> (Role, usize) {
    let length = span_of(rest, |c| c.is_alphanumeric() || c == '_');
    let word = &rest[..length];
    let quoted = rest[length..].starts_with(['"', '\'']);
    if quoted && length <= 2 && tongue != Tongue::Shell && word.chars().all(|c| "rbfuRBFU".contains(c)) {
        let (role, more) = text(&rest[length..], tongue, inside);
        return (role, length + more);
    }
    (if tongue.keywords().contains(&word) { Role::Keyword } else { Role::Text }, length)
}

fn text(rest: &str, tongue: Tongue, inside: &mut Inside) -> (Role, usize) {
    let quotes = match &rest[..1] {
        "\"" if tongue == Tongue::Python && rest.starts_with("\"\"\"") => "\"\"\"",
        "'" if tongue == Tongue::Python && rest.starts_with("'''") => "'''",
        "'" if tongue == Tongue::Rust => return rust_quote(rest),
        "\"" => "\"",
        _ => "'",
    };
    *inside = Inside::Text(quotes);
    end_of_text(rest, quotes.len(), quotes, inside)
}

/// In Rust a single quote begins a character or a lifetime.
fn rust_quote(rest: &str) -> (Role, usize) {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => (Role::Quoted, rest[2..].find('\'').map_or(rest.len(), |end| end + 3)),
        (Some(_), Some((end, '\''))) => (Role::Quoted, end + 1),
        _ => (Role::Keyword, 1 + span_of(&rest[1..], |c| c.is_alphanumeric() || c == '_')),
    }
}

/// The length of a text from `from` to its closing quotes; without them it goes on in the next line if it can.
fn end_of_text(rest: &str, from: usize, quotes: &'static str, inside: &mut Inside) -> (Role, usize) {
    let mut at = from;
    while at < rest.len() {
        if rest[at..].starts_with(quotes) {
            *inside = Inside::Nothing;
            return (Role::Quoted, at + quotes.len());
        }
        let escaped = usize::from(rest[at..].starts_with('\\'));
        at += rest[at..].chars().take(1 + escaped).map(char::len_utf8).sum::<usize>();
    }
    if quotes == "'" {
        *inside = Inside::Nothing;
    }
    (Role::Quoted, rest.len())
}

fn end_of_comment(rest: &str, inside: &mut Inside) -> usize {
    let mut depth = if let Inside::Comment(depth) = *inside { depth } else { 0 };
    let mut at = 0;
    while at < rest.len() {
        let step = if rest[at..].starts_with("/*") {
            depth += 1;
            2
        } else if rest[at..].starts_with("*/") {
            depth = depth.saturating_sub(1);
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if step == 2 && depth == 0 {
            *inside = Inside::Nothing;
            return at;
        }
    }
    *inside = Inside::Comment(depth);
    rest.len()
}

fn span_of(rest: &str, inside: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !inside(c)).unwrap_or(rest.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roles(program: &str, tongue: Tongue) -> Vec<(Role, &str)> {
        let lines = colours(program, tongue);
        program
            .lines()
            .zip(lines)
            .flat_map(|(line, parts)| parts.into_iter().map(move |(role, range)| (role, &line[range])))
            .filter(|(role, _)| *role != Role::Text)
            .collect()
    }

    #[test]
    fn python() {
        let found = roles("for v in [\"A\", f'B']:  # three\n    n = 10\n'''doc\nmore''' x", Tongue::Python);
        let expected = [
            (Role::Keyword, "for"),
            (Role::Keyword, "in"),
            (Role::Quoted, "\"A\""),
            (Role::Quoted, "f'B'"),
            (Role::Comment, "# three"),
            (Role::Number, "10"),
            (Role::Quoted, "'''doc"),
            (Role::Quoted, "more'''"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn rust() {
        let found = roles("let c: &'static str = \"a//b\"; //~ q.put(v)\n/* x\n */ '\\n' 'x'", Tongue::Rust);
        let expected = [
            (Role::Keyword, "let"),
            (Role::Keyword, "'static"),
            (Role::Quoted, "\"a//b\""),
            (Role::Comment, "//~ q.put(v)"),
            (Role::Comment, "/* x"),
            (Role::Comment, " */"),
            (Role::Quoted, "'\\n'"),
            (Role::Quoted, "'x'"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn shell() {
        let found = roles("if true; then echo \"$#\" a#b; fi # end", Tongue::Shell);
        assert_eq!(found.last(), Some(&(Role::Comment, "# end")));
        assert!(found.contains(&(Role::Quoted, "\"$#\"")));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_line_whatever_the_text(program in "[a-z'\"\\\\#/* \n进程0-9]{0,80}") {
            for tongue in [Tongue::Python, Tongue::Rust, Tongue::Shell] {
                for (line, parts) in program.lines().zip(colours(&program, tongue)) {
                    let whole: String = parts.iter().map(|(_, range)| &line[range.clone()]).collect();
                    prop_assert_eq!(whole, line);
                }
            }
        }
    }
}

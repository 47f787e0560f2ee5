//! Reading a lesson's folder.

use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fault::{Spot, nearest};
use super::{Challenge, Claim, Fault, Gloss, Head, Knob, Lesson, Moment, Prose, Question, Source, Variant};

/// A program of a lesson, in both its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The variant whose program it is; `None` for the lesson's own.
    pub variant: Option<String>,
    /// The Python file's name: `program.py`.
    pub file: String,
    /// The Python text, which the learner reads on both engines.
    pub python: String,
    /// The Rust twin, on lessons of the native engine.
    pub rust: Option<String>,
}

/// What stands below the head of lesson.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    knob: Vec<Knob>,
    #[serde(default)]
    variant: Vec<Variant>,
    #[serde(default)]
    moment: Vec<Moment>,
    #[serde(default)]
    claim: Vec<Claim>,
    #[serde(default)]
    question: Vec<Question>,
    #[serde(default)]
    challenge: Vec<Challenge>,
    #[serde(default)]
    gloss: Vec<Gloss>,
}

impl Program {
    /// The name of its Rust twin's file: `mid_get.rs`.
    pub fn rust_file(&self) -> String {
        format!("{}.rs", self.variant.as_deref().unwrap_or("program").replace('-', "_"))
    }
}

impl Lesson {
    /// Reads a lesson whole.
    pub fn load(source: &Source, id: &str) -> Result<Lesson, Fault> {
        let text = needed(source, id, "lesson.toml")?;
        let (head, body) = text.split_at(end_of_head(&text));
        let head: Head = read(&text, head, 0, id)?;
        let body_at = text.len() - body.len();
        let body: Body = read(&text, body, body_at, id)?;
        let programs = programs(source, id, &body.variant)?;
        Ok(Lesson {
            id: id.to_string(),
            head,
            knobs: body.knob,
            variants: body.variant,
            moments: body.moment,
            claims: body.claim,
            questions: body.question,
            challenges: body.challenge,
            glosses: body.gloss,
            prose: Prose::new(&needed(source, id, "en.md")?, &needed(source, id, "zh.md")?),
            programs,
        })
    }
}

impl Head {
    /// Reads only the head of a lesson: what a list of lessons shows. The rest of the file is not looked at.
    pub fn load(source: &Source, id: &str) -> Result<Head, Fault> {
        let text = needed(source, id, "lesson.toml")?;
        let head = &text[..end_of_head(&text)];
        read(&text, head, 0, id)
    }
}

/// Where the first table begins: all keys of the head stand before it, as TOML demands.
fn end_of_head(text: &str) -> usize {
    if text.starts_with('[') { 0 } else { text.find("\n[").map_or(text.len(), |at| at + 1) }
}

/// The lesson's own program, then those of its variants.
fn programs(source: &Source, id: &str, variants: &[Variant]) -> Result<Vec<Program>, Fault> {
    let own = variants.iter().filter(|variant| variant.has_program()).map(|variant| Some(variant.id.as_str()));
    std::iter::once(None).chain(own).map(|variant| program(source, id, variant)).collect()
}

fn program(source: &Source, id: &str, variant: Option<&str>) -> Result<Program, Fault> {
    let name = variant.unwrap_or("program");
    let file = format!("{name}.py");
    let python = needed(source, id, &file)?.into_owned();
    let rust = source.text(id, &format!("{}.rs", name.replace('-', "_"))).ok().flatten().map(Into::into);
    Ok(Program { variant: variant.map(Into::into), file, python, rust })
}

fn needed(source: &Source, id: &str, file: &str) -> Result<std::borrow::Cow<'static, str>, Fault> {
    let path = format!("{id}/{file}");
    match source.text(id, file) {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err(Fault::new(
            path,
            "there is no such file",
            format!("write {file} (lessons/README.md says what stands in it)"),
        )),
        Err(error) => {
            Err(Fault::new(path, format!("it cannot be read: {error}"), "make it a readable text file in UTF-8"))
        }
    }
}

/// Reads a part of lesson.toml; `at` is where it begins in the whole text.
fn read<T: DeserializeOwned>(whole: &str, part: &str, at: usize, id: &str) -> Result<T, Fault> {
    toml::from_str(part).map_err(|error| {
        let span: Range<usize> = error.span().unwrap_or(0..0);
        let (what, advice) = in_our_words(error.message());
        Fault::new(format!("{id}/lesson.toml"), what, advice).at(Spot::of_span(whole, span.start + at..span.end + at))
    })
}

/// What serde and toml say, and what to do about it.
fn in_our_words(message: &str) -> (String, String) {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match words[..] {
        [key, ref known @ ..] if message.starts_with("unknown field") => {
            (format!("unknown key `{key}`"), format!("{}, or remove it", one_of(key, known)))
        }
        [word, ref known @ ..] if message.starts_with("unknown variant") => {
            (format!("`{word}` is no word for this"), one_of(word, known))
        }
        [key @ ("en" | "zh")] if message.starts_with("missing field") => {
            (format!("the key `{key}` is missing"), "say it in both languages: { en = \"…\", zh = \"…\" }".into())
        }
        [key] if message.starts_with("missing field") => {
            (format!("the key `{key}` is missing"), format!("add `{key}` (lessons/README.md says what it is)"))
        }
        _ => (message.to_string(), "mend this line; lessons/README.md describes the format".into()),
    }
}

/// The advice to write the nearest of these, or any.
fn one_of(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!("write one of {}", known.join(", ")),
    }
}

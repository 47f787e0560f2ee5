//! Prose: both languages have the same sections, each that is needed, and point to words that exist.

use std::collections::BTreeSet;

use crate::lesson::fault::Spot;
use crate::lesson::prose::{Piece, Tone, pieces};
use crate::lesson::{Fault, Lesson, Source};
use crate::model::Lang;

/// Sections that every lesson has.
const NEEDED: [&str; 4] = ["intro", "explain", "picture", "recap"];

pub(super) fn faults(lesson: &Lesson, source: &Source) -> Vec<Fault> {
    [Lang::En, Lang::Zh].into_iter().flat_map(|lang| Page::new(lesson, source, lang).faults()).collect()
}

/// One of the two files.
struct Page<'a> {
    lesson: &'a Lesson,
    lang: Lang,
    name: &'static str,
    text: String,
}

impl<'a> Page<'a> {
    fn new(lesson: &'a Lesson, source: &Source, lang: Lang) -> Page<'a> {
        let name = if lang == Lang::En { "en.md" } else { "zh.md" };
        let text = source.text(&lesson.id, name).ok().flatten().unwrap_or_default().into_owned();
        Page { lesson, lang, name, text }
    }

    fn faults(&self) -> Vec<Fault> {
        let wanted: BTreeSet<&str> =
            NEEDED.into_iter().chain(self.lesson.moments.iter().map(|moment| moment.id.as_str())).collect();
        let there: BTreeSet<&str> = self.lesson.prose.ids(self.lang).collect();
        let missing = wanted.difference(&there).map(|id| self.missing(id));
        let unused = there.difference(&wanted).map(|id| self.unused(id));
        let sections = there.intersection(&wanted).flat_map(|id| self.section(id));
        missing.chain(unused).chain(sections).collect()
    }

    fn missing(&self, id: &str) -> Fault {
        let file = format!("{}/{}", self.lesson.id, self.name);
        Fault::new(file, format!("the section `{id}` is missing or empty"), format!("write it under a line `## {id}`"))
    }

    fn unused(&self, id: &str) -> Fault {
        self.fault(id, format!("nothing shows the section `{id}`"), "remove it, or add a [[moment]] of that id")
    }

    fn section(&self, id: &str) -> Vec<Fault> {
        let blocks = self.lesson.prose.blocks(id, self.lang);
        let pieces = pieces(&blocks);
        let mut faults: Vec<Fault> = pieces.iter().filter_map(|piece| self.unknown_term(id, piece)).collect();
        let plain = pieces.iter().filter(|piece| piece.tone != Tone::Code);
        if let Some(place) = plain.filter(|_| self.lang == Lang::Zh).find_map(|piece| half_width(&piece.text)) {
            let what = format!("a half-width mark between Chinese characters: `{place}`");
            faults.push(self.fault(id, what, "write ，。：；？！ in Chinese text"));
        }
        faults
    }

    fn unknown_term(&self, id: &str, piece: &Piece) -> Option<Fault> {
        let Tone::Term(term) = &piece.tone else { return None };
        let known = self.lesson.gloss(term).is_some();
        let advice = "point to an id of assets/glossary.toml, or add a [[gloss]] to lesson.toml";
        (!known)
            .then(|| self.fault(id, format!("the glossary has no `{term}`, to which `{}` points", piece.text), advice))
    }

    /// A fault at the heading of a section.
    fn fault(&self, id: &str, what: String, advice: &str) -> Fault {
        let fault = Fault::new(format!("{}/{}", self.lesson.id, self.name), what, advice);
        let heading = self.text.lines().position(|line| line.strip_prefix("## ").is_some_and(|rest| rest.trim() == id));
        match heading {
            Some(at) => fault.at(Spot::of_line(&self.text, at + 1)),
            None => fault,
        }
    }
}

/// A comma, semicolon or the like right behind a Chinese character.
fn half_width(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let found =
        chars.windows(2).position(|pair| chinese(pair[0]) && matches!(pair[1], ',' | ';' | ':' | '?' | '!' | '.'));
    found.map(|at| chars[at.saturating_sub(3)..(at + 2).min(chars.len())].iter().collect())
}

//! Texts: what all lessons say, in both languages, to be searched.

use std::collections::BTreeMap;

use super::{Lesson, Source};
use crate::model::Lang;

/// What all lessons say, in lines, by lesson. Empty until somebody searches: reading it takes a few milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    lines: BTreeMap<String, Vec<String>>,
}

impl Texts {
    /// Reads them. A lesson that cannot be read has nothing to say here.
    pub fn load(source: &Source) -> Texts {
        let ids = source.ids().unwrap_or_default();
        let lines = |id: String| Lesson::load(source, &id).ok().map(|lesson| (id, said(&lesson)));
        Texts { lines: ids.into_iter().filter_map(lines).collect() }
    }

    /// Whether nothing has been read yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first line of a lesson in which a word stands, whatever the case of its letters.
    pub fn line(&self, lesson: &str, wanted: &str) -> Option<&str> {
        let wanted = wanted.to_lowercase();
        let lines = self.lines.get(lesson)?;
        lines.iter().find(|line| line.to_lowercase().contains(&wanted)).map(String::as_str)
    }
}

/// All that a lesson says: claims, questions, variants, and the long texts without their marks.
fn said(lesson: &Lesson) -> Vec<String> {
    let claims = lesson.claims.iter().map(|claim| &claim.sentence);
    let questions = lesson.questions.iter().map(|question| &question.text);
    let variants = lesson.variants.iter().flat_map(|variant| [&variant.title, &variant.about]);
    let short = claims.chain(questions).chain(variants);
    let short = short.flat_map(|both| [both.en.to_string(), both.zh.to_string()]);
    short.chain([Lang::En, Lang::Zh].into_iter().flat_map(|lang| prose(lesson, lang))).collect()
}

fn prose(lesson: &Lesson, lang: Lang) -> Vec<String> {
    let paragraph = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sections = lesson.prose.ids(lang).flat_map(|id| lesson.prose.markdown(id, lang));
    sections.flat_map(|text| text.split("\n\n").map(|text| unmarked(&paragraph(text)))).collect()
}

/// A paragraph of Markdown as it is read: `[words](id)` is its words.
fn unmarked(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        kept.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    kept.replace(['[', '`', '*'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_stand_between_words_that_are_searched() {
        assert_eq!(
            unmarked("the *[zombie process](zombie)* is `dead`, [not](reap) gone"),
            "the zombie process is dead, not gone"
        );
    }

    #[test]
    fn every_lesson_is_found_by_what_its_text_says_in_either_language() {
        let texts = Texts::load(&Source::Course);
        assert!(texts.line("lock", "HOLDER").is_some());
        assert!(texts.line("lock", "持有").is_some());
        assert!(texts.line("lock", "no lesson says this").is_none());
    }
}

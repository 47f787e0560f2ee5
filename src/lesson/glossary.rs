//! The glossary: the words of the course in both languages, each with a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::prose::{Tone, pieces};
use super::{Gloss, Lesson};
use crate::model::{Both, Lang};

const TEXT: &str = include_str!("../../assets/glossary.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    word: Both,
    text: Both,
}

/// All words of the course, in the order of their ids. Read when first asked for: the first screen needs none.
pub fn all() -> &'static BTreeMap<String, Gloss> {
    static ALL: OnceLock<BTreeMap<String, Gloss>> = OnceLock::new();
    ALL.get_or_init(|| {
        let entries: BTreeMap<String, Entry> = toml::from_str(TEXT).unwrap_or_default();
        let gloss = |(id, Entry { word, text }): (String, Entry)| (id.clone(), Gloss { id, word, text });
        entries.into_iter().map(gloss).collect()
    })
}

impl Lesson {
    /// A word that this lesson points to: its own, or one of the course.
    pub fn gloss(&self, id: &str) -> Option<&Gloss> {
        self.glosses.iter().find(|gloss| gloss.id == id).or_else(|| all().get(id))
    }

    /// The ids of all words that this lesson's texts point to, in either language.
    pub fn terms(&self) -> BTreeSet<String> {
        let sections = [Lang::En, Lang::Zh].into_iter().flat_map(|lang| self.prose.ids(lang).map(move |id| (id, lang)));
        let pointed = sections.flat_map(|(id, lang)| pieces(&self.prose.blocks(id, lang)));
        let term = |tone: Tone| if let Tone::Term(id) = tone { Some(id) } else { None };
        pointed.filter_map(|piece| term(piece.tone)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_sentence_in_both_languages() {
        toml::from_str::<BTreeMap<String, Entry>>(TEXT).unwrap();
        assert!(all().len() > 70);
        for gloss in all().values() {
            for text in [&gloss.word, &gloss.text] {
                assert!(!text.en.is_empty() && !text.zh.is_empty(), "{}", gloss.id);
            }
            assert!(gloss.text.en.ends_with('.') && gloss.text.zh.ends_with('。'), "{}", gloss.id);
            assert!(!gloss.text.zh.contains([',', ';', '?']), "{} has half-width marks in Chinese", gloss.id);
        }
    }
}

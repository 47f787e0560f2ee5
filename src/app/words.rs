//! Words: the glossary, laid over any screen; what is typed searches it in both languages.

use crate::lesson::{Gloss, Lesson, glossary};
use crate::model::Lang;

/// A search among the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What was typed.
    pub typed: String,
    /// Place among the words that match.
    pub selected: usize,
}

impl Words {
    /// The words that match: those that begin with what was typed first, then those of the lesson that is open, then all
    /// others; each group in the order of the alphabet.
    pub fn found<'a>(&self, lesson: Option<&'a Lesson>) -> Vec<&'a Gloss> {
        let wanted = self.typed.trim().to_lowercase();
        let pointed = lesson.map(Lesson::terms).unwrap_or_default();
        let own = lesson.into_iter().flat_map(|lesson| &lesson.glosses);
        let mut found: Vec<&Gloss> = own.chain(glossary::all().values()).filter(|gloss| says(gloss, &wanted)).collect();
        let alphabet = |gloss: &Gloss| gloss.word.get(Lang::En).to_lowercase();
        found.sort_by_key(|gloss| (!begins(gloss, &wanted), !pointed.contains(&gloss.id), alphabet(gloss)));
        found
    }

    /// A character is typed.
    pub fn types(&mut self, c: char) {
        self.typed.push(c);
        self.selected = 0;
    }

    /// The last character is taken back.
    pub fn takes_back(&mut self) {
        self.typed.pop();
        self.selected = 0;
    }
}

fn says(gloss: &Gloss, wanted: &str) -> bool {
    let texts = [gloss.id.as_str(), &gloss.word.en, &gloss.word.zh, &gloss.text.en, &gloss.text.zh];
    texts.iter().any(|text| text.to_lowercase().contains(wanted))
}

fn begins(gloss: &Gloss, wanted: &str) -> bool {
    wanted.is_empty() || [&gloss.word.en, &gloss.word.zh].iter().any(|word| word.to_lowercase().starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Source;

    fn ids(typed: &str, lesson: Option<&Lesson>) -> Vec<String> {
        let words = Words { typed: typed.into(), selected: 0 };
        words.found(lesson).into_iter().map(|gloss| gloss.id.clone()).collect()
    }

    #[test]
    fn a_word_is_found_in_either_language_and_those_that_begin_so_come_first() {
        assert_eq!(ids("zombie", None)[0], "zombie");
        assert_eq!(ids("僵尸", None)[0], "zombie");
        assert_eq!(ids("LOCK", None)[0], "lock");
        assert_eq!(ids("", None).len(), glossary::all().len());
        assert!(ids("no such word", None).is_empty());
    }

    #[test]
    fn the_words_of_the_lesson_that_is_open_come_first() {
        let lesson = Lesson::load(&Source::Course, "queue").unwrap_or_else(|fault| panic!("{fault}"));
        let terms = lesson.terms();
        assert!(!terms.is_empty());
        let found = ids("", Some(&lesson));
        assert!(found[..terms.len()].iter().all(|id| terms.contains(id)), "{found:?}");
    }
}

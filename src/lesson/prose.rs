//! Prose: the long texts of a lesson, by heading, in both languages.

use std::collections::BTreeMap;

use crate::model::Lang;

/// The long texts of a lesson: `intro`, `explain`, `picture`, `recap`, and one for each moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    en: BTreeMap<String, String>,
    zh: BTreeMap<String, String>,
}

impl Prose {
    /// Takes both files apart at their `## id` lines.
    pub fn new(en: &str, zh: &str) -> Prose {
        Prose { en: sections(en), zh: sections(zh) }
    }

    /// The Markdown of a section.
    pub fn markdown(&self, id: &str, lang: Lang) -> Option<&str> {
        self.of(lang).get(id).map(String::as_str)
    }

    /// The ids of all sections in a language.
    pub fn ids(&self, lang: Lang) -> impl Iterator<Item = &str> {
        self.of(lang).keys().map(String::as_str)
    }

    fn of(&self, lang: Lang) -> &BTreeMap<String, String> {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// The sections of a file. What stands before the first heading belongs to none.
fn sections(text: &str) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    let mut id = None;
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        match line.strip_prefix("## ") {
            Some(heading) if !fenced => id = Some(heading.trim().to_string()),
            _ => {
                if let Some(id) = &id {
                    let section: &mut String = sections.entry(id.clone()).or_default();
                    section.push_str(line);
                    section.push('\n');
                }
            }
        }
    }
    sections.into_iter().map(|(id, text): (String, String)| (id, text.trim().to_string())).collect()
}

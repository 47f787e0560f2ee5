//! Prose: the long texts of a lesson, by heading, in both languages.
//!
//! Wrapping them into lines is the screen's work (`ui::wrap`): it knows styles and widths.

use std::collections::BTreeMap;

use crate::model::Lang;

mod block;

pub use block::{Block, Piece, Tone, blocks, pieces};

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

    /// A section, ready to be wrapped; empty if there is none.
    pub fn blocks(&self, id: &str, lang: Lang) -> Vec<Block> {
        self.markdown(id, lang).map(blocks).unwrap_or_default()
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
                    let section: &mut String = sections.entry(String::clone(id)).or_default();
                    section.push_str(line);
                    section.push('\n');
                }
            }
        }
    }
    sections.into_iter().map(|(id, text): (String, String)| (id, text.trim().to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_apart_at_its_headings() {
        let prose = Prose::new(
            "# Title\n\n## intro\nhello\n\n```\n## not a heading\n```\n\n## explain\n\nwhy\n",
            "## intro\n你好\n",
        );
        assert_eq!(prose.markdown("intro", Lang::En), Some("hello\n\n```\n## not a heading\n```"));
        assert_eq!(prose.markdown("explain", Lang::En), Some("why"));
        assert_eq!(prose.markdown("intro", Lang::Zh), Some("你好"));
        assert_eq!(prose.ids(Lang::Zh).collect::<Vec<_>>(), ["intro"]);
        assert!(prose.blocks("explain", Lang::Zh).is_empty());
    }
}

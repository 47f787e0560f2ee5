//! Blocks: a section's Markdown as paragraphs, lists and code, ready to be wrapped and drawn.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthChar;

/// A part of a section that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// A list; numbered from `first` if it has one.
    List {
        /// Number of the first item.
        first: Option<u64>,
        /// What stands in each.
        items: Vec<Vec<Block>>,
    },
    /// Lines of a program or a terminal, as they are.
    Code {
        /// What stands behind the fence: `python`, `rust`, `sh`; empty if nothing does.
        language: String,
        /// The lines.
        text: String,
    },
}

/// Some words in one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// How they are said.
    pub tone: Tone,
}

/// How words are said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As all the others.
    #[default]
    Plain,
    /// With emphasis.
    Emphasis,
    /// With force.
    Strong,
    /// As code.
    Code,
    /// A word of the glossary, by its id.
    Term(String),
}

/// Reads Markdown. What has no block here (tables, pictures) is read as text.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut writer = Writer::default();
    Parser::new(markdown).for_each(|event| writer.take(event));
    writer.end_paragraph();
    writer.done.pop().unwrap_or_default()
}

impl Piece {
    /// Words in the usual tone.
    pub fn plain(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), tone: Tone::Plain }
    }
}

/// Puts blocks together while the parser reads.
struct Writer {
    /// The blocks of the section, and of each list item that is open inside it.
    done: Vec<Vec<Block>>,
    /// The items, and the first number, of each list that is open.
    lists: Vec<(Option<u64>, Vec<Vec<Block>>)>,
    tones: Vec<Tone>,
    pieces: Vec<Piece>,
    code: Option<(String, String)>,
    line_broken: bool,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer {
            done: vec![Vec::new()],
            lists: Vec::new(),
            tones: Vec::new(),
            pieces: Vec::new(),
            code: None,
            line_broken: false,
        }
    }
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.say(&text),
            Event::Code(text) => self.say_as(&text, Tone::Code),
            Event::SoftBreak | Event::HardBreak => self.line_broken = true,
            Event::Rule => self.end_paragraph(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.tones.push(Tone::Emphasis),
            Tag::Strong | Tag::Heading { .. } => self.tones.push(Tone::Strong),
            Tag::Link { dest_url, .. } => self.tones.push(Tone::Term(dest_url.to_string())),
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push((first, Vec::new()));
            }
            Tag::Item => self.done.push(Vec::new()),
            Tag::CodeBlock(kind) => {
                self.end_paragraph();
                let language = match kind {
                    pulldown_cmark::CodeBlockKind::Fenced(language) => language.to_string(),
                    pulldown_cmark::CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => drop(self.tones.pop()),
            TagEnd::Heading(_) => {
                self.tones.pop();
                self.end_paragraph();
            }
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Item => {
                self.end_paragraph();
                let item = self.done.pop().unwrap_or_default();
                self.lists.last_mut().into_iter().for_each(|(_, items)| items.push(item.clone()));
            }
            TagEnd::List(_) => {
                let list = self.lists.pop();
                self.put(list.map(|(first, items)| Block::List { first, items }));
            }
            TagEnd::CodeBlock => {
                let code = self.code.take();
                self.put(code.map(|(language, text)| Block::Code { language, text: text.trim_end().to_string() }));
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        match &mut self.code {
            Some((_, code)) => code.push_str(text),
            None => self.say_as(text, self.tones.last().cloned().unwrap_or_default()),
        }
    }

    fn say_as(&mut self, text: &str, tone: Tone) {
        let space = std::mem::take(&mut self.line_broken) && self.needs_space(text);
        match self.pieces.last_mut() {
            Some(last) if last.tone == tone => last.text.extend([if space { " " } else { "" }, text]),
            last => {
                if let (true, Some(last)) = (space, last) {
                    last.text.push(' ');
                }
                self.pieces.push(Piece { text: text.to_string(), tone });
            }
        }
    }

    /// A line break in the file is a space between words; between Chinese characters it is nothing.
    fn needs_space(&self, next: &str) -> bool {
        let before = self.pieces.last().and_then(|piece| piece.text.chars().next_back());
        match (before, next.chars().next()) {
            (Some(before), Some(next)) => !(wide(before) && wide(next) || mark(before) || mark(next)),
            _ => false,
        }
    }

    fn end_paragraph(&mut self) {
        self.line_broken = false;
        let pieces = std::mem::take(&mut self.pieces);
        self.put((!pieces.is_empty()).then_some(Block::Paragraph(pieces)));
    }

    fn put(&mut self, block: Option<Block>) {
        if let Some(open) = self.done.last_mut() {
            open.extend(block);
        }
    }
}

fn wide(c: char) -> bool {
    c.width() == Some(2)
}

/// A mark of Chinese text, which brings its own space.
fn mark(c: char) -> bool {
    "，。、；：？！）（】【》《」「』『”“’‘…—".contains(c)
}

/// All pieces of some blocks, save for code that stands by itself.
pub fn pieces(blocks: &[Block]) -> Vec<Piece> {
    let of = |block: &Block| match block {
        Block::Paragraph(pieces) => pieces.clone(),
        Block::List { items, .. } => items.iter().flat_map(|item| pieces(item)).collect(),
        Block::Code { .. } => Vec::new(),
    };
    blocks.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(markdown: &str) -> Vec<Piece> {
        match blocks(markdown).pop() {
            Some(Block::Paragraph(pieces)) => pieces,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_have_their_tones() {
        let piece = |text: &str, tone| Piece { text: text.into(), tone };
        assert_eq!(
            paragraph("A [zombie](zombie-process) is *dead*, **not** `gone`."),
            [
                Piece::plain("A "),
                piece("zombie", Tone::Term("zombie-process".into())),
                Piece::plain(" is "),
                piece("dead", Tone::Emphasis),
                Piece::plain(", "),
                piece("not", Tone::Strong),
                Piece::plain(" "),
                piece("gone", Tone::Code),
                Piece::plain("."),
            ]
        );
    }

    #[test]
    fn a_line_break_is_a_space_between_words_and_nothing_between_chinese_characters() {
        assert_eq!(paragraph("one\ntwo"), [Piece::plain("one two")]);
        assert_eq!(paragraph("子进程\n结束了，\n然后 fork\n返回"), [Piece::plain("子进程结束了，然后 fork 返回")]);
        assert_eq!(paragraph("called\n`fork`")[0], Piece::plain("called "));
    }

    #[test]
    fn lists_and_code_are_blocks() {
        let text = "Two ways:\n\n1. `join`\n2. wait\n   - or not\n\n```python\nq.get()\n\nprint()\n```\n";
        let [Block::Paragraph(_), Block::List { first: Some(1), items }, Block::Code { language, text }] =
            &blocks(text)[..]
        else {
            panic!("{:?}", blocks(text));
        };
        assert_eq!(items.len(), 2);
        assert!(matches!(&items[1][..], [Block::Paragraph(_), Block::List { first: None, .. }]));
        assert_eq!((language.as_str(), text.as_str()), ("python", "q.get()\n\nprint()"));
    }
}

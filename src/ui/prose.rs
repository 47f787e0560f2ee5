//! Prose: the long texts of a lesson as lines of a width.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::ink::Look;
use super::lexer::{self, Tongue};
use super::theme::Role;
use super::wrap::wrap;
use crate::lesson::prose::{Block, Piece, Tone};

/// Blocks as lines of at most `width` columns, with an empty line between them.
pub fn lines(blocks: &[Block], width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut all = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            all.push(Line::default());
        }
        all.extend(block_lines(block, width, look));
    }
    all
}

/// A sentence in a role, with what stands between backticks said as code.
pub fn inline(sentence: &str, role: Role, look: &Look) -> Vec<Span<'static>> {
    let parts: Vec<&str> = sentence.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return vec![look.span(role, sentence.to_string())];
    }
    let said = |(at, part): (usize, &&str)| look.span(if at % 2 == 1 { Role::Term } else { role }, part.to_string());
    parts.iter().enumerate().filter(|(_, part)| !part.is_empty()).map(said).collect()
}

/// How many lines some blocks take at a width.
pub fn height(blocks: &[Block], width: usize) -> usize {
    lines(blocks, width, &Look::default()).len()
}

/// The ids of the words that are explained elsewhere, each once, in the order of the text.
pub fn terms(blocks: &[Block]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut note = |piece: &Piece| {
        if let Tone::Term(id) = &piece.tone
            && !found.contains(id)
        {
            found.push(id.clone());
        }
    };
    blocks.iter().for_each(|block| each_piece(block, &mut note));
    found
}

fn each_piece(block: &Block, note: &mut impl FnMut(&Piece)) {
    match block {
        Block::Paragraph(pieces) => pieces.iter().for_each(note),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| each_piece(block, note)),
        Block::Code { .. } => {}
    }
}

fn block_lines(block: &Block, width: usize, look: &Look) -> Vec<Line<'static>> {
    match block {
        Block::Paragraph(pieces) => wrap(&spans(pieces, look), width),
        Block::List { first, items } => list(*first, items, width, look),
        Block::Code { language, text } => code(language, text, look),
    }
}

fn spans(pieces: &[Piece], look: &Look) -> Vec<Span<'static>> {
    pieces.iter().map(|piece| Span::styled(piece.text.clone(), style(&piece.tone, look))).collect()
}

fn style(tone: &Tone, look: &Look) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
        Tone::Strong => look.style(Role::Strong),
        Tone::Code => look.style(Role::Term),
        Tone::Term(_) => Style::new().add_modifier(Modifier::UNDERLINED),
    }
}

fn list(first: Option<u64>, items: &[Vec<Block>], width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut all = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let sign = first.map_or_else(|| format!("{} ", look.glyphs.dot), |first| format!("{}. ", first + at as u64));
        let indent = sign.chars().count();
        for (row, mut line) in lines(item, width.saturating_sub(indent), look).into_iter().enumerate() {
            let before = if row == 0 { sign.clone() } else { " ".repeat(indent) };
            line.spans.insert(0, look.span(Role::Dim, before));
            all.push(line);
        }
    }
    all
}

fn code(language: &str, text: &str, look: &Look) -> Vec<Line<'static>> {
    let colours = lexer::colours(text, Tongue::of_file(&format!(".{}", file_ending(language))));
    let coloured =
        |(line, parts): (&str, &Vec<_>)| {
            let mut spans = vec![Span::raw("    ")];
            spans.extend(parts.iter().map(|(role, range): &(Role, std::ops::Range<usize>)| {
                look.span(*role, line[range.clone()].to_string())
            }));
            Line::from(spans)
        };
    text.lines().zip(&colours).map(coloured).collect()
}

fn file_ending(language: &str) -> &str {
    match language {
        "rust" => "rs",
        "sh" | "shell" | "console" => "sh",
        _ => "py",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::prose::blocks;

    fn text(markdown: &str, width: usize) -> Vec<String> {
        lines(&blocks(markdown), width, &Look::default()).iter().map(Line::to_string).collect()
    }

    #[test]
    fn paragraphs_lists_and_code_become_lines() {
        let got = text("One [zombie](zombie) here.\n\n- a `b` c\n- d\n\n```python\nq.get()\n```", 11);
        assert_eq!(got, ["One zombie", "here.", "", "· a b c", "· d", "", "    q.get()"]);
    }

    #[test]
    fn code_in_a_sentence_has_a_style_of_its_own_and_a_lone_backtick_is_one() {
        let look = Look::default();
        let texts = |sentence| {
            inline(sentence, Role::Text, &look).iter().map(|span| span.content.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(texts("Use `with lock:`."), ["Use ", "with lock:", "."]);
        assert_eq!(inline("`a`", Role::Text, &look)[0].style, look.style(Role::Term));
        assert_eq!(texts("a ` b"), ["a ` b"]);
    }

    #[test]
    fn words_to_be_explained_are_found_once_each() {
        assert_eq!(terms(&blocks("[a](x) [b](y)\n\n- [c](x)")), ["x", "y"]);
    }
}

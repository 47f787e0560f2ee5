//! Claims with their verdicts, and findings.

use ratatui::text::{Line, Span};

use crate::lesson::{Claim, Judgement, Verdict};
use crate::ui::ink::{self, Look};
use crate::ui::prose;
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap;

/// A claim judged on the run that is shown.
pub struct Judged<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// What came out.
    pub judgement: &'a Judgement,
    /// Whether this program is known to break it.
    pub meant_to_break: bool,
}

/// A claim in one line: sign and sentence.
///
/// ```text
/// ✓ each is got exactly once
/// ```
pub fn line(judged: &Judged, look: &Look) -> Line<'static> {
    let said = prose::inline(judged.claim.sentence.get(look.lang), Role::Text, look);
    Line::from([sign(judged, look), Span::raw(" ")].into_iter().chain(said).collect::<Vec<_>>())
}

/// A claim in as many lines as it needs, with what was measured.
pub fn lines(judged: &Judged, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut text = prose::inline(judged.claim.sentence.get(look.lang), Role::Text, look);
    if let Some(measured) = judged.judgement.measured.as_ref().filter(|measured| adds(judged, &measured.en)) {
        text.push(look.span(Role::Dim, format!("  {}", words::MEASURED.fill(look.lang, &[measured.get(look.lang)]))));
    }
    if judged.meant_to_break {
        text.push(look.span(Role::Dim, format!("  {}", words::MEANT_TO_BREAK.get(look.lang))));
    }
    if judged.judgement.verdict == Verdict::NotSeen {
        text.push(look.span(Role::Dim, format!("  {}", words::NOT_SEEN.get(look.lang))));
    }
    indented(sign(judged, look), &text, width)
}

/// Whether what was measured says more than the claim itself: of a claim that holds, a number without a unit does not.
fn adds(judged: &Judged, measured: &str) -> bool {
    judged.judgement.verdict != Verdict::Holds || measured.chars().any(char::is_alphabetic)
}

/// A finding in as many lines as it needs.
pub fn finding(sentence: &str, width: usize, look: &Look) -> Vec<Line<'static>> {
    let text = prose::inline(sentence, Role::Text, look);
    indented(look.span(Role::Warn, look.glyphs.alarm), &text, width)
}

fn indented(sign: Span<'static>, text: &[Span], width: usize) -> Vec<Line<'static>> {
    let wide = ink::columns(&sign.content) + 1;
    let mut lines = wrap(text, width.saturating_sub(wide));
    for (row, line) in lines.iter_mut().enumerate() {
        line.spans.insert(0, Span::raw(" ".repeat(if row == 0 { 1 } else { wide })));
        if row == 0 {
            line.spans.insert(0, sign.clone());
        }
    }
    lines
}

fn sign(judged: &Judged, look: &Look) -> Span<'static> {
    match judged.judgement.verdict {
        Verdict::Holds => look.span(Role::Good, look.glyphs.yes),
        Verdict::Broken if judged.meant_to_break => look.span(Role::Warn, look.glyphs.no),
        Verdict::Broken => look.span(Role::Bad, look.glyphs.no),
        Verdict::NotSeen => look.span(Role::Dim, look.glyphs.open),
    }
}

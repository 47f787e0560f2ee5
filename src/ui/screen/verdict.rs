//! What came out of a run: prediction, report and log side by side; the claims and what explains them; what to take along.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{footer, inset};
use crate::app::act::Page;
use crate::app::action::Action;
use crate::app::stage::{Judged, Stage};
use crate::app::{App, Do, Place};
use crate::lesson::question::{Asked, Question};
use crate::lesson::{Lesson, Verdict};
use crate::model::{Both, Lang};
use crate::ui::ink::{self, Look};
use crate::ui::pane::verdicts;
use crate::ui::prose;
use crate::ui::theme::Role;
use crate::ui::wrap::wrap;

static COMPARE: Both = Both::fixed("What you said, and what the run shows", "你的回答，与运行的结果");
static YOU: Both = Both::fixed("you said   ", "你的回答   ");
static SKIPPED: Both = Both::fixed("(skipped)", "（跳过）");
static RUN: Both = Both::fixed("the run    ", "运行结果   ");
static NOT_SHOWN: Both = Both::fixed("this run did not come to show it", "这次运行没有表现出来");
static CLAIMS: Both = Both::fixed("What this run bears out", "这次运行证实了什么");
static WHY: Both = Both::fixed("Why it is so", "为什么会这样");
static PICTURE: Both = Both::fixed("The picture, and where it lies", "打个比方，以及它哪里不准确");
static READ_ON: Both = Both::fixed("… i reads the whole text", "…… 按 i 读全文");
static RECAP: Both = Both::fixed("To take along", "本课要点");
static NOW: Both = Both::fixed("What you can do now", "接下来可以做的");
static CHANGE: Both = Both::fixed("change it: {0}", "改动它：{0}");
static DECIDE: Both = Both::fixed("you decide: {0}", "由你决定：{0}");
static WHO_GOES: Both = Both::fixed("who goes next, step by step.", "下一步谁走。");
static EVERY: Both = Both::fixed("try every order, each by a real run", "把所有顺序都真实地运行一遍");
static DRILL: Both = Both::fixed("a drill: another program every time", "练习：每次换一个小程序");
static LAST: Both = Both::fixed("back to the list: this was the last lesson", "回到课程列表：这是最后一课");
static GO_ON: Both = Both::fixed("go on to lesson {0}: {1}", "下一课 {0}：{1}");

/// Draws a page.
pub fn draw(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, page: Page, look: &Look) {
    let area = inset(area);
    let Some(lesson) = &stage.lesson else { return };
    let width = usize::from(area.width.min(100));
    let lines = match page {
        Page::Compare => compare(stage, width, look),
        Page::Claims(page) => claims_page(app, stage, lesson, page, area, look),
        Page::Recap => {
            let whole = recap(app, stage, lesson, (width, true), look);
            let fits = whole.len() <= usize::from(area.height);
            if fits { whole } else { recap(app, stage, lesson, (width, false), look) }
        }
    };
    ink::lines(buf, area, &fitting(lines, usize::from(area.height), look), look);
}

/// The lines that fit; where some do not, the last row says where they can be read.
fn fitting(mut lines: Vec<Line<'static>>, rows: usize, look: &Look) -> Vec<Line<'static>> {
    if lines.len() > rows && rows > 1 {
        lines.truncate(rows - 1);
        lines.push(Line::from(look.say(Role::Dim, &READ_ON)));
    }
    lines
}

/// ```text
///  What you said, and what the run shows
///
///  How does the reader end?
///  ✓ you said    Its parent ends it
///    the run     Its parent ends it
/// ```
fn compare(stage: &Stage, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &COMPARE))];
    for question in stage.compared().filter(|question| question.phase != Asked::Recap) {
        lines.push(Line::default());
        lines.extend(wrap(&prose::inline(question.text.get(look.lang), Role::Strong, look), width));
        let right = stage.right.get(&question.id).copied();
        let picked = stage.picked.get(&question.id).copied().flatten();
        let sign = match (picked, right) {
            (Some(picked), Some(right)) if picked == right => look.span(Role::Good, look.glyphs.yes),
            (Some(_), Some(_)) => look.span(Role::Bad, look.glyphs.no),
            _ => look.span(Role::Dim, look.glyphs.open),
        };
        let said = picked.map_or_else(|| SKIPPED.get(look.lang).to_string(), |place| text(question, place, look));
        lines.extend(row(sign, &YOU, Role::Text, said, width, look));
        let shown = right.map_or_else(|| NOT_SHOWN.get(look.lang).to_string(), |place| text(question, place, look));
        lines.extend(row(Span::raw(" "), &RUN, Role::Good, shown, width, look));
    }
    lines
}

fn text(question: &Question, place: usize, look: &Look) -> String {
    question.options.get(place).map_or_else(String::new, |option| option.text.get(look.lang).to_string())
}

fn row(
    sign: Span<'static>,
    head: &'static Both,
    role: Role,
    text: String,
    width: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    let head = look.say(Role::Dim, head);
    let indent = ink::columns(&head.content) + 2;
    let mut lines = wrap(&prose::inline(&text, role, look), width.saturating_sub(indent));
    for (at, line) in lines.iter_mut().enumerate() {
        let before = match at {
            0 => vec![sign.clone(), Span::raw(" "), head.clone()],
            _ => vec![Span::raw(" ".repeat(indent))],
        };
        line.spans.splice(0..0, before);
    }
    lines
}

/// A page of the claims and what explains them: all on one where the window is tall, the picture with the recap then.
fn claims_page(app: &App, stage: &Stage, lesson: &Lesson, page: usize, area: Rect, look: &Look) -> Vec<Line<'static>> {
    let (rows, width) = (usize::from(area.height), usize::from(area.width.min(100)));
    let explained = explanation(lesson, width, look);
    if app.claim_pages() < 2 {
        let whole = |spread| [claims(stage, lesson, (width, spread), look), explained.clone()].concat().concat();
        return Some(whole(true)).filter(|lines| lines.len() <= rows).unwrap_or_else(|| whole(false));
    }
    let mut parts = claims(stage, lesson, (width, false), look);
    let claimed = parts.len();
    parts.extend(explained);
    parts.push(picture(lesson, width, look));
    let first = first_that_fit(&parts, rows);
    let shown = match page {
        0 => parts[..first].concat(),
        _ => [head_of_second(first, claimed, &parts, look), parts[first..].concat()].concat(),
    };
    // The empty line below the last part is nothing that is missing.
    let end = shown.iter().rposition(|line| line.width() > 0).map_or(0, |at| at + 1);
    shown[..end].to_vec()
}

/// How many parts stand whole on the first page, but never all: the picture has a page to stand on.
fn first_that_fit(parts: &[Vec<Line<'static>>], rows: usize) -> usize {
    let mut used = 0;
    let fits = |part: &&Vec<Line<'static>>| {
        used += part.len();
        // The last line of a part is empty.
        used <= rows + 1
    };
    parts.iter().take_while(fits).count().clamp(1, parts.len() - 1)
}

/// What stands above what goes on from the first page.
fn head_of_second(first: usize, claimed: usize, parts: &[Vec<Line<'static>>], look: &Look) -> Vec<Line<'static>> {
    match first {
        _ if first + 1 == parts.len() => Vec::new(),
        _ if first < claimed => vec![Line::from(look.say(Role::Title, &CLAIMS)), Line::default()],
        _ => vec![Line::from(look.say(Role::Title, &WHY)), Line::default()],
    }
}

/// The title with the first claim, and each of the others; an empty line below each where they are spread, else below the last.
fn claims(stage: &Stage, lesson: &Lesson, (width, spread): (usize, bool), look: &Look) -> Vec<Vec<Line<'static>>> {
    let mut parts: Vec<Vec<Line>> =
        stage.judged.iter().map(|judged| verdicts::lines(&shown(judged, lesson), width, look)).collect();
    if let Some(first) = parts.first_mut() {
        first.splice(0..0, [Line::from(look.say(Role::Title, &CLAIMS)), Line::default()]);
    }
    let last = parts.len().saturating_sub(1);
    let below = |(at, part): (usize, &mut Vec<Line>)| part.extend((spread || at == last).then(Line::default));
    parts.iter_mut().enumerate().for_each(below);
    parts
}

/// What explains the claims, block by block, with an empty line below each.
fn explanation(lesson: &Lesson, width: usize, look: &Look) -> Vec<Vec<Line<'static>>> {
    let block = |block| [prose::lines(&[block], width, look), vec![Line::default()]].concat();
    lesson.prose.blocks("explain", look.lang).into_iter().map(block).collect()
}

fn picture(lesson: &Lesson, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &PICTURE)), Line::default()];
    lines.extend(prose::lines(&lesson.prose.blocks("picture", look.lang), width, look));
    lines
}

/// A judged claim as the pane wants it.
pub fn shown<'a>(judged: &'a Judged, lesson: &'a Lesson) -> verdicts::Judged<'a> {
    verdicts::Judged {
        claim: &lesson.claims[judged.claim],
        judgement: &judged.judgement,
        meant_to_break: judged.meant_to_break,
    }
}

/// What holds, in a line each where not all is wanted `whole`; the picture, where it has not been seen; and what there is to do now.
///
/// ```text
///  To take along
///
///  ✓ B appears twice: once with 0, once with the child's pid.
///
///  What you can do now
///
///  k  change it: No room for a child
///  s  you decide: Make the child speak before its parent.
///  n  go on to lesson wait: Collecting the dead
/// ```
fn recap(app: &App, stage: &Stage, lesson: &Lesson, (width, whole): (usize, bool), look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.say(Role::Title, &RECAP)), Line::default()];
    for judged in stage.judged.iter().filter(|judged| judged.judgement.verdict == Verdict::Holds) {
        match whole {
            true => lines.extend(verdicts::lines(&shown(judged, lesson), width, look)),
            false => lines.push(verdicts::line(&shown(judged, lesson), look)),
        }
    }
    if stage.judged.is_empty() || app.claim_pages() < 2 {
        lines.push(Line::default());
        lines.extend(picture(lesson, width, look));
    }
    let now = to_do(app, stage, lesson, width, look);
    if !now.is_empty() {
        lines.extend([Line::default(), Line::from(look.say(Role::Title, &NOW)), Line::default()]);
        lines.extend(now);
    }
    lines
}

/// What the lesson still has to offer, with the key for it, and the lesson after it.
fn to_do(app: &App, stage: &Stage, lesson: &Lesson, width: usize, look: &Look) -> Vec<Line<'static>> {
    let others = lesson.variants.iter().filter(|variant| stage.wish.variant.as_ref() != Some(&variant.id));
    let others: Vec<&str> = others.map(|variant| variant.title.get(look.lang)).collect();
    let knobs: Vec<&str> = lesson.knobs.iter().map(|knob| knob.label.get(look.lang)).collect();
    let changes = if others.is_empty() { knobs } else { others };
    let (variant, settings) = (stage.wish.variant.as_deref(), &stage.wish.settings);
    let mut goals = lesson.challenges.iter().filter(|challenge| challenge.is_about(variant, settings));
    let goal = goals.find(|challenge| !challenge.never).map(|challenge| challenge.goal.get(look.lang));
    let next = app.course.after(&lesson.id).map(|entry| (entry.id.as_str(), entry.head.title.get(look.lang)));
    let words = |act: Do| match act {
        Do::Knobs if !changes.is_empty() => {
            Some(CHANGE.fill(look.lang, &[&listed(&changes, look.lang, width.saturating_sub(4 + CHANGE_IT))]))
        }
        Do::StepMode => Some(DECIDE.fill(look.lang, &[goal.unwrap_or(WHO_GOES.get(look.lang))])),
        Do::Explore => Some(EVERY.get(look.lang).to_string()),
        Do::Drill => Some(DRILL.get(look.lang).to_string()),
        Do::NextLesson => next.map(|(id, title)| GO_ON.fill(look.lang, &[id, title])),
        Do::Enter if next.is_none() && !app.is_alone() => Some(LAST.get(look.lang).to_string()),
        _ => None,
    };
    let row = |action: &Action, text: String| {
        let key = action.keys.first().map(|key| footer::label(*key, look)).unwrap_or_default();
        let said = text.lines().map(|line| Span::raw(line.to_string()));
        let mut lines: Vec<Line> = said.flat_map(|line| wrap(&[line], width.saturating_sub(4))).collect();
        for (at, line) in lines.iter_mut().enumerate() {
            line.spans.insert(0, look.span(Role::Key, ink::fit(if at == 0 { &key } else { "" }, 3, look)));
        }
        lines
    };
    // What leads away from the lesson stands last.
    let (away, here): (Vec<&Action>, Vec<&Action>) =
        app.offered(Place::Verdict).partition(|action| matches!(action.act, Do::Enter));
    let offered = here.into_iter().chain(away).filter_map(|action| Some(row(action, words(action.act)?)));
    offered.flatten().collect()
}

/// Columns that stand before a list of what can be changed, at the most.
const CHANGE_IT: usize = 11;

/// Texts in rows of a width, none broken that fits; where there are commas in them, semicolons between.
fn listed(texts: &[&str], lang: Lang, width: usize) -> String {
    let has_commas = texts.iter().any(|text| text.contains([',', '，', '、', ';', '；']));
    let mark = match (lang, has_commas) {
        (Lang::En, false) => ", ",
        (Lang::En, true) => "; ",
        (Lang::Zh, false) => "、",
        (Lang::Zh, true) => "；",
    };
    let mut all = String::new();
    let mut used = 0;
    for (at, text) in texts.iter().enumerate() {
        let between = if at == 0 { "" } else { mark };
        let wide = ink::columns(text) + ink::columns(mark);
        used += wide;
        if used > width && at > 0 {
            all += between.trim_end();
            all.push('\n');
            used = wide;
        } else {
            all += between;
        }
        all += text;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_texts_with_commas_is_set_with_semicolons() {
        let listed = |texts: &[&str], lang| listed(texts, lang, 40);
        assert_eq!(listed(&["one", "two"], Lang::En), "one, two");
        assert_eq!(listed(&["one, and more", "two"], Lang::En), "one, and more; two");
        assert_eq!(listed(&["一，再一", "二"], Lang::Zh), "一，再一；二");
    }

    #[test]
    fn a_list_is_broken_between_its_texts() {
        assert_eq!(listed(&["one more", "two", "three"], Lang::En, 16), "one more, two,\nthree");
        assert_eq!(listed(&["一再一", "二"], Lang::Zh, 9), "一再一、\n二");
    }
}

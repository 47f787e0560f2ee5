//! The course: chapters and lessons, what was done, and what the selected lesson will show.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{inset, top, without_top};
use crate::app::App;
use crate::lesson::Lesson;
use crate::lesson::course::{CHAPTERS, Entry};
use crate::model::{Both, Lang};
use crate::ui::ink::{self, Look};
use crate::ui::pane::header;
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap;

static TAGLINE: Both =
    Both::fixed("how processes work and talk, shown with real ones", "用真实的进程，看进程怎样运行、怎样通信");
static SEARCH: Both = Both::fixed("search: ", "搜索：");
static AFTER: Both = Both::fixed("comes after ", "先学 ");
static CORE: Both = Both::fixed("on the main path", "主线课程");
static SIDE: Both = Both::fixed("beside the main path", "主线之外");
static LEADS: Both = Both::fixed("leads to ", "之后可学 ");
static NEXT: Both = Both::fixed("next", "下一课");
static BEGUN: Both = Both::fixed("begun", "学习中");
static NEXT_IS: Both = Both::fixed("next: {0}", "下一课：{0}");
static SCORE: Both = Both::fixed("answers right: {0} of {1}", "答对 {0} / {1}");
static WON: Both = Both::fixed("challenge won in {0} moves", "挑战成功，用了 {0} 步");
static PROVED: Both = Both::fixed("proved that nobody can any more", "已证明谁也做不到了");
static SAYS: Both = Both::fixed("its text says: ", "课文里有：");
static TO_BREAK: Both = Both::fixed("Its variants", "变体");
static TO_TURN: Both = Both::fixed("Its knobs", "旋钮");
static TO_REACH: Both = Both::fixed("What to bring about, step by step", "单步挑战");
static TERMS: Both = Both::fixed("Its words", "术语");
static NOT_YET: Both = Both::fixed("no lessons yet", "还没有课程");
static DONE: Both = Both::fixed("{0} of {1} done", "已完成 {0} / {1}");

/// Draws the screen.
///
/// ```text
///  forklore   how processes work and how they talk               2 of 7 done   EN
/// ──────────────────────────────────────────────────────────────────────────────────
///  1 Processes
///  ✓ fork       One call, two returns            │  A process calls fork once; two
///  ▸ process    A child as an object             │  processes come back from it …
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, app: &App, look: &Look) {
    let entries = app.course.entries();
    let done = entries.iter().filter(|entry| app.progress.is_done(&entry.id)).count();
    let count = DONE.fill(look.lang, &[&done.to_string(), &entries.len().to_string()]);
    // The row of that lesson says so too: where there is less room, the title goes first.
    let next = app
        .course
        .next(&app.progress)
        .filter(|_| area.width >= 110)
        .map(|entry| (Role::Dim, NEXT_IS.fill(look.lang, &[&entry.id])));
    let rest = [(Role::Dim, count), (Role::Dim, look.lang.code().to_uppercase())];
    let facts: Vec<(Role, String)> = next.into_iter().chain(rest).collect();
    header::draw(top(area, 1), buf, look, "forklore", TAGLINE.get(look.lang), &facts);
    look.rule(buf, area, 1);
    let body = without_top(area, 2);
    let body = if app.shelf.typing || !app.shelf.search.is_empty() {
        let typed = Line::from(vec![
            Span::raw(" "),
            look.say(Role::Dim, &SEARCH),
            look.span(Role::Strong, app.shelf.search.clone()),
            look.span(Role::Dim, if app.shelf.typing { "_" } else { "" }),
        ]);
        ink::line(buf, body, 0, &typed, look);
        without_top(body, 1)
    } else {
        body
    };
    let wide = area.width >= 96;
    let below = if wide { 0 } else { 8.min(body.height / 3) };
    let list = Rect { width: if wide { 54 } else { body.width }, height: body.height - below, ..body };
    shelf(list, buf, app, look);
    let about = match wide {
        true => Rect { x: body.x + 56, width: body.width.saturating_sub(57), ..body },
        false => Rect { y: list.bottom(), height: below, ..body },
    };
    if wide {
        look.bar(buf, Rect { height: body.height, ..body }, 54);
    } else if below > 0 {
        look.rule(buf, about, 0);
    }
    let about = if wide { about } else { without_top(inset(about), 1) };
    if let Some(entry) = app.shelf.chosen(&app.course) {
        let mut said = describe(entry, app, usize::from(about.width), look);
        if wide {
            said.extend(sketch(entry, usize::from(about.width), look));
            said.extend(
                app.shelf
                    .read(&app.course)
                    .map(|lesson| inside(lesson, usize::from(about.width), look))
                    .unwrap_or_default(),
            );
        }
        ink::lines(buf, about, &said, look);
    }
}

/// The lesson's small picture; a line that begins with an actor's letter has its colour.
fn sketch(entry: &Entry, width: usize, look: &Look) -> Vec<Line<'static>> {
    let lines: Vec<&str> = entry.head.sketch.lines().skip_while(|line| line.trim().is_empty()).collect();
    if lines.is_empty() || lines.iter().any(|line| ink::columns(line) > width) {
        return Vec::new();
    }
    let drawn = lines.into_iter().map(|line| match actor_of(line) {
        Some(rank) => Line::from(Span::styled(look.glyphs.redrawn(line), look.theme.actor(rank))),
        None => Line::from(look.span(Role::Dim, look.glyphs.redrawn(line))),
    });
    [Line::default()].into_iter().chain(drawn).collect()
}

/// The rank of the actor whose letter begins a line: `B child …`.
fn actor_of(line: &str) -> Option<usize> {
    let mut words = line.trim_start().chars();
    let (letter, behind) = (words.next()?, words.next()?);
    (letter.is_ascii_uppercase() && behind == ' ').then(|| usize::from(letter as u8 - b'A'))
}

/// What there is in a lesson: its variants, what to bring about, its words.
fn inside(lesson: &Lesson, width: usize, look: &Look) -> Vec<Line<'static>> {
    let lang = look.lang;
    let variants = lesson.variants.iter().map(|variant| variant.title.get(lang).to_string());
    let goals = lesson.challenges.iter().filter(|challenge| !challenge.never);
    let goals = goals.map(|challenge| challenge.goal.get(lang).to_string());
    let knobs: Vec<&str> = lesson.knobs.iter().map(|knob| knob.label.get(lang)).collect();
    let terms = lesson.terms();
    let terms: Vec<&str> = terms.iter().filter_map(|id| Some(lesson.gloss(id)?.word.get(lang))).collect();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    let joined = |words: Vec<&str>| Some(words.join(comma)).filter(|words| !words.is_empty());
    let parts: [(&'static Both, Vec<String>); 4] = [
        (&TO_BREAK, variants.collect()),
        (&TO_TURN, joined(knobs).into_iter().collect()),
        (&TO_REACH, goals.collect()),
        (&TERMS, joined(terms).into_iter().collect()),
    ];
    let mut lines = Vec::new();
    for (title, items) in parts.into_iter().filter(|(_, items)| !items.is_empty()) {
        lines.extend([Line::default(), Line::from(look.say(Role::Title, title))]);
        for item in items {
            let mut wrapped = wrap(&[Span::raw(item)], width.min(72).saturating_sub(2));
            wrapped.iter_mut().for_each(|line| line.spans.insert(0, Span::raw("  ")));
            lines.extend(wrapped);
        }
    }
    lines
}

enum Row<'a> {
    Chapter(u8),
    Lesson(&'a Entry, bool),
}

fn shelf(area: Rect, buf: &mut Buffer, app: &App, look: &Look) {
    let (rows, at) = rows(app);
    if rows.iter().all(|row| matches!(row, Row::Chapter(_))) {
        ink::line(buf, inset(area), 1, &Line::from(look.say(Role::Dim, &words::NO_LESSON)), look);
        return;
    }
    let room = usize::from(area.height);
    let first = at.saturating_sub(room.saturating_sub(2)).min(rows.len().saturating_sub(room));
    for (row, entry) in (0u16..).zip(rows.iter().skip(first).take(room)) {
        match entry {
            Row::Chapter(chapter) => self::chapter(*chapter, area, buf, row, app, look),
            Row::Lesson(entry, selected) => {
                ink::line(buf, area, row, &lesson(entry, app, *selected, look), look);
                ink::line_right(buf, area, row, &standing(entry, app, look), look);
                if *selected {
                    ink::select(buf, area, row, look);
                }
            }
        }
    }
}

/// The rows of the list, and which of them is selected. All six chapters, or those in which a search finds something.
fn rows(app: &App) -> (Vec<Row<'_>>, usize) {
    let mut rows: Vec<Row> = Vec::new();
    let mut at = 0;
    let found: Vec<(usize, &Entry)> = app.shelf.found(&app.course).enumerate().collect();
    let searching = !app.shelf.search.is_empty();
    for chapter in (1u8..).take(CHAPTERS.len()) {
        let mut lessons = found.iter().filter(|(_, entry)| entry.head.chapter == chapter).peekable();
        if lessons.peek().is_some() || !searching {
            rows.push(Row::Chapter(chapter));
        }
        for (place, entry) in lessons {
            if *place == app.shelf.selected {
                at = rows.len();
            }
            rows.push(Row::Lesson(entry, *place == app.shelf.selected));
        }
    }
    (rows, at)
}

fn chapter(chapter: u8, area: Rect, buf: &mut Buffer, row: u16, app: &App, look: &Look) {
    let title = usize::from(chapter).checked_sub(1).and_then(|at| CHAPTERS.get(at));
    let title = title.map_or("", |title| title.get(look.lang));
    ink::line(buf, area, row, &Line::from(look.span(Role::Title, format!(" {chapter} {title}"))), look);
    let (done, all) = app.course.done(chapter, &app.progress);
    if all > 0 {
        ink::line_right(buf, area, row, &Line::from(look.span(Role::Dim, format!("{done} / {all} "))), look);
    } else {
        let not_yet = Line::from(vec![look.say(Role::Dim, &NOT_YET), Span::raw(" ")]);
        ink::line_right(buf, area, row, &not_yet, look);
    }
}

fn lesson(entry: &Entry, app: &App, selected: bool, look: &Look) -> Line<'static> {
    let sign = match (app.progress.is_done(&entry.id), selected) {
        (true, _) => look.span(Role::Good, look.glyphs.yes),
        (false, true) => look.span(Role::Strong, look.glyphs.here),
        (false, false) => Span::raw(" "),
    };
    Line::from(vec![
        Span::raw("   "),
        sign,
        Span::raw(" "),
        look.span(if entry.head.core { Role::Strong } else { Role::Text }, ink::fit(&entry.id, 13, look)),
        look.span(Role::Text, entry.head.title.get(look.lang).to_string()),
    ])
}

/// How a lesson stands to the learner: the one to go on with, or one that was begun.
fn standing(entry: &Entry, app: &App, look: &Look) -> Line<'static> {
    let next = app.course.next(&app.progress).is_some_and(|next| next.id == entry.id);
    let said = if next {
        look.say(Role::Strong, &NEXT)
    } else if app.progress.is_begun(&entry.id) {
        look.say(Role::Dim, &BEGUN)
    } else {
        return Line::default();
    };
    Line::from(vec![said, Span::raw(" ")])
}

/// What the selected lesson will show, what it needs and leads to, and what the learner has done in it.
fn describe(entry: &Entry, app: &App, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.span(Role::Strong, entry.head.title.get(look.lang).to_string()))];
    lines.extend(wrap(&[Span::raw(entry.head.about.get(look.lang).to_string())], width.min(72)));
    if let Some(line) = app.shelf.line(&app.course, entry) {
        let said = wrap(&[look.say(Role::Dim, &SAYS), Span::raw(line.to_string())], width.min(72));
        lines.extend(said.into_iter().take(2));
    }
    let path = if entry.head.core { &CORE } else { &SIDE };
    let around: Vec<String> = [
        Some(path.get(look.lang).to_string()),
        named(&AFTER, app.course.missing(&entry.id, &app.progress), look),
        named(&LEADS, app.course.leads_to(&entry.id), look),
    ]
    .into_iter()
    .flatten()
    .collect();
    let dot = format!(" {} ", look.glyphs.dot);
    lines.extend(wrap(&[look.span(Role::Dim, around.join(&dot))], width.min(72)));
    let done = so_far(entry, app, look);
    if !done.is_empty() {
        lines.extend(wrap(&[look.span(Role::Dim, done.join(&dot))], width.min(72)));
    }
    lines
}

/// Lessons by their names, after a word; nothing where there are none.
fn named<'a>(before: &Both, entries: impl Iterator<Item = &'a Entry>, look: &Look) -> Option<String> {
    let names: Vec<&str> = entries.map(|entry| entry.id.as_str()).collect();
    let comma = if look.lang == Lang::Zh { "、" } else { ", " };
    (!names.is_empty()).then(|| format!("{}{}", before.get(look.lang), names.join(comma)))
}

/// What the learner has done in a lesson so far.
fn so_far(entry: &Entry, app: &App, look: &Look) -> Vec<String> {
    let Some(record) = app.progress.record(&entry.id) else { return Vec::new() };
    let (right, asked) = record.score();
    let score = (asked > 0).then(|| SCORE.fill(look.lang, &[&right.to_string(), &asked.to_string()]));
    let won = record.challenges.values().map(|moves| match moves {
        0 => PROVED.get(look.lang).to_string(),
        moves => WON.fill(look.lang, &[&moves.to_string()]),
    });
    score.into_iter().chain(won).collect()
}

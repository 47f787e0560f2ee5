//! The course: chapters and lessons, what was done, and what the selected lesson will show.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{inset, top, without_top};
use crate::app::App;
use crate::lesson::course::{CHAPTERS, Entry};
use crate::model::Both;
use crate::ui::ink::{self, Look};
use crate::ui::pane::header;
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap;

static TAGLINE: Both =
    Both::fixed("how processes work and how they talk, shown with real ones", "用真实的进程，看进程怎样运行、怎样通信");
static SEARCH: Both = Both::fixed("search: ", "搜索：");
static AFTER: Both = Both::fixed("comes after ", "先学 ");
static CORE: Both = Both::fixed("on the main path", "主线课程");
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
    let facts = [(Role::Dim, count), (Role::Dim, look.lang.code().to_uppercase())];
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
    let below = if wide { 0 } else { 5.min(body.height / 3) };
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
        ink::lines(buf, about, &describe(entry, app, usize::from(about.width), look), look);
    }
}

enum Row<'a> {
    Chapter(u8),
    Lesson(&'a Entry, bool),
}

fn shelf(area: Rect, buf: &mut Buffer, app: &App, look: &Look) {
    let mut rows: Vec<Row> = Vec::new();
    let mut chapter = 0;
    let mut at = 0;
    for (place, entry) in app.shelf.found(&app.course).enumerate() {
        if entry.head.chapter != chapter {
            chapter = entry.head.chapter;
            rows.push(Row::Chapter(chapter));
        }
        if place == app.shelf.selected {
            at = rows.len();
        }
        rows.push(Row::Lesson(entry, place == app.shelf.selected));
    }
    if rows.is_empty() {
        ink::line(buf, inset(area), 1, &Line::from(look.say(Role::Dim, &words::NO_LESSON)), look);
        return;
    }
    let room = usize::from(area.height);
    let first = at.saturating_sub(room.saturating_sub(2)).min(rows.len().saturating_sub(room));
    for (row, entry) in rows.iter().skip(first).take(room).enumerate() {
        match entry {
            Row::Chapter(chapter) => {
                let title = usize::from(*chapter).checked_sub(1).and_then(|at| CHAPTERS.get(at));
                let title = title.map_or("", |title| title.get(look.lang));
                ink::line(
                    buf,
                    area,
                    row as u16,
                    &Line::from(look.span(Role::Title, format!(" {chapter} {title}"))),
                    look,
                );
            }
            Row::Lesson(entry, selected) => {
                ink::line(buf, area, row as u16, &lesson(entry, app, *selected, look), look);
                if *selected {
                    ink::select(buf, area, row as u16, look);
                }
            }
        }
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

fn describe(entry: &Entry, app: &App, width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(look.span(Role::Strong, entry.head.title.get(look.lang).to_string()))];
    lines.extend(wrap(&[Span::raw(entry.head.about.get(look.lang).to_string())], width.min(72)));
    lines.push(Line::default());
    if entry.head.core {
        lines.push(Line::from(look.say(Role::Dim, &CORE)));
    }
    let missing: Vec<String> =
        app.course.missing(&entry.id, &app.progress).map(|entry| entry.head.title.get(look.lang).to_string()).collect();
    if !missing.is_empty() {
        let comma = if look.lang == crate::model::Lang::Zh { "、" } else { ", " };
        let text = format!("{}{}", AFTER.get(look.lang), missing.join(comma));
        lines.extend(wrap(&[look.span(Role::Dim, text)], width));
    }
    lines
}

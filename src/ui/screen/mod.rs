//! Screens: which panes stand where. Each reads the app and gives every pane its area and its slice of the world.

mod ask;
mod course;
mod footer;
mod sheet;
mod stage;
mod verdict;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::act::{Act, Page};
use crate::app::sheet::Sheet;
use crate::app::stage::Life;
use crate::app::{App, Do, Place, Screen};
use crate::model::Both;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap_text;

static REPLAY: Both = Both::fixed("replay", "重放");
static OPEN: Both = Both::fixed("open", "打开");
static RUN: Both = Both::fixed("run it", "运行");
static DO_IT: Both = Both::fixed("choose", "确定");
static SCROLL: Both = Both::fixed("read on", "翻看");
static CHOOSE: Both = Both::fixed("up, down", "上下");

static PREVIOUS: Both = Both::fixed("previous", "上一个");
static NEXT: Both = Both::fixed("next", "下一个");

/// The least window in which there is anything to see.
const LEAST: (u16, u16) = (40, 10);

/// Draws the app into an area.
///
/// ```text
///  header
/// ────────────────────────────────
///  the screen; a sheet may lie over it
/// ────────────────────────────────
///  footer: the keys that matter here
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, app: &App, look: &Look) {
    let area = area.intersection(buf.area);
    buf.set_style(area, look.style(Role::Text));
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return too_small(area, buf, look);
    }
    let body = Rect { height: area.height - 1, ..area };
    match &app.screen {
        Screen::Course => course::draw(body, buf, app, look),
        Screen::Stage(stage) => stage::draw(body, buf, app, stage, look),
    }
    if let Some(over) = &app.sheet {
        sheet::draw(body, buf, app, over, look);
    }
    bottom(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, app, look);
}

/// The last row: a word to the learner while there is one, else the keys.
fn bottom(area: Rect, buf: &mut Buffer, app: &App, look: &Look) {
    if let Some(notice) = &app.notice {
        return self::notice(area, buf, notice.text.get(look.lang), look);
    }
    let place = app.place();
    let mut named: Vec<(Do, String)> = Vec::new();
    let is_laid_over = app.sheet.is_some() && !matches!(place, Place::Outcomes | Place::Tree);
    if is_laid_over {
        // What lies over the screen has its own use for Enter, or none.
        let enter = match place {
            Place::Read | Place::Help => String::new(),
            Place::Knobs => RUN.get(look.lang).to_string(),
            _ => DO_IT.get(look.lang).to_string(),
        };
        named.push((Do::Enter, enter));
        if matches!(&app.sheet, Some(Sheet::Knobs(turning)) if turning.row == 0) {
            named.push((Do::TurnDown, PREVIOUS.get(look.lang).to_string()));
            named.push((Do::TurnUp, NEXT.get(look.lang).to_string()));
        }
    } else if let Some(stage) = app.stage() {
        let replays = matches!(place, Place::Outcomes | Place::Tree).then(|| REPLAY.get(look.lang).to_string());
        let enter = replays.or_else(|| stage::enter_says(app, stage, look));
        named.extend(enter.map(|name| (Do::Enter, name)));
        if stage.act == Act::Verdict(Page::Recap) {
            // Enter does it.
            named.push((Do::NextLesson, String::new()));
        }
        named.extend(stage::hold_says(stage, look).map(|name| (Do::Hold, name)));
    } else {
        named.push((Do::Enter, OPEN.get(look.lang).to_string()));
    }
    let before = !is_laid_over && app.stage().is_some_and(|stage| stage.life == Life::Ready);
    let offered = app.offered(place).filter(|action| !(before && action.act.needs_run()));
    let mut hints = footer::hints(offered, &named, look);
    let arrows = match place {
        Place::Read | Place::Help => Some(&SCROLL),
        Place::Course | Place::Knobs | Place::Typing | Place::Outcomes | Place::Tree => Some(&CHOOSE),
        _ => None,
    };
    if let Some(words) = arrows.filter(|_| !matches!(app.sheet, Some(Sheet::Type(_)))) {
        hints.insert(hints.len().min(1), footer::Hint::of_arrows(words, look));
    }
    footer::draw(area, buf, look, hints);
}

/// A word to the learner: in the last row, and over those above it where it is long.
fn notice(area: Rect, buf: &mut Buffer, text: &str, look: &Look) {
    const MOST: usize = 4;
    let lines = wrap_text(text, usize::from(area.width.saturating_sub(2)), look.style(Role::Warn));
    let lines = &lines[..lines.len().min(MOST)];
    let rows = (lines.len().max(1) as u16).min(area.y + 1);
    let over = Rect { y: area.y + 1 - rows, height: rows, ..area };
    sheet::blank(over, buf, look);
    ink::lines(buf, inset(over), lines, look);
}

/// What it needs, where there is no room for anything else.
fn too_small(area: Rect, buf: &mut Buffer, look: &Look) {
    let size = [area.width.to_string(), area.height.to_string()];
    let now = words::TOO_SMALL_NOW.fill(look.lang, &[&size[0], &size[1]]);
    ink::lines(buf, area, &[Line::from(look.say(Role::Strong, &words::TOO_SMALL)), Line::from(Span::raw(now))], look);
}

/// An area without its first `rows` rows.
fn without_top(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first `rows` rows of an area.
fn top(area: Rect, rows: u16) -> Rect {
    Rect { height: rows.min(area.height), ..area }
}

/// An area with a column left free on both sides.
fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

//! Sheets: help, all actions, knobs and variants, the lesson's text, what every order gave; laid over the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{inset, without_top};
use crate::app::action::Action;
use crate::app::exploring::ORDINARY;
use crate::app::sheet::{Palette, Sheet, Turning};
use crate::app::stage::Stage;
use crate::app::words::Words;
use crate::app::{App, Do, Place};
use crate::lesson::{Gloss, Lesson};
use crate::model::Both;
use crate::ui::ink::{self, Look};
use crate::ui::pane::{compare, outcomes, tree};
use crate::ui::prose;
use crate::ui::screen::footer;
use crate::ui::theme::Role;
use crate::ui::wrap::wrap;

static HELP: Both = Both::fixed("What the keys do here", "这里可用的按键");
static ALL: Both = Both::fixed("All actions: ", "全部操作：");
static WORDS: Both = Both::fixed("Words of the course: ", "课程术语：");
static NO_WORD: Both =
    Both::fixed("No word matches. Backspace takes a letter back.", "没有匹配的术语。按退格键删去一个字。");
static OTHERS: Both = Both::fixed("of other lessons:", "其他课的术语：");
static VARIANTS: Both = Both::fixed("all variants", "全部变体");
static KNOBS: Both = Both::fixed("Change the program, then Enter runs it again", "改动程序，再按 Enter 重新运行");
static VARIANT: Both = Both::fixed("variant", "变体");
static AS_IT_IS: Both = Both::fixed("as it is", "原样");
static TO_IT: Both = Both::fixed("to the program: ", "输入给程序：");
static ALL_ITS: Both =
    Both::fixed("Every key goes to the program. Ctrl-\\ comes back.", "每个按键都交给程序。按 Ctrl-\\ 回来。");
static END_OF_INPUT: Both = Both::fixed("Ctrl-D ends its input", "Ctrl-D 结束输入");
static IT_RUNS: Both = Both::fixed("The program still runs: what is to become of it?", "程序还在运行：怎样处理它？");
static NO_TEXT: Both = Both::fixed("This recording brings no text of its own.", "这份录制没有课文。");

/// In a window of so many rows one is left free above the keys.
const ROOMY: u16 = 20;

/// Draws a sheet over an area.
pub fn draw(area: Rect, buf: &mut Buffer, app: &App, sheet: &Sheet, look: &Look) {
    match sheet {
        Sheet::Type(line) => return typing(area, buf, line, look),
        Sheet::Through => return through(area, buf, look),
        _ => {}
    }
    let area = without_top(area, 2);
    blank(area, buf, look);
    let inner = inset(Rect { height: area.height - u16::from(area.height >= ROOMY), ..area });
    let lesson = app.stage().and_then(|stage| stage.lesson.as_deref());
    match sheet {
        Sheet::Help { top } => {
            ink::line(buf, inner, 0, &Line::from(look.say(Role::Title, &HELP)), look);
            help(without_top(inner, 2), buf, app.offered(app.place_below()), *top, look);
        }
        Sheet::Palette(palette) => self::palette(inner, buf, app, palette, look),
        Sheet::Words(words) => self::words(inner, buf, words, lesson, look),
        Sheet::Knobs(turning) => {
            let Some(lesson) = lesson else { return };
            let (lines, selected) = knobs(lesson, turning, usize::from(inner.width), look);
            let used = ink::lines(buf, inner, &lines, look);
            ink::select(buf, inner, selected as u16, look);
            variants(without_top(inner, used + 1), buf, lesson, turning, look);
        }
        Sheet::Compare { top, comparison } => {
            let Some(stage) = app.stage() else { return };
            compare::draw(inner, buf, look, comparison.as_deref(), *top, stage.player.log().world());
        }
        Sheet::Type(_) | Sheet::Through => {}
        Sheet::Leave => {
            ink::line(buf, inner, 0, &Line::from(look.say(Role::Title, &IT_RUNS)), look);
            let what =
                app.offered(Place::Leave).filter(|action| matches!(action.act, Do::EndIt | Do::LeaveIt | Do::Back));
            actions(without_top(inner, 2), buf, what, 0, None, look);
        }
        Sheet::Read { top } => {
            read(inner, buf, app.stage(), lesson, *top, look);
        }
        Sheet::Outcomes { selected } => {
            let Some(stage) = app.stage() else { return };
            let Some(explored) = &stage.explored else { return };
            let shown = outcomes::Shown {
                report: &explored.report,
                ordinary: explored.ordinary.as_ref(),
                asked: ORDINARY,
                goes_on: explored.goes_on,
                milliseconds: explored.milliseconds,
                goal: stage.challenge().map(|challenge| &challenge.goal).zip(explored.reached),
                selected: *selected,
                world: stage.player.log().world(),
            };
            outcomes::draw(inner, buf, &shown, look);
        }
        Sheet::Tree(walk) => {
            let Some(stage) = app.stage() else { return };
            let Some(explored) = &stage.explored else { return };
            let (report, world) = (&explored.report, stage.player.log().world());
            let shown = tree::Shown { report, spot: walk.spot(&report.choices), selected: walk.selected, world };
            tree::draw(inner, buf, &shown, look);
        }
    }
}

/// In the last row, so that all else can be seen.
///
/// ```text
///  to the program: hello_                                 Ctrl-D ends its input
/// ```
fn typing(area: Rect, buf: &mut Buffer, line: &str, look: &Look) {
    let row = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
    blank(row, buf, look);
    let row = inset(row);
    let head = TO_IT.get(look.lang);
    let room = usize::from(row.width).saturating_sub(ink::columns(head) + 2);
    let mut shown: String = line.replace('\t', "    ");
    while ink::columns(&shown) > room {
        shown.remove(0);
    }
    let hint = usize::from(row.width)
        > ink::columns(head) + ink::columns(&shown) + ink::columns(END_OF_INPUT.get(look.lang)) + 4;
    let spans = vec![look.say(Role::Title, &TO_IT), look.span(Role::Strong, shown), look.span(Role::Dim, "_")];
    ink::line(buf, row, 0, &Line::from(spans), look);
    if hint {
        ink::line_right(buf, row, 0, &Line::from(look.say(Role::Dim, &END_OF_INPUT)), look);
    }
}

fn through(area: Rect, buf: &mut Buffer, look: &Look) {
    let row = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
    blank(row, buf, look);
    ink::line(buf, inset(row), 0, &Line::from(look.say(Role::Title, &ALL_ITS)), look);
}

/// Wipes an area.
pub fn blank(area: Rect, buf: &mut Buffer, look: &Look) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
            buf[(x, y)].set_style(look.style(Role::Text));
        }
    }
}

fn actions<'a>(
    area: Rect,
    buf: &mut Buffer,
    all: impl Iterator<Item = &'a Action>,
    first: usize,
    selected: Option<usize>,
    look: &Look,
) {
    let all: Vec<(String, &Action)> = all.map(|action| (keys(action, look), action)).collect();
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0) + 2;
    let key = widest(&mut all.iter().map(|(keys, _)| ink::columns(keys)));
    let name = widest(&mut all.iter().map(|(_, action)| ink::columns(action.name.get(look.lang))));
    for (row, (keys, action)) in all.into_iter().skip(first).take(usize::from(area.height)).enumerate() {
        let line = Line::from(vec![
            look.span(Role::Key, ink::fit(&keys, key, look)),
            look.span(Role::Strong, ink::fit(action.name.get(look.lang), name, look)),
            look.span(Role::Text, action.about.get(look.lang).to_string()),
        ]);
        ink::line(buf, area, row as u16, &line, look);
        if selected == Some(row + first) {
            ink::select(buf, area, row as u16, look);
        }
    }
}

/// The keys and all that is said of them, from an action on, and which of them are seen where that is not all.
fn help<'a>(area: Rect, buf: &mut Buffer, all: impl Iterator<Item = &'a Action>, first: usize, look: &Look) {
    let all: Vec<(String, &Action)> = all.map(|action| (keys(action, look), action)).collect();
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0) + 2;
    let key = widest(&mut all.iter().map(|(keys, _)| ink::columns(keys)));
    let name = widest(&mut all.iter().map(|(_, action)| ink::columns(action.name.get(look.lang))));
    let about = usize::from(area.width).saturating_sub(key + name).max(8);
    let mut row = 0;
    let mut seen = first;
    for (keys, action) in all.iter().skip(first) {
        let lines = wrap(&[look.span(Role::Text, action.about.get(look.lang).to_string())], about);
        if row + lines.len() as u16 > area.height {
            break;
        }
        for (at, mut line) in lines.into_iter().enumerate() {
            let (keys, said) = if at == 0 { (&**keys, action.name.get(look.lang)) } else { ("", "") };
            let before =
                [look.span(Role::Key, ink::fit(keys, key, look)), look.span(Role::Strong, ink::fit(said, name, look))];
            line.spans.splice(0..0, before);
            ink::line(buf, area, row, &line, look);
            row += 1;
        }
        seen += 1;
    }
    if first > 0 || seen < all.len() {
        let rule = Rect { x: buf.area.x, y: area.y.saturating_sub(3), width: buf.area.width, height: 1 };
        ink::on_rule(buf, rule, &format!("{}–{seen} / {}", first + 1, all.len()), look);
    }
}

fn keys(action: &Action, look: &Look) -> String {
    action.keys.iter().map(|key| footer::label(*key, look)).collect::<Vec<_>>().join(" ")
}

fn palette(area: Rect, buf: &mut Buffer, app: &App, palette: &Palette, look: &Look) {
    let head = Line::from(vec![
        look.say(Role::Title, &ALL),
        look.span(Role::Strong, palette.typed.clone()),
        look.span(Role::Dim, "_"),
    ]);
    ink::line(buf, area, 0, &head, look);
    let found = palette.found(app.offered(app.place_below()), look.lang);
    let room = usize::from(area.height.saturating_sub(2)).max(1);
    let first = palette.selected.saturating_sub(room - 1);
    actions(without_top(area, 2), buf, found.into_iter(), first, Some(palette.selected), look);
}

/// The word selected has its sentence in both languages below it.
///
/// ```text
///  Words of the course: queue_                                           2 of 6
///
///    pipe                      管道
///  ▸ queue                     队列
///      Hands objects from process to process …
/// ```
fn words(area: Rect, buf: &mut Buffer, words: &Words, lesson: Option<&Lesson>, look: &Look) {
    let found = words.found(lesson);
    let head = Line::from(vec![
        look.say(Role::Title, &WORDS),
        look.span(Role::Strong, words.typed.clone()),
        look.span(Role::Dim, "_"),
    ]);
    ink::line(buf, area, 0, &head, look);
    let below = without_top(area, 2);
    if found.is_empty() {
        ink::line(buf, below, 0, &Line::from(look.say(Role::Dim, &NO_WORD)), look);
        return;
    }
    let selected = words.selected.min(found.len() - 1);
    let place = format!("{} / {}", selected + 1, found.len());
    ink::line_right(buf, area, 0, &Line::from(look.span(Role::Dim, place)), look);
    let said = meaning(found[selected], usize::from(below.width.min(100)), look);
    // The words of the lesson stand first; where the others begin, that is said.
    let terms = lesson.filter(|_| words.typed.is_empty()).map(Lesson::terms).unwrap_or_default();
    let own = found.iter().take_while(|gloss| terms.contains(&gloss.id)).count();
    let room = usize::from(below.height).saturating_sub(said.len() + 2 * usize::from(own > 0)).max(1);
    let first = selected.saturating_sub(room / 2).min(found.len().saturating_sub(room));
    let mut row = 0;
    for (at, gloss) in found.iter().enumerate().skip(first).take(room) {
        if at == own && at > 0 {
            ink::line(buf, below, row + 1, &Line::from(vec![Span::raw("  "), look.say(Role::Dim, &OTHERS)]), look);
            row += 2;
        }
        ink::line(buf, below, row, &word(gloss, at == selected, look), look);
        row += 1;
        if at == selected {
            ink::lines(buf, without_top(below, row), &said, look);
            row += said.len() as u16;
        }
    }
}

fn word(gloss: &Gloss, selected: bool, look: &Look) -> Line<'static> {
    let sign = if selected { look.glyphs.here } else { " " };
    let role = if selected { Role::Strong } else { Role::Text };
    Line::from(vec![
        look.span(Role::Strong, format!("{sign} ")),
        look.span(role, ink::fit(gloss.word.get(look.lang), 34, look)),
        look.span(Role::Dim, gloss.word.get(look.lang.other()).to_string()),
    ])
}

/// What a word means, in both languages: that of the screen first.
fn meaning(gloss: &Gloss, width: usize, look: &Look) -> Vec<Line<'static>> {
    let said = [(Role::Text, look.lang), (Role::Dim, look.lang.other())];
    let mut lines: Vec<Line<'static>> = said
        .into_iter()
        .flat_map(|(role, lang)| wrap(&prose::inline(gloss.text.get(lang), role, look), width.saturating_sub(4)))
        .collect();
    lines.iter_mut().for_each(|line| line.spans.insert(0, Span::raw("    ")));
    lines
}

/// The lines of the sheet, and which of them is selected.
///
/// ```text
///  Change the program, then Enter runs it again
///
///  variant       as it is  ◂▸
///                Instead of ending the reader, …
///
///  items                3  1 to 10
/// ```
fn knobs(lesson: &Lesson, turning: &Turning, width: usize, look: &Look) -> (Vec<Line<'static>>, usize) {
    let labels = lesson.knobs.iter().map(|knob| &knob.label).chain([&VARIANT]);
    let wide = labels.map(|label| ink::columns(label.get(look.lang))).max().unwrap_or(0) + 2;
    let head = |text: &str| look.span(Role::Dim, ink::fit(text, wide, look));
    let mut lines = vec![Line::from(look.say(Role::Title, &KNOBS)), Line::default()];
    let mut selected = lines.len();
    if !lesson.variants.is_empty() {
        lines.extend(variant(lesson, turning, head(VARIANT.get(look.lang)), width.saturating_sub(wide), look));
        lines.push(Line::default());
    }
    for (at, knob) in lesson.knobs.iter().enumerate() {
        if turning.row == at + 1 {
            selected = lines.len();
        }
        let setting = turning.wish.settings.get(&knob.id).unwrap_or(&knob.default);
        let role = if *setting == knob.default { Role::Text } else { Role::Strong };
        lines.push(Line::from(vec![
            head(knob.label.get(look.lang)),
            look.span(role, ink::fit(&setting.to_string(), 10, look)),
            look.span(Role::Dim, format!("{}{}", knob.range().get(look.lang), arrows(look))),
        ]));
    }
    (lines, selected)
}

fn arrows(look: &Look) -> String {
    format!("  {}{}", look.glyphs.left, look.glyphs.right)
}

/// The variant chosen, and what it is about: as many lines as the one that takes most, so that no knob moves.
fn variant(lesson: &Lesson, turning: &Turning, head: Span<'static>, width: usize, look: &Look) -> Vec<Line<'static>> {
    let indent = " ".repeat(ink::columns(&head.content));
    let about = |text: &str| wrap(&[look.span(Role::Dim, text.to_string())], width);
    let chosen = turning.wish.variant.as_deref().and_then(|id| lesson.variant(id));
    let title = chosen.map_or(AS_IT_IS.get(look.lang), |variant| variant.title.get(look.lang)).to_string();
    let mut lines = vec![Line::from(vec![head, look.span(Role::Strong, title), look.span(Role::Dim, arrows(look))])];
    let most = lesson.variants.iter().map(|variant| about(variant.about.get(look.lang)).len()).max().unwrap_or(0);
    let mut said = chosen.map_or_else(Vec::new, |variant| about(variant.about.get(look.lang)));
    said.iter_mut().for_each(|line| line.spans.insert(0, Span::raw(indent.clone())));
    said.resize(most, Line::default());
    lines.extend(said);
    lines
}

/// All variants by their titles, and what each is about, where there is room for them below the knobs.
fn variants(area: Rect, buf: &mut Buffer, lesson: &Lesson, turning: &Turning, look: &Look) {
    if lesson.variants.is_empty() || usize::from(area.height) < lesson.variants.len() + 2 {
        return;
    }
    ink::line(buf, area, 0, &Line::from(look.say(Role::Dim, &VARIANTS)), look);
    let titles = lesson.variants.iter().map(|variant| ink::columns(variant.title.get(look.lang)));
    let wide = titles.max().unwrap_or(0).max(ink::columns(AS_IT_IS.get(look.lang)));
    let spread = usize::from(area.width) > 2 * wide + 6;
    let all = [None].into_iter().chain(lesson.variants.iter().map(Some));
    for (row, variant) in (1..).zip(all) {
        let chosen = turning.wish.variant.as_deref() == variant.map(|variant| variant.id.as_str());
        let title = variant.map_or(&AS_IT_IS, |variant| &variant.title);
        let (sign, role) = if chosen { (look.glyphs.here, Role::Strong) } else { (" ", Role::Text) };
        let said = variant.filter(|_| spread).map_or("", |variant| variant.about.get(look.lang));
        let line = Line::from(vec![
            look.span(role, format!(" {sign} ")),
            look.span(role, ink::fit(title.get(look.lang), wide, look)),
        ]);
        ink::line(buf, area, row, &line, look);
        let beside = Rect { x: area.x + wide as u16 + 6, width: area.width.saturating_sub(wide as u16 + 6), ..area };
        ink::line(buf, beside, row, &Line::from(prose::inline(said, Role::Dim, look)), look);
    }
}

/// The lesson's text from a block of it on, and which of its lines are seen.
fn read(area: Rect, buf: &mut Buffer, stage: Option<&Stage>, lesson: Option<&Lesson>, block: usize, look: &Look) {
    let blocks = text(stage, lesson, usize::from(area.width.min(100)), look);
    let before: usize = blocks.iter().take(block).map(Vec::len).sum();
    let lines: Vec<Line> = blocks.into_iter().flatten().collect();
    let (all, room) = (lines.len(), usize::from(area.height));
    ink::lines(buf, area, &lines[before.min(all)..], look);
    if all > room {
        let seen = format!("{}–{} / {all}", before + 1, (before + room).min(all));
        let rule = Rect { x: buf.area.x, y: area.y.saturating_sub(1), width: buf.area.width, height: 1 };
        ink::on_rule(buf, rule, &seen, look);
    }
}

/// Its blocks: each its lines and an empty one.
fn text(stage: Option<&Stage>, lesson: Option<&Lesson>, width: usize, look: &Look) -> Vec<Vec<Line<'static>>> {
    let (Some(stage), Some(lesson)) = (stage, lesson) else {
        return vec![vec![Line::from(look.say(Role::Dim, &NO_TEXT))]];
    };
    let title = vec![Line::from(look.span(Role::Title, lesson.head.title.get(look.lang).to_string())), Line::default()];
    let mut blocks = vec![title];
    for block in stage.sections().into_iter().flat_map(|id| lesson.prose.blocks(id, look.lang)) {
        let mut lines = prose::lines(&[block], width, look);
        lines.push(Line::default());
        blocks.push(lines);
    }
    blocks
}

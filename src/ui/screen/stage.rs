//! The stage: the text of the moment, the program, processes, shared objects, output, the timeline, claims.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{ask, inset, top, verdict, without_top};
use crate::app::App;
use crate::app::act::{Act, Page};
use crate::app::player::{Pace, Temporality};
use crate::app::setting::{Axis, Text};
use crate::app::stage::{Life, Stage};
use crate::app::stepping::Stepping;
use crate::lesson::course::CHAPTERS;
use crate::lesson::lines::Lines;
use crate::lesson::{Engine, Lesson, Pane};
use crate::model::finding::Finding;
use crate::model::world::Actor;
use crate::model::{Both, Event, Field, World};
use crate::ui::ink::{self, Look};
use crate::ui::pane::choose::{self, Choose};
use crate::ui::pane::code::{self, Mark, Program};
use crate::ui::pane::lanes::{self, Told};
use crate::ui::pane::output::{self, Paper, Printed};
use crate::ui::pane::processes::Emphasis;
use crate::ui::pane::scale::Scale;
use crate::ui::pane::{cores, family, happened, header, moment, objects, pages, price, processes, verdicts, waits};
use crate::ui::theme::Role;
use crate::ui::words;
use crate::ui::wrap::wrap;

static RUN_IT: Both = Both::fixed("run it", "运行");
static WHAT_NOW: Both = Both::fixed("what happened?", "发生了什么？");
static ANSWER: Both = Both::fixed("answer", "回答");
static END: Both = Both::fixed("end it", "结束它");
static GO: Both = Both::fixed("go", "走");
static NEXT_LESSON: Both = Both::fixed("next lesson", "下一课");
static THE_LIST: Both = Both::fixed("all lessons", "全部课程");
static QUIT: Both = Both::fixed("quit", "退出");
static ON: Both = Both::fixed("go on", "继续");
static TYPE: Both = Both::fixed("type to it", "输入");
static PLAY: Both = Both::fixed("play", "播放");
static HOLD: Both = Both::fixed("hold", "暂停");
static LET_GO: Both = Both::fixed("let go on", "放行");
static STEP_MODE: Both = Both::fixed("STEP: you decide", "单步：由你决定");
static SCORE: Both = Both::fixed("{0} of {1} claims hold in this run", "这次运行中 {1} 条论断有 {0} 条成立");
static NATIVE: Both = Both::fixed("native", "原生引擎");
static SEED: Both = Both::fixed("seed {0}", "种子 {0}");
static MORE_ALIKE: Both = Both::fixed("(and {0} more like it)", "（另有 {0} 处同样的情况）");

/// The most rows that the text of a moment takes.
const MOMENT: u16 = 3;

/// What Enter does now, where it is not what the table says.
pub fn enter_says(app: &App, stage: &Stage, look: &Look) -> Option<String> {
    let words = match &stage.act {
        Act::Ask(asking) if !asking.answered => &ANSWER,
        Act::Watch if stage.life == Life::Ready => &RUN_IT,
        Act::Watch if stage.is_stuck() => &END,
        Act::Watch if stage.is_live() && stage.stepping.as_ref().is_some_and(Stepping::is_stuck) => {
            return Some(String::new());
        }
        Act::Watch if stage.stepping.as_ref().is_some_and(Stepping::asks) && stage.is_live() => &GO,
        Act::Watch if stage.hears() => &TYPE,
        Act::Watch if stage.has_more() => &WHAT_NOW,
        // While it runs there is nothing to go on to.
        Act::Watch => return Some(String::new()),
        Act::Verdict(Page::Recap) if app.has_next(stage) => &NEXT_LESSON,
        Act::Verdict(Page::Recap) if app.is_alone() => &QUIT,
        Act::Verdict(Page::Recap) => &THE_LIST,
        _ => &ON,
    };
    Some(words.get(look.lang).to_string())
}

/// What space does now.
pub fn hold_says(stage: &Stage, look: &Look) -> Option<String> {
    let words = match (stage.life, stage.temporality()) {
        (Life::Held, _) => &LET_GO,
        (Life::Running | Life::Starting, Temporality::Following) => &HOLD,
        (_, Temporality::Playing { .. }) => &HOLD,
        _ => &PLAY,
    };
    Some(words.get(look.lang).to_string())
}

/// Draws the screen.
///
/// ```text
///  3 Talking · queue   One writes, one reads           native   free ×2   00:01.84   EN
/// ─────────────────────────────────────────────────────────────────────────────────────
///  the text of this moment                                                       3 / 9
/// ─────────────────────────────────────────────────────────────────────────────────────
///  program.py                             │ processes                    cpu  memory
///     9      for value in ["A", "B"]:     │ A  main
///  B 10 ▸        q.put(value)             │ q  Queue
///                                         │ output
/// ─────────────────────────────────────────────────────────────────────────────────────
///  A main   ━━┳━━━━┄┄┄┄┄
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look) {
    head(top(area, 1), buf, stage, look);
    look.rule(buf, area, 1);
    let body = without_top(area, 2);
    if let Act::Verdict(page) = stage.act {
        return verdict::draw(body, buf, app, stage, page, look);
    }
    let told = told_height(body, stage, look);
    match stage.question() {
        Some((question, asking)) => ask::draw(top(body, told), buf, stage, question, asking, look),
        None => text_of_moment(top(body, told), buf, stage, look),
    }
    look.rule(buf, body, told);
    if let Some(story) = stage.story.as_ref().filter(|_| stage.question().is_none() && stage.life != Life::Ready) {
        let progress = story.progress(stage.player.cursor(), !stage.is_live());
        moment::count(top(without_top(body, told), 1), buf, look, progress);
    }
    panes(above_keys(without_top(body, told + 1), stage), buf, app, stage, look);
}

/// Where the height allows, a row is left free above the keys. A program that does not run yet needs fewer.
fn above_keys(area: Rect, stage: &Stage) -> Rect {
    let plenty = if stage.life == Life::Ready { 8 } else { 15 };
    Rect { height: area.height - u16::from(area.height >= plenty), ..area }
}

fn head(area: Rect, buf: &mut Buffer, stage: &Stage, look: &Look) {
    let place = match &stage.lesson {
        Some(lesson) => {
            let chapter = usize::from(lesson.head.chapter);
            let title = chapter.checked_sub(1).and_then(|at| CHAPTERS.get(at)).map_or("", |title| title.get(look.lang));
            format!("{chapter} {title} {} {}", look.glyphs.dot, lesson.id)
        }
        None => command(&stage.wish.lesson),
    };
    let title = stage.lesson.as_ref().map_or("", |lesson| lesson.head.title.get(look.lang));
    header::draw(area, buf, look, &place, title, &facts(stage, look));
}

/// A command without the way to its program, which is long and known.
fn command(words: &str) -> String {
    let (program, rest) = words.split_once(' ').unwrap_or((words, ""));
    let name = program.rsplit('/').next().unwrap_or(program);
    format!("{name} {rest}").trim_end().to_string()
}

fn facts(stage: &Stage, look: &Look) -> Vec<(Role, String)> {
    let mut facts = Vec::new();
    if let Some(variant) = &stage.wish.variant {
        let title = stage.lesson.as_ref().and_then(|lesson| lesson.variant(variant));
        let title = title.map_or(variant.as_str(), |variant| variant.title.get(look.lang));
        facts.push((Role::Warn, title.to_string()));
    }
    if let Some(seed) = stage.drill_seed() {
        facts.push((Role::Strong, SEED.fill(look.lang, &[&seed.to_string()])));
    }
    let world = stage.player.world();
    if world.lost > 0 {
        facts.push((Role::Bad, words::LOST.fill(look.lang, &[&world.lost.to_string()])));
    }
    if stage.lesson.is_some() {
        facts.push((Role::Dim, engine(stage, look)));
    }
    if stage.wish.order.is_some() {
        facts.push((Role::Strong, STEP_MODE.get(look.lang).to_string()));
    } else if stage.is_live() || stage.life == Life::Ready {
        let pace = match stage.pace {
            Pace::Full => words::FULL_SPEED.get(look.lang).to_string(),
            pace => words::A_SECOND.fill(look.lang, &[&pace.a_second().unwrap_or_default().to_string()]),
        };
        facts.push((Role::Dim, pace));
    }
    facts.push(life(stage, look));
    facts.push((Role::Text, words::clock(stage.player.world().now)));
    facts.push((Role::Dim, look.lang.code().to_uppercase()));
    facts
}

/// What runs it, or is going to.
fn engine(stage: &Stage, look: &Look) -> String {
    let run = &stage.player.world().run;
    match (&*run.engine, stage.wish.engine) {
        ("python", _) => format!("CPython {}", run.version),
        ("", Engine::Python) => "CPython".into(),
        _ => NATIVE.get(look.lang).into(),
    }
}

fn life(stage: &Stage, look: &Look) -> (Role, String) {
    let past = !stage.player.is_at_end();
    let (role, words) = match (stage.life, stage.temporality()) {
        (_, Temporality::Playing { .. }) => (Role::Strong, &words::PLAYING),
        (Life::Ready, _) => (Role::Dim, &words::READY),
        (Life::Starting, _) => (Role::Dim, &words::STARTING),
        (_, Temporality::Looking) if past => (Role::Warn, &words::PAST),
        (Life::Held, _) => (Role::Warn, &words::HELD),
        (Life::Running, _) => (Role::Good, &words::LIVE),
        (Life::Over, _) => (Role::Dim, &words::OVER),
        (Life::Recorded, _) => (Role::Strong, &words::RECORDING),
    };
    (role, words.get(look.lang).to_string())
}

/// Rows for the question or the text of the moment.
fn told_height(area: Rect, stage: &Stage, look: &Look) -> u16 {
    let wanted = match stage.question() {
        Some((question, asking)) => ask::height(stage, question, asking, area.width, look),
        None => moment_height(area, stage, look),
    };
    // A question must be seen whole before the program can be of use.
    let least = if stage.question().is_some() && wanted + 8 > area.height { 2 } else { 8 };
    wanted.min(area.height.saturating_sub(least)).max(1)
}

/// Rows for the longest moment of this program, so that nothing moves from one to the next; before the run, for the
/// introduction.
fn moment_height(area: Rect, stage: &Stage, look: &Look) -> u16 {
    let (Some(lesson), Some(story)) = (&stage.lesson, &stage.story) else { return MOMENT };
    let rows = |id: &str| moment::height(&lesson.prose.blocks(id, look.lang), area.width);
    match stage.life {
        Life::Ready => rows("intro"),
        _ => story.ids().map(rows).max().unwrap_or(1).min(MOMENT),
    }
}

fn text_of_moment(area: Rect, buf: &mut Buffer, stage: &Stage, look: &Look) {
    let (Some(lesson), Some(story)) = (&stage.lesson, &stage.story) else {
        let (log, cursor) = (stage.player.log(), stage.player.cursor());
        if cursor == log.first() {
            let line = Line::from(look.say(Role::Dim, &words::NO_TEXT));
            ink::line(buf, inset(area), 0, &line, look);
            return;
        }
        return happened::draw(inset(area), buf, look, log, cursor, stage.player.world());
    };
    if stage.life == Life::Ready {
        return moment::draw(area, buf, look, &lesson.prose.blocks("intro", look.lang));
    }
    let cursor = stage.player.cursor();
    let blocks = match story.at(cursor) {
        Some(told) => lesson.prose.blocks(&told.id, look.lang),
        None => {
            let hint = match stage.life {
                _ if stage.stepping.is_some() => &words::STEP_TEXT,
                Life::Over | Life::Recorded => &words::LOOK_BACK,
                _ => &words::NO_TEXT,
            };
            ink::line(buf, inset(area), 0, &Line::from(look.say(Role::Dim, hint)), look);
            return;
        }
    };
    moment::draw(area, buf, look, &blocks);
}

fn panes(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look) {
    if stage.zoomed {
        return one(stage.focus, inset(area), buf, app, stage, look);
    }
    let world = stage.player.world();
    let shown = stage.panes();
    let mut below = 0;
    let choose = choosing(stage);
    if let Some(choose) = &choose {
        below = choose::rows(choose).min(area.height / 2);
    }
    let verdicts = verdict_rows(stage, look, area);
    let claims = verdicts.lines.len().min(usize::from(area.height / 4)) as u16;
    let waits = stage.waits();
    let has_room = area.height >= if waits.is_empty() { 14 + below } else { 24 };
    let has_lanes = shown.contains(&Pane::Timeline) && stage.life != Life::Ready && has_room;
    let lanes = if has_lanes { lanes_rows(world, area.height) } else { 0 };
    let mut rest = area.height;
    let mut take = |rows: u16| {
        let rows = rows.min(rest);
        rest -= rows;
        Rect { y: area.y + rest, height: rows, ..area }
    };
    if claims > 0 {
        let rows = take(claims + 1);
        look.rule(buf, rows, 0);
        ink::lines(buf, inset(without_top(rows, 1)), &verdicts.fitting(usize::from(rows.height - 1), look), look);
    }
    if lanes > 0 {
        let rows = take(lanes + 1);
        look.rule(buf, rows, 0);
        one(Pane::Timeline, inset(without_top(rows, 1)), buf, app, stage, look);
    }
    if !waits.is_empty() {
        let rows = take(waits::rows(&waits).min(area.height / 3) + 1);
        look.rule(buf, rows, 0);
        waits::draw(without_top(rows, 1), buf, &waits, world, look);
    }
    if let Some(choose) = &choose {
        let rows = take(below + 1);
        look.rule(buf, rows, 0);
        // It is now that they stand there, whatever moment is looked at.
        choose::draw(without_top(rows, 1), buf, choose, stage.player.log().world(), look);
    }
    let mut above = Rect { height: take(0).y - area.y, ..area };
    let most = natural_height(area, app, stage, look, &shown);
    if stage.lesson.is_some() && world.actors().next().is_some() && above.height > most + LEAST_TOLD {
        let below = without_top(above, most);
        above.height = most;
        look.rule(buf, below, 0);
        so_far(inset(without_top(below, 1)), buf, stage, look);
    }
    middle(above, buf, app, stage, look, &shown);
}

/// The fewest rows in which it is worth telling what has happened, with a rule and a head.
const LEAST_TOLD: u16 = 5;

/// What has happened so far, in words: where a short program leaves room for it.
fn so_far(area: Rect, buf: &mut Buffer, stage: &Stage, look: &Look) {
    ink::line(buf, area, 0, &Line::from(look.say(Role::Title, &words::SO_FAR)), look);
    let player = &stage.player;
    happened::draw(without_top(area, 1), buf, look, player.log(), player.cursor(), player.world());
}

/// How many rows the middle makes use of: the whole program, and beside it what every pane would like.
fn natural_height(area: Rect, app: &App, stage: &Stage, look: &Look, shown: &[Pane]) -> u16 {
    /// Rows of output that are seldom too few.
    const OUTPUT: u16 = 8;
    let text = program(app, stage).1;
    let right = area.width.saturating_sub(code_width(area, &text) + 3);
    let world = stage.player.world();
    let panes: Vec<Pane> = others(shown);
    let wanted: u16 = panes.iter().map(|pane| wanted(*pane, world, right, OUTPUT, look).min(100)).sum();
    code::height(&text).max(wanted + panes.len().saturating_sub(1) as u16)
}

/// What was found and what holds, line by line.
struct Verdicts {
    lines: Vec<Line<'static>>,
    /// Whether the last line sums up, and so stays where there is too little room for all.
    sums_up: bool,
}

impl Verdicts {
    /// As many lines as there are rows; where that is too few, it is said that something is missing.
    fn fitting(self, rows: usize, look: &Look) -> Vec<Line<'static>> {
        let Verdicts { mut lines, sums_up } = self;
        let Some(last) = rows.checked_sub(1).filter(|last| lines.len() > last + 1) else { return lines };
        if sums_up {
            lines.drain(last..lines.len() - 1);
            if let Some(cut) = last.checked_sub(1) {
                lines[cut].spans.push(look.span(Role::Dim, format!(" {}", look.glyphs.more)));
            }
        } else {
            let more = words::MORE_LINES.fill(look.lang, &[&(lines.len() - last).to_string()]);
            lines.truncate(last);
            lines.push(Line::from(look.span(Role::Dim, more)));
        }
        lines
    }
}

/// Rows for the timeline: with a row between the lanes where there is plenty of room.
fn lanes_rows(world: &World, height: u16) -> u16 {
    let actors = world.actors().count().max(1) as u16;
    let (close, spread) = (actors + 1, 2 * actors + 1);
    let most = (height / 3).max(3);
    if height >= 30 && spread <= most { spread } else { close.min(most) }
}

/// The program on the left, everything else on the right; one of them alone where there is no room for both. Before the
/// run there is only the program.
fn middle(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look, shown: &[Pane]) {
    let has_code = shown.contains(&Pane::Code) && (stage.lesson.is_some() || stage.file().is_some());
    if has_code && stage.life == Life::Ready {
        return one(Pane::Code, inset(area), buf, app, stage, look);
    }
    if area.width < 70 || !has_code {
        let pane = if has_code && stage.focus == Pane::Code { vec![Pane::Code] } else { others(shown) };
        return column(inset(area), buf, app, stage, look, &pane);
    }
    let left = code_width(area, &program(app, stage).1);
    let code = Rect { width: left, ..area };
    one(Pane::Code, inset(code), buf, app, stage, look);
    look.bar(buf, area, left);
    let right = Rect { x: area.x + left + 2, width: area.width - left - 3, ..area };
    column(right, buf, app, stage, look, &others(shown));
}

/// Columns for a program's text.
fn code_width(area: Rect, text: &str) -> u16 {
    // In a wide window the others can spare some columns, and several marks at a line have room beside it.
    let is_wide = area.width >= 110;
    let wanted = code::width(text) + if is_wide { 5 } else { 2 };
    let most = if is_wide { area.width * 11 / 20 } else { area.width / 2 };
    wanted.clamp(30, most.max(30))
}

fn others(shown: &[Pane]) -> Vec<Pane> {
    shown.iter().copied().filter(|pane| !matches!(pane, Pane::Code | Pane::Timeline)).collect()
}

/// Panes one below the other: each as high as it likes, the output with what is left.
fn column(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look, panes: &[Pane]) {
    let world = stage.player.world();
    let mut panes: Vec<Pane> = panes.to_vec();
    // Before the run there is nothing in those panes but their names.
    panes.retain(|pane| !is_of_the_lesson(*pane) || world.actors().next().is_some());
    panes.sort_by_key(|pane| *pane == Pane::Output);
    let has_printed = stage.player.log().outputs(stage.player.cursor(), 1).next().is_some();
    let output = match area.height {
        // That there is none yet is said beside the pane's name.
        ..10 if !has_printed => 1,
        ..14 => 2,
        _ => 4,
    };
    let wanted = |pane: &Pane| wanted(*pane, world, area.width, output, look);
    let gaps = panes.len().saturating_sub(1) as u16;
    let gap = u16::from(area.height >= 14);
    let matters = |pane: Pane, rows| is_of_the_lesson(pane) || pane == Pane::Processes && rows <= FEW;
    let wanted: Vec<(u16, bool)> =
        panes.iter().map(|pane| (wanted(pane), *pane)).map(|(rows, pane)| (rows, matters(pane, rows))).collect();
    let rows = shares(&wanted, area.height.saturating_sub(gap * gaps));
    let mut rest = area;
    let last = panes.len().saturating_sub(1);
    for (place, (pane, rows)) in panes.iter().zip(rows).enumerate() {
        let rows = if place == last { rest.height } else { rows };
        one(*pane, top(rest, rows), buf, app, stage, look);
        rest = without_top(rest, (rows + gap).min(rest.height));
    }
}

/// The rows that a pane would like.
fn wanted(pane: Pane, world: &World, width: u16, output: u16, look: &Look) -> u16 {
    match pane {
        Pane::Processes => processes::height(world),
        Pane::Objects => objects::height(world, width, look),
        Pane::Cores => cores::height(world),
        Pane::Memory => pages::height(world),
        Pane::Chart => price::height(world),
        Pane::Family => family::height(world),
        _ => output,
    }
}

/// Panes that only some lessons have: what these are about is seen there.
fn is_of_the_lesson(pane: Pane) -> bool {
    matches!(pane, Pane::Family | Pane::Memory | Pane::Cores | Pane::Chart)
}

/// The rows of a pane with so few processes that all of them are to be seen.
const FEW: u16 = 5;

/// The rows that a pane has, if it wants them, before one that matters more has all that it wants.
const LEAST: u16 = 3;

/// Rows for each of those that want so many: where there are too few, those that matter most have theirs as far as the
/// others keep a few; then who wants little has it, and the others share the rest.
fn shares(wanted: &[(u16, bool)], room: u16) -> Vec<u16> {
    let rows = |matter: bool| wanted.iter().filter(move |(_, first)| *first == matter).map(|(rows, _)| *rows);
    let kept: u16 = rows(false).map(|rows| rows.min(LEAST)).sum();
    let equal = equal_shares(&wanted.iter().map(|(rows, _)| *rows).collect::<Vec<_>>(), room);
    let equal: u16 = equal.iter().zip(wanted).filter(|(_, (_, first))| *first).map(|(share, _)| *share).sum();
    let firsts = equal_shares(&rows(true).collect::<Vec<_>>(), room.saturating_sub(kept).max(equal));
    let others = equal_shares(&rows(false).collect::<Vec<_>>(), room - firsts.iter().sum::<u16>());
    let (mut firsts, mut others) = (firsts.into_iter(), others.into_iter());
    wanted.iter().map(|(_, first)| if *first { firsts.next() } else { others.next() }.unwrap_or(0)).collect()
}

/// Who wants little has it, the others share the rest.
fn equal_shares(wanted: &[u16], room: u16) -> Vec<u16> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|place| wanted[*place]);
    let mut shares = vec![0; wanted.len()];
    let (mut room, mut others) = (room, wanted.len() as u16);
    for place in order {
        shares[place] = wanted[place].min(room / others);
        room -= shares[place];
        others -= 1;
    }
    shares
}

fn one(pane: Pane, area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look) {
    let world = stage.player.world();
    let emphasis = Emphasis { fresh: stage.player.fresh(), selected: stage.selected.as_deref() };
    match pane {
        Pane::Code => draw_code(area, buf, app, stage, look),
        Pane::Processes => {
            processes::draw(area, buf, look, world, emphasis);
        }
        Pane::Objects => {
            objects::draw(area, buf, look, world, emphasis);
        }
        Pane::Cores => {
            cores::cpu(area, buf, look, world);
        }
        Pane::Memory => {
            pages::draw(area, buf, look, world);
        }
        Pane::Output => draw_output(area, buf, stage, world, look),
        Pane::Timeline => {
            let log = stage.player.log();
            let growing = stage.is_live() && stage.player.is_at_end();
            // Step mode has no clock worth showing: its columns are events.
            let by_events = stage.stepping.is_some() || app.setting.axis == Axis::Order;
            let scale = Scale::new(log, stage.player.cursor(), by_events, growing);
            let told = Told { timeline: log.timeline(), world, scale, selected: stage.selected.as_deref() };
            lanes::draw(area, buf, look, &told);
        }
        Pane::Family => family::draw(area, buf, look, world),
        Pane::Chart => price::draw(area, buf, look, world),
    }
}

/// The text that the code pane shows, and its file's name.
fn program(app: &App, stage: &Stage) -> (String, String) {
    let Some(lesson) = &stage.lesson else { return own_text(stage) };
    let program = lesson.program(stage.wish.variant.as_deref());
    match (&program.rust, app.setting.text) {
        (Some(rust), Text::Rust) => (program.file.replace(".py", ".rs").replace('-', "_"), rust.clone()),
        _ => (program.file.clone(), stage.wish.settings.into_program(&program.python)),
    }
}

/// A text that no lesson knows: of the file in which somebody moves.
fn own_text(stage: &Stage) -> (String, String) {
    let file = stage.file().unwrap_or_default();
    (file.to_string(), stage.sources.get(file).cloned().unwrap_or_default())
}

fn draw_code(area: Rect, buf: &mut Buffer, app: &App, stage: &Stage, look: &Look) {
    let (file, text) = program(app, stage);
    let marks = marks(stage, &file);
    let focus = focus(stage, &file, &marks);
    let focus = focus.saturating_add_signed(stage.code_moved).max(1);
    code::draw(area, buf, look, Program { file: &file, text: &text, focus }, &marks);
}

/// The line that must be seen: where nobody can move, that of whom the hang is told first; else that of whoever moved
/// last; of the dead, where nobody lives any more.
fn focus(stage: &Stage, file: &str, marks: &[Mark]) -> u32 {
    let world = stage.player.world();
    let placed = |actor: &&Actor| actor.place.is_some();
    let last_moved = || world.alive().filter(placed).max_by_key(|actor| actor.last);
    let mark_of = |actor: &Actor| marks.iter().find(|mark| mark.rank == actor.rank);
    let stuck = stage.waits().iter().find_map(|waiting| mark_of(world.actor(&waiting.actor)?));
    let marked = stuck.or_else(|| last_moved().and_then(mark_of));
    let lines = rust_lines(stage, file);
    let last = world.actors().filter(placed).max_by_key(|actor| actor.last);
    let last = last.and_then(|actor| line(stage, file, lines.as_ref(), actor));
    marked.map(|mark| mark.line).or(last).unwrap_or(1)
}

/// The line where an actor is, in the text that is shown.
fn line(stage: &Stage, file: &str, rust: Option<&Lines>, actor: &Actor) -> Option<u32> {
    let place = actor.stands_at().filter(|place| stage.lesson.is_some() || *place.file == *file)?;
    match rust {
        Some(lines) => lines.rust(place.line).next(),
        None => Some(place.line),
    }
}

/// Which line of the Rust text stands for which of Python's, where that is the text shown.
fn rust_lines(stage: &Stage, file: &str) -> Option<Lines> {
    stage.lesson.as_ref().filter(|_| file.ends_with(".rs")).and_then(|lesson| twin(lesson, stage))
}

/// Where each living actor is in the text that is shown.
fn marks(stage: &Stage, file: &str) -> Vec<Mark> {
    let fresh = stage.player.fresh();
    let lines = rust_lines(stage, file);
    let mark = |actor: &Actor| {
        let line = line(stage, file, lines.as_ref(), actor)?;
        Some(Mark { rank: actor.rank, line, fresh: actor.last >= fresh })
    };
    stage.player.world().alive().filter_map(mark).collect()
}

fn twin(lesson: &Lesson, stage: &Stage) -> Option<Lines> {
    let program = lesson.program(stage.wish.variant.as_deref());
    Lines::new(program.rust.as_ref()?, &program.python, "program.rs", &program.file).ok()
}

fn draw_output(area: Rect, buf: &mut Buffer, stage: &Stage, world: &World, look: &Look) {
    let (log, cursor) = (stage.player.log(), stage.player.cursor());
    let most = usize::from(area.height) + stage.output_back;
    let all = log.outputs(cursor, usize::MAX).len();
    let mut printed: Vec<Printed> = Vec::new();
    // A line may be written in several pieces, and a piece may be several lines.
    let events: Vec<_> = log.outputs(cursor, PIECES * most).collect();
    for event in &events {
        print(&mut printed, event, world, stage.player.fresh());
    }
    let before = all - events.len() + printed.len().saturating_sub(most);
    let last = printed.len() - stage.output_back.min(printed.len());
    let lines = &printed[printed.len().saturating_sub(most).min(last)..last];
    let over = matches!(stage.life, Life::Over | Life::Recorded) && stage.player.is_at_end();
    output::draw(area, buf, look, Paper { lines, before, over });
}

/// How many pieces a line of output has at most, for the most part.
const PIECES: usize = 8;

/// Puts a piece of output behind what its writer has left open, or below the others. A line that another has written
/// into is torn on every terminal, and so it is here; the pieces of a traceback belong together.
fn print(printed: &mut Vec<Printed>, event: &Event, world: &World, fresh: u64) {
    let rank = event.actor.as_deref().and_then(|name| world.actor(name)).map(|actor| actor.rank);
    let error = event.text(Field::Stream) == Some("stderr");
    // Who asks on the one stream is answered on the other, and nobody tells of either: `input` on a terminal.
    let of_the_same = |line: &Printed| line.rank == rank && (line.error == error || rank.is_none());
    let is_torn = |place: usize| !error && printed[place + 1..].iter().any(|line| !line.error);
    let own = printed.iter().rposition(of_the_same);
    let mut open = own.filter(|place| printed[*place].open && !is_torn(*place));
    for piece in event.text(Field::Text).unwrap_or_default().split_inclusive('\n') {
        let (text, is_open) = (piece.trim_end_matches(['\n', '\r']), !piece.ends_with('\n'));
        let is_fresh = event.n >= fresh;
        match open.take() {
            Some(place) => {
                let line = &mut printed[place];
                line.text.push_str(text);
                (line.open, line.fresh) = (is_open, line.fresh || is_fresh);
            }
            None => {
                printed.push(Printed { rank, text: text.into(), error, t: event.t, fresh: is_fresh, open: is_open })
            }
        }
    }
}

fn choosing(stage: &Stage) -> Option<Choose<'_>> {
    let stepping = stage.stepping.as_ref()?;
    let challenge = stage.challenge();
    Some(Choose {
        stands: stepping.stands.as_deref().filter(|_| stage.is_live()),
        over: !stage.is_live(),
        looks_back: !stage.player.is_at_end(),
        selected: stepping.selected,
        taken: &stepping.taken,
        goal: challenge.map(|challenge| (&challenge.goal, challenge.never)),
        best: challenge.and_then(|challenge| challenge.shortest),
        won: stepping.won,
    })
    .filter(|_| stage.is_live() || stepping.won.is_some())
}

/// What was found, and after the run how the claims stand.
fn verdict_rows(stage: &Stage, look: &Look, area: Rect) -> Verdicts {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = findings(stage, width, area.height, look);
    // Where there is little room, who waits for whom stands right above, and what is longer gives way.
    let place = if area.height < 30 { 0 } else { lines.len() };
    lines.splice(place..place, stopped(stage, width, look));
    let let_go = stage.player.log().first();
    if let_go > 0 {
        let said = words::LET_GO.fill(look.lang, &[&words::thousands(let_go)]);
        lines.extend(wrap(&[look.span(Role::Dim, said)], width));
    }
    lines.extend(unseen(stage, width, look));
    // While a question is asked, what was proved would give the answer.
    if stage.question().is_some() {
        return Verdicts { lines, sums_up: false };
    }
    let (hold, seen) = stage.score();
    if seen > 0 && area.height < 30 {
        let role = if hold == seen { Role::Good } else { Role::Bad };
        let score = SCORE.fill(look.lang, &[&hold.to_string(), &seen.to_string()]);
        lines.push(Line::from(look.span(role, score)));
        return Verdicts { lines, sums_up: true };
    }
    if let Some(lesson) = &stage.lesson {
        lines.extend(stage.judged.iter().map(|judged| verdicts::line(&verdict::shown(judged, lesson), look)));
    }
    Verdicts { lines, sums_up: false }
}

/// That forklore has ended what was left, and that what is shown is how it was before.
fn stopped(stage: &Stage, width: usize, look: &Look) -> Vec<Line<'static>> {
    let stop = stage.player.world().run.stopped.as_ref();
    let said = stop.map(|stop| look.span(Role::Text, stop.sentence().get(look.lang).to_string()));
    said.map(|said| wrap(&[said], width)).unwrap_or_default()
}

/// What was found up to the cursor. Of many of a kind the first is told, and how many there are.
fn findings(stage: &Stage, width: usize, height: u16, look: &Look) -> Vec<Line<'static>> {
    // Who waits for whom is shown above already, where there is little room.
    let told = |waits: &[_]| !waits.is_empty() && height < 30 && !stage.waits().is_empty();
    let cursor = stage.player.cursor();
    let all = stage.player.log().findings().iter();
    let all: Vec<_> = all.filter(|finding| finding.n <= cursor && !told(&finding.waits)).collect();
    let mut lines = Vec::new();
    for (at, finding) in all.iter().enumerate() {
        let alike = |other: &&&Finding| other.id == finding.id && other.objects == finding.objects;
        let (before, kind) = (all[..at].iter().filter(alike).count(), all.iter().filter(alike).count());
        if kind == 1 {
            lines.extend(verdicts::finding(finding.sentence.get(look.lang), width, look));
        } else if before == 0 {
            let more = MORE_ALIKE.fill(look.lang, &[&(kind - 1).to_string()]);
            let said = format!("{} {more}", finding.sentence.get(look.lang));
            lines.extend(verdicts::finding(&said, width, look));
        }
    }
    lines
}

/// Who could not be looked into, where no lesson knows it all.
fn unseen(stage: &Stage, width: usize, look: &Look) -> Vec<Line<'static>> {
    let unseen = stage.player.world().unseen();
    let said = |what: Both, role| wrap(&[look.span(role, what.get(look.lang).to_string())], width);
    let shut = unseen.why().map(|why| said(why, Role::Warn));
    let others = unseen.who().map(|who| said(who, Role::Dim));
    shut.into_iter().chain(others).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::{equal_shares, print, shares};
    use crate::model::{Event, Field, Kind, World};

    fn rows(pieces: &[(&str, &str, &str)]) -> Vec<String> {
        let (mut world, mut printed) = (World::new(), Vec::new());
        for actor in ["one", "two"] {
            world.apply(&Event { actor: Some(actor.into()), ..Event::new(Kind::ProcessStart) });
        }
        for (actor, stream, text) in pieces {
            let told = Event::new(Kind::Output).with(Field::Stream, *stream).with(Field::Text, *text);
            let actor = (!actor.is_empty()).then(|| (*actor).into());
            print(&mut printed, &Event { actor, ..told }, &world, 0);
        }
        printed.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_line_that_another_writes_into_is_torn_and_a_traceback_is_not() {
        let alone = [("one", "stdout", "selling "), ("two", "stderr", "oh\n"), ("one", "stdout", "ticket 2\n")];
        assert_eq!(rows(&alone), ["selling ticket 2", "oh"]);
        let torn = [("one", "selling "), ("two", "selling "), ("one", "ticket 2\n"), ("two", "ticket 2\n")];
        let on = |stream| torn.map(|(who, text)| (who, stream, text));
        assert_eq!(rows(&on("stdout")), ["selling ", "selling ", "ticket 2", "ticket 2"]);
        assert_eq!(rows(&on("stderr")), ["selling ticket 2", "selling ticket 2"]);
    }

    #[test]
    fn what_is_typed_stands_behind_what_was_asked() {
        let asked =
            [("", "stderr", "Name? "), ("", "stdout", "Ann\n"), ("", "stderr", "Age? "), ("", "stdout", "30\n")];
        assert_eq!(rows(&asked), ["Name? Ann", "Age? 30"]);
    }

    #[test]
    fn who_wants_little_has_it_and_the_others_share_the_rest() {
        assert_eq!(equal_shares(&[6, 4, 3], 20), [6, 4, 3]);
        assert_eq!(equal_shares(&[9, 4, 4], 12), [4, 4, 4]);
        assert_eq!(equal_shares(&[20, 2, 8], 12), [5, 2, 5]);
        assert_eq!(equal_shares(&[3, 3], 1), [0, 1]);
        assert_eq!(equal_shares(&[], 5), [0; 0]);
    }

    #[test]
    fn what_the_lesson_is_about_is_seen_whole_and_the_others_keep_a_few_rows() {
        assert_eq!(shares(&[(9, false), (4, true), (2, false)], 9), [3, 4, 2]);
        assert_eq!(shares(&[(9, false), (8, true), (2, false)], 9), [3, 4, 2]);
        assert_eq!(shares(&[(2, false), (4, true), (2, false)], 20), [2, 4, 2]);
        assert_eq!(shares(&[(9, true), (9, true), (9, false)], 12), [4, 5, 3]);
        assert_eq!(shares(&[(9, false), (5, true), (4, false), (2, false)], 9), [3, 2, 2, 2]);
        assert_eq!(shares(&[(3, true), (3, false)], 1), [0, 1]);
    }
}

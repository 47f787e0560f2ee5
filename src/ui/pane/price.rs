//! The price of a start: for each way of starting a process, how long it was until the new one wrote its first line.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::World;
use crate::model::world::Actor;
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;
use crate::ui::words;

/// What the starts by one method took.
#[derive(Debug, Clone, PartialEq)]
struct Price {
    method: Arc<str>,
    /// The quickest of them. A machine that does other things too only adds to a price.
    least: Took,
    /// The slowest, in nanoseconds until the first line.
    most: u64,
    /// How many they were.
    starts: usize,
    /// The most bytes that one of them was sent; `None` where nothing is sent.
    sent: Option<u64>,
}

/// What one start took, in nanoseconds from the moment before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    /// Until its first line.
    line: u64,
    /// Until it could speak at all.
    word: u64,
}

/// Draws a bar for each method, all on one scale: full until the new process could speak, hollow until its first line.
///
/// ```text
/// start to first line (best of 2)
/// fork        █                      1.3 ms
/// spawn       ██████████████░░░░    48.1 ms
/// forkserver  ██░                    6.2 ms
/// ```
///
/// Where there is room, it is said too how slow the slowest was, and how many bytes were sent.
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, world: &World) {
    let prices = prices(world);
    ink::line(buf, area, 0, &Line::from(look.span(Role::Title, title(&prices, look))), look);
    if prices.is_empty() {
        ink::line(buf, area, 1, &Line::from(look.say(Role::Dim, &words::NO_PRICE)), look);
        return;
    }
    if usize::from(area.height) <= prices.len() {
        return figures(area, buf, &prices, look);
    }
    let longest = prices.iter().map(|price| price.least.line).max().unwrap_or(1).max(1);
    let bare = usize::from(area.width).saturating_sub(NAME + FIGURE);
    let notes = notes(&prices, bare.saturating_sub(BAR), look);
    let wide = notes.iter().map(|note| ink::columns(note)).max().unwrap_or(0);
    let room = (bare - wide).clamp(4, 60);
    for ((price, note), row) in prices.iter().zip(&notes).zip(1..) {
        let line = bar(price, longest, room, note, look);
        ink::line(buf, area, row, &line, look);
    }
}

/// What is shown, and of how many starts it is the best.
fn title(prices: &[Price], look: &Look) -> String {
    let most = prices.iter().map(|price| price.starts).max().unwrap_or(0);
    match prices.iter().all(|price| price.starts == most) {
        _ if most < 2 => words::PRICE.get(look.lang).to_string(),
        true => words::PRICE_BEST.fill(look.lang, &[&most.to_string()]),
        false => words::PRICE_BESTS.get(look.lang).to_string(),
    }
}

/// All in one row, where there is no room for a bar each.
fn figures(area: Rect, buf: &mut Buffer, prices: &[Price], look: &Look) {
    let figure = |price: &Price| {
        let colour = look.theme.actor(place_of(&price.method)).add_modifier(Modifier::BOLD);
        let method = Span::styled(price.method.to_string(), colour);
        [method, look.span(Role::Strong, format!(" {}   ", time(price.least.line)))]
    };
    ink::line(buf, area, 1, &Line::from(prices.iter().flat_map(figure).collect::<Vec<_>>()), look);
}

/// How many rows the pane would like.
pub fn height(world: &World) -> u16 {
    1 + prices(world).len().clamp(1, 8) as u16
}

const NAME: usize = 12;
const FIGURE: usize = 9;
/// The least room for bars beside which more is said.
const BAR: usize = 14;

fn bar(price: &Price, longest: u64, room: usize, note: &str, look: &Look) -> Line<'static> {
    let cells = |time: u64| ((time as f64 / longest as f64 * room as f64).round() as usize).min(room);
    let all = cells(price.least.line).max(1);
    let full = cells(price.least.word).clamp(usize::from(price.least.word > 0), all);
    let colour = look.theme.actor(place_of(&price.method));
    Line::from(vec![
        Span::styled(ink::fit(&price.method, NAME, look), colour.add_modifier(Modifier::BOLD)),
        Span::styled(look.glyphs.full.repeat(full), colour),
        Span::styled(look.glyphs.empty.repeat(all - full), colour),
        Span::raw(" ".repeat(room - all)),
        look.span(Role::Strong, format!("{:>FIGURE$}", time(price.least.line))),
        look.span(Role::Dim, note.to_string()),
    ])
}

/// The same colour for the same method in every run.
fn place_of(method: &str) -> usize {
    ["fork", "spawn", "forkserver"].iter().position(|known| *known == method).unwrap_or(3)
}

/// What is said beside the bars in so many columns: of the slowest and of the bytes, else of the bytes, else nothing.
fn notes(prices: &[Price], room: usize, look: &Look) -> Vec<String> {
    let said = |slowest| prices.iter().map(|price| note(price, slowest, look)).collect::<Vec<_>>();
    let fits = |notes: &Vec<String>| notes.iter().all(|note| ink::columns(note) <= room);
    [said(true), said(false)].into_iter().find(fits).unwrap_or_else(|| vec![String::new(); prices.len()])
}

fn note(price: &Price, slowest: bool, look: &Look) -> String {
    let mut said = String::new();
    if slowest && price.starts > 1 {
        said += &format!("  {}", words::AT_MOST.fill(look.lang, &[&time(price.most)]));
    }
    if let Some(sent) = price.sent {
        said += &format!("  {}", words::SENT.fill(look.lang, &[&words::size(sent)]));
    }
    said
}

fn time(nanoseconds: u64) -> String {
    match nanoseconds as f64 / 1e6 {
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms => format!("{ms:.0} ms"),
    }
}

/// The prices by method, in the order in which the methods were first used. The library's own servers are not asked for.
fn prices(world: &World) -> Vec<Price> {
    let mut prices: Vec<Price> = Vec::new();
    let asked = world.actors().filter(|actor| actor.role.as_deref() != Some("server"));
    for (method, took, sent) in asked.filter_map(took) {
        match prices.iter_mut().find(|price| price.method == method) {
            None => prices.push(Price { method, least: took, most: took.line, starts: 1, sent }),
            Some(price) => {
                price.least = price.least.min(took);
                price.most = price.most.max(took.line);
                price.starts += 1;
                price.sent = price.sent.max(sent);
            }
        }
    }
    prices
}

fn took(actor: &Actor) -> Option<(Arc<str>, Took, Option<u64>)> {
    let (begun, spoke) = (actor.forked?, actor.spoke?);
    let line = spoke.t.saturating_sub(begun.t);
    let word = actor.since.saturating_sub(begun.t).min(line);
    Some((actor.method.clone()?, Took { line, word }, actor.sent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Field, Kind, Lang, Val};
    use crate::ui::pane::rows;

    /// A fork and two spawns by `main`, each with its first line after so many milliseconds.
    fn world() -> World {
        let mut world = World::new();
        let mut tell = |ms: u64, actor: &str, kind: Kind, with: &[(Field, &str)], bytes: Option<u64>| {
            let with = with.iter().map(|(field, text)| (*field, Val::from(*text))).collect();
            let actor = Some(actor.into());
            let event = Event { t: ms * 1_000_000, actor, bytes, with, ..Event::new(kind) };
            world.apply(&event);
        };
        tell(0, "main", Kind::ProcessStart, &[], None);
        for (at, child, method, start, line, bytes) in [
            (10, "a", "fork", 1, 2, None),
            (20, "b", "spawn", 30, 50, Some(1987)),
            (100, "c", "spawn", 30, 40, Some(2018)),
        ] {
            tell(at, "main", Kind::ProcessSpawn, &[(Field::Child, child), (Field::Method, method)], bytes);
            tell(at + start, child, Kind::ProcessStart, &[], None);
            tell(at + line, child, Kind::Output, &[(Field::Text, "hello")], None);
            tell(at + line + 5, child, Kind::Output, &[(Field::Text, "again")], None);
        }
        world
    }

    #[test]
    fn the_best_of_each_method_counts_and_the_slowest_is_known() {
        let prices = prices(&world());
        let ms = |price: &Price| [price.least.word, price.least.line, price.most].map(|time| time / 1_000_000);
        assert_eq!(prices.iter().map(ms).collect::<Vec<_>>(), [[1, 2, 2], [30, 40, 50]]);
        assert_eq!(prices[1].sent, Some(2018));
        assert_eq!(prices[1].starts, 2);
    }

    fn drawn(width: u16, height: u16, lang: Lang, world: &World) -> Vec<String> {
        rows(width, height, |area, buf| draw(area, buf, &Look { lang, ..Look::default() }, world))
    }

    #[test]
    fn bars_are_on_one_scale_and_figures_beside_them() {
        let rows = drawn(41, 4, Lang::En, &world());
        assert_eq!(rows[1], "fork        █                      2.0 ms");
        assert_eq!(rows[2], "spawn       ███████████████░░░░░    40 ms");
        let rows = drawn(80, 4, Lang::En, &world());
        assert!(rows[2].ends_with("40 ms  at most 50 ms  sent 2.0 K"), "{rows:#?}");
        let rows = drawn(50, 4, Lang::En, &world());
        assert!(rows[2].ends_with("40 ms  sent 2.0 K"), "{rows:#?}");
    }

    #[test]
    fn where_there_is_no_room_for_all_bars_the_figures_stand_in_one_row() {
        assert_eq!(drawn(41, 2, Lang::En, &world())[1], "fork 2.0 ms   spawn 40 ms");
    }

    #[test]
    fn the_title_says_of_how_many_it_is_the_best_where_all_are_of_as_many() {
        assert_eq!(drawn(41, 4, Lang::En, &world())[0], "start to first line (best of each)");
        assert_eq!(drawn(41, 4, Lang::En, &World::new())[1], "no process has printed a line yet");
    }

    #[test]
    fn any_size_is_drawn_without_a_panic() {
        for (width, height) in [(0, 0), (1, 1), (10, 2), (30, 3), (200, 60)] {
            drawn(width, height, Lang::Zh, &world());
            drawn(width, height, Lang::En, &World::new());
        }
    }
}

//! Choose: in step mode, who stands in front of what, who can go, and who cannot and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::schedule::{Schedule, Stand};
use crate::model::{Both, Kind, Lang, World};
use crate::ui::ink::{self, Look};
use crate::ui::theme::Role;

use super::who;

static WHO: Both = Both::fixed("Who goes next?", "下一步谁走？");
static OVER: Both = Both::fixed("The goal is reached.", "目标已达成。");
static AS_OF_NOW: Both = Both::fixed("  (now, not where you look back)", "（指现在，而不是正在回看的时刻）");
static GOING: Both = Both::fixed("…", "……");
static NOBODY: Both =
    Both::fixed("Nobody can go: a deadlock. u takes the last move back.", "谁也走不了：死锁了。按 u 撤销最后一步。");
static GOAL: Both = Both::fixed("goal: ", "目标：");
static NEVER: Both = Both::fixed("now you can't: ", "现在你做不到了：");
static MOVES: Both = Both::fixed("moves ", "步数 ");
static BEST: Both = Both::fixed(" (best known ", "（已知最少 ");
static WON: Both = Both::fixed("reached in ", "达成，用了 ");
static CANNOT: Both = Both::fixed("cannot go: ", "走不了：");
static TIMES_OUT: Both = Both::fixed("its time is over", "等到超时");

/// What the pane is told.
pub struct Choose<'a> {
    /// Who stands; `None` while somebody goes.
    pub stands: Option<&'a [Stand]>,
    /// Whether the run is over, and nobody goes any more.
    pub over: bool,
    /// Whether another moment is looked at than the one in which they stand.
    pub looks_back: bool,
    /// Which row is selected.
    pub selected: usize,
    /// The moves so far.
    pub taken: &'a Schedule,
    /// The goal, and whether nobody can reach it.
    pub goal: Option<(&'a Both, bool)>,
    /// The shortest way known.
    pub best: Option<u32>,
    /// In how many moves the goal was reached.
    pub won: Option<u32>,
}

/// Rows that the pane wants.
pub fn rows(choose: &Choose<'_>) -> u16 {
    3 + choose.stands.filter(|stands| !is_stuck(stands)).map_or(0, <[Stand]>::len) as u16
}

/// Draws the pane.
///
/// ```text
///  Who goes next?                                       goal: sell one ticket twice   moves 3 (best 4)
///   1  B  seller     writes 9 to counter
///   2  C  seller-2   reads counter
///   –  A  main       joins seller                       cannot go: it waits for its end
///  seller,seller-2
/// ```
pub fn draw(area: Rect, buf: &mut Buffer, choose: &Choose<'_>, world: &World, look: &Look) {
    let from = head(area, buf, choose, look);
    let taken = Line::from(vec![Span::raw(" "), look.span(Role::Dim, choose.taken.to_string())]);
    if choose.over {
        ink::line(buf, area, from, &taken, look);
        return;
    }
    let Some(stands) = choose.stands else {
        ink::line(buf, area, from, &Line::from(vec![Span::raw("  "), look.say(Role::Dim, &GOING)]), look);
        return;
    };
    if is_stuck(stands) {
        // Who waits for whom then says more than the list.
        ink::line(buf, area, from, &Line::from(vec![Span::raw(" "), look.say(Role::Bad, &NOBODY)]), look);
        return;
    }
    let columns = Columns::of(stands, look);
    let mut number = 0;
    for (row, stand) in stands.iter().enumerate() {
        number += usize::from(stand.lacks.is_none());
        let at = from + row as u16;
        ink::line(buf, area, at, &line(number, stand, &columns, world, look), look);
        if row == choose.selected && stand.lacks.is_none() {
            ink::select(buf, area, at, look);
        }
    }
    ink::line(buf, area, from + stands.len() as u16, &taken, look);
}

fn is_stuck(stands: &[Stand]) -> bool {
    stands.iter().all(|stand| stand.lacks.is_some())
}

/// The question, the goal, the moves: in one row, or where there is no room the goal in the next. Gives the row below.
fn head(area: Rect, buf: &mut Buffer, choose: &Choose<'_>, look: &Look) -> u16 {
    let (title, back) = if choose.over { (&OVER, false) } else { (&WHO, choose.looks_back) };
    let now = if back { look.say(Role::Warn, &AS_OF_NOW) } else { Span::raw("") };
    let title = Line::from(vec![Span::raw(" "), look.say(Role::Title, title), now]);
    let (goal, moves) = (goal(choose, look), moves(choose, look));
    let whole = Line::from([goal.spans.clone(), vec![Span::raw("   ")], moves.spans.clone()].concat());
    let fits = ink::width(&title) + ink::width(&whole) + 3 <= usize::from(area.width);
    let used = ink::line(buf, area, 0, &title, look).min(area.width);
    let room = Rect { x: area.x + used, width: area.width - used, ..area };
    if fits {
        ink::line_right(buf, room, 0, &whole, look);
        return 1;
    }
    ink::line_right(buf, room, 0, &moves, look);
    ink::line(buf, area, 1, &Line::from([vec![Span::raw(" ")], goal.spans].concat()), look);
    2
}

fn goal(choose: &Choose<'_>, look: &Look) -> Line<'static> {
    let Some((goal, never)) = choose.goal else { return Line::default() };
    let words = if never { &NEVER } else { &GOAL };
    Line::from(vec![look.say(Role::Dim, words), look.span(Role::Strong, goal.get(look.lang).to_string())])
}

fn moves(choose: &Choose<'_>, look: &Look) -> Line<'static> {
    let moves = choose.taken.0.len();
    let mut spans = Vec::new();
    match choose.won {
        Some(won) => {
            spans.push(look.say(Role::Good, &WON));
            spans.push(look.span(Role::Good, won.to_string()));
        }
        None => {
            spans.push(look.say(Role::Dim, &MOVES));
            spans.push(look.span(Role::Strong, moves.to_string()));
        }
    }
    // The shortest way is told afterwards only: before, it would give the way away.
    if let (Some(best), Some(_)) = (choose.best, choose.won) {
        let close = if look.lang == Lang::Zh { "）" } else { ")" };
        spans.push(look.span(Role::Dim, format!("{}{best}{close}", BEST.get(look.lang))));
    }
    spans.push(Span::raw(" "));
    Line::from(spans)
}

/// How wide names and steps are.
struct Columns {
    name: usize,
    step: usize,
}

impl Columns {
    fn of(stands: &[Stand], look: &Look) -> Columns {
        let widest =
            |measure: &dyn Fn(&Stand) -> usize, most: usize| stands.iter().map(measure).max().unwrap_or(0).min(most);
        Columns {
            name: widest(&|stand| ink::columns(&stand.turn.actor), 14),
            step: widest(&|stand| ink::columns(&wanted(stand, look)), 34),
        }
    }
}

/// What somebody is going to do.
fn wanted(stand: &Stand, look: &Look) -> String {
    if stand.turn.timeout { TIMES_OUT.get(look.lang).to_string() } else { step(stand, look.lang) }
}

fn line(number: usize, stand: &Stand, columns: &Columns, world: &World, look: &Look) -> Line<'static> {
    let name = &stand.turn.actor;
    let can = stand.lacks.is_none();
    let key = if can && number < 10 { number.to_string() } else { look.glyphs.none.to_string() };
    let mut spans = vec![
        Span::raw("  "),
        look.span(if can { Role::Key } else { Role::Dim }, key),
        Span::raw("  "),
        who::letter(world, name, look),
        Span::raw("  "),
        Span::styled(format!("{}  ", ink::fit_name(name, columns.name, look)), who::colour(world, name, look)),
        look.span(if can { Role::Text } else { Role::Dim }, ink::fit(&wanted(stand, look), columns.step, look) + "  "),
    ];
    if let Some(lacks) = stand.lacks {
        spans.push(look.say(Role::Dim, &CANNOT));
        spans.push(look.span(Role::Dim, missing(stand.kind, lacks, is_counter(stand, world), look.lang)));
    }
    Line::from(spans)
}

/// What an actor is about to do: "writes 9 to counter".
pub fn step(stand: &Stand, lang: Lang) -> String {
    let is_unsaid = stand.value.as_deref().is_none_or(str::is_empty);
    let value = stand.value.as_deref().unwrap_or("…").trim_end();
    let object = stand.object.as_deref().unwrap_or("");
    let target = stand.target.as_deref().unwrap_or("");
    let (en, zh) = match stand.kind {
        Kind::ValueRead => (format!("reads {object}"), format!("读取 {object}")),
        Kind::ValueWrite => (format!("writes {value} to {object}"), format!("把 {value} 写入 {object}")),
        Kind::LockAcquire => (format!("takes {object}"), format!("获取 {object}")),
        Kind::LockRelease => (format!("gives {object} back"), format!("释放 {object}")),
        Kind::QueuePut => (format!("puts {value} into {object}"), format!("把 {value} 放入 {object}")),
        Kind::QueueGet => (format!("gets from {object}"), format!("从 {object} 取数据")),
        Kind::QueueTaskDone => (format!("is done with an item of {object}"), format!("处理完 {object} 的一个数据")),
        Kind::QueueJoin => (format!("joins {object}"), format!("等 {object} 的数据处理完")),
        Kind::QueueEmpty => (format!("asks whether {object} is empty"), format!("问 {object} 是不是空的")),
        Kind::PipeSend => (format!("sends {value}"), format!("发送 {value}")),
        Kind::PipeRecv if is_unsaid => (format!("receives from {object}"), format!("从 {object} 接收")),
        Kind::PipePoll if is_unsaid => {
            (format!("looks whether {object} has a message"), format!("看 {object} 有没有消息"))
        }
        Kind::PipeClose if is_unsaid => (format!("closes its end of {object}"), format!("关闭 {object} 的一端")),
        Kind::NetConnect if object.is_empty() => ("connects".into(), "发起连接".into()),
        Kind::NetConnect => (format!("connects to {object}"), format!("连接 {object}")),
        Kind::NetAccept => ("accepts a connection".into(), "接受连接".into()),
        Kind::PipeRecv => (format!("receives at {value}"), format!("在 {value} 端接收")),
        Kind::PipePoll => (format!("looks whether {value} has a message"), format!("看 {value} 端有没有消息")),
        Kind::PipeClose => (format!("closes {value}"), format!("关闭 {value} 端")),
        Kind::Output => (format!("prints {value}"), format!("打印 {value}")),
        Kind::ProcessSignal => (format!("sends {value} to {target}"), format!("向 {target} 发送 {value}")),
        Kind::ProcessFork => (format!("forks {target}"), format!("fork 出 {target}")),
        Kind::ProcessJoin | Kind::ProcessWait | Kind::ThreadJoin => {
            (format!("waits for {target} to end"), format!("等待 {target} 结束"))
        }
        Kind::SyncWait => (format!("waits for {object}"), format!("等待 {object}")),
        Kind::SyncSet => (format!("sets {object}"), format!("设置 {object}")),
        Kind::SyncNotify => (format!("notifies {object}"), format!("通知 {object}")),
        Kind::QueueFed => ("feeds the pipe".into(), "往管道里送".into()),
        kind => (kind.to_string(), kind.to_string()),
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// Whether it is about a semaphore that nobody holds, and that only counts.
fn is_counter(stand: &Stand, world: &World) -> bool {
    stand.object.as_deref().and_then(|name| world.lock(name)).is_some_and(|lock| lock.signals)
}

fn missing(kind: Kind, lacks: &str, counted: bool, lang: Lang) -> String {
    let (en, zh) = match lacks {
        "release" if counted => ("its counter is 0", "它的计数是 0"),
        "item" => ("there is no item", "没有数据"),
        "room" => ("there is no room", "没有空位"),
        "release" => ("somebody holds it", "被别人占着"),
        "exit" => ("it is alive", "对方还活着"),
        "message" if kind == Kind::NetAccept => ("nobody has connected", "还没有谁来连接"),
        "message" => ("there is no message", "没有消息"),
        "set" => ("it is not set", "还没有设置"),
        "notify" => ("nobody has notified it", "还没有得到通知"),
        "others" => ("not all have come", "还没有到齐"),
        "answer" => ("the manager has not answered", "管理器还没有答复"),
        "turn" => ("another reader has the turn", "还没轮到它读"),
        _ => ("its time has not come", "时间还没到"),
    };
    match lang {
        Lang::En => en.into(),
        Lang::Zh => zh.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schedule::Turn;

    #[test]
    fn a_message_is_received_from_what_it_comes_through_where_the_end_is_not_said() {
        let told = |kind, value: Option<&str>| {
            let turn = Turn { actor: "main".into(), timeout: false };
            let (object, value) = (Some("conn".into()), value.map(Into::into));
            let stand = Stand { turn, lacks: None, kind, object, target: None, place: None, value };
            [Lang::En, Lang::Zh].map(|lang| step(&stand, lang))
        };
        assert_eq!(told(Kind::PipeRecv, None), ["receives from conn", "从 conn 接收"]);
        assert_eq!(told(Kind::PipeRecv, Some("a")), ["receives at a", "在 a 端接收"]);
        assert_eq!(told(Kind::PipeClose, None), ["closes its end of conn", "关闭 conn 的一端"]);
        assert_eq!(told(Kind::NetConnect, None), ["connects to conn", "连接 conn"]);
    }
}

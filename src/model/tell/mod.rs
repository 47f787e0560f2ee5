//! What an event says, in a sentence of either language. The actor's name is left out: it stands in a column of its own.
//!
//! ```text
//! main     forks writer                        fork 出子进程 writer
//! writer   puts 'A' into q                     把 'A' 放入队列 q
//! reader   waits for an item of q              等待队列 q 中有数据
//! ```

mod life;
mod managed;
mod operation;
mod run;
mod shared;

use super::event::{Event, Field, Kind, Val};
use super::tongue::{Both, both};
use super::world::Wait;

pub use managed::{item, spoken};
pub use operation::waiting;

/// What the event says.
pub fn event(event: &Event) -> Both {
    let said = match event.kind.family() {
        "run" | "claim" | "finding" | "lost" | "oddity" | "sample" | "chart" => run::said(event),
        "process" | "thread" | "exception" | "output" | "time" => life::said(event),
        "queue" | "pipe" | "lock" | "sync" | "value" | "pool" | "gil" => shared::said(event),
        "manager" | "memory" | "net" => managed::said(event),
        _ => None,
    };
    said.unwrap_or_else(|| plainly(event))
}

/// What an actor that waits is waiting for.
pub fn wait(wait: &Wait) -> Both {
    let object = wait.object.as_deref().unwrap_or("?");
    waiting(wait.kind, object, wait.target.as_deref(), wait.end.as_deref(), &wait.what)
}

/// An event that has no sentence of its own: its kind, phase and object as they stand in JSON.
fn plainly(event: &Event) -> Both {
    let phase = event.phase.map(|phase| format!(" {}", phase.as_str())).unwrap_or_default();
    let object = event.object.as_deref().map(|object| format!(" {object}")).unwrap_or_default();
    let value = event.value.as_deref().map(|value| format!(" {value}")).unwrap_or_default();
    let outcome = event.outcome().map(|outcome| format!(": {outcome}")).unwrap_or_default();
    Both::same(format!("{}{phase}{object}{value}{outcome}", event.kind))
}

/// The name of the child or target that the event is about.
fn other(event: &Event) -> &str {
    event.text(Field::Child).or_else(|| event.text(Field::Target)).unwrap_or("?")
}

fn object(event: &Event) -> &str {
    event.object.as_deref().unwrap_or("?")
}

/// The task that the event is about, or the several of them, as each language says it.
fn tasks(event: &Event) -> Option<Both> {
    let first = event.int(Field::Task)?;
    Some(match event.int(Field::Count) {
        Some(count) if count > 1 => {
            let last = first + count - 1;
            both!("tasks {first}–{last}", "任务 {first}–{last}")
        }
        _ => both!("task {first}", "任务 {first}"),
    })
}

fn value(event: &Event) -> String {
    event.value.as_deref().map(harmless).unwrap_or_default()
}

/// An exit status in words.
pub fn status(status: Option<i32>) -> Both {
    match status {
        None => both!("status unknown", "退出码未知"),
        Some(code) if code < 0 => match signal_name(-code) {
            Some(name) => both!("status {code}, {name}", "退出码 {code}，{name}"),
            None => both!("status {code}", "退出码 {code}"),
        },
        Some(code) => both!("status {code}", "退出码 {code}"),
    }
}

/// The name of a signal by its number on Linux (signal(7)).
pub fn signal_name(number: i32) -> Option<&'static str> {
    Some(match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        17 => "SIGCHLD",
        18 => "SIGCONT",
        19 => "SIGSTOP",
        _ => return None,
    })
}

/// A text that a terminal or an editor takes for nothing but text: control characters as Rust writes them.
pub fn harmless(text: &str) -> String {
    let escaped = |c: char| c.is_control() || is_direction(c);
    if !text.contains(escaped) {
        return text.to_string();
    }
    text.chars().map(|c| if escaped(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// The lines of a text in one line, without their indentation, and as [`harmless`] as that.
fn in_one_line(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(harmless).collect();
    lines.join(" ⏎ ")
}

/// Characters that turn the direction of what stands around them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A sentence carried by an event in both languages.
fn sentence(event: &Event) -> Option<Both> {
    match event.get(Field::Sentence)? {
        Val::Map(entries) => {
            let tongue =
                |code: &str| entries.iter().find(|(key, _)| **key == *code).and_then(|(_, text)| text.as_str());
            Some(Both::new(harmless(tongue("en")?), harmless(tongue("zh").or(tongue("en"))?)))
        }
        Val::Text(text) => Some(Both::same(harmless(text))),
        _ => None,
    }
}

/// Whether an event is worth a line when the whole run is told: samples are figures, not acts.
pub fn is_told(event: &Event) -> bool {
    !matches!(event.kind, Kind::Sample | Kind::ChartPoint)
}

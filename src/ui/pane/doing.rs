//! What an actor is doing, in a few words.

use crate::model::event::Kind;
use crate::model::tell::signal_name;
use crate::model::world::{Actor, State, Wait};
use crate::ui::ink::{self, Look};
use crate::ui::words;

/// What an actor is doing: "waits for an item of q".
pub fn doing(actor: &Actor, look: &Look) -> String {
    let text = state(actor, look);
    if actor.holds.is_empty() || matches!(actor.state, State::Gone) {
        return text;
    }
    let between = if look.lang == crate::model::Lang::Zh { "、" } else { ", " };
    let mut held: Vec<&str> = actor.holds.iter().map(|lock| &**lock).collect();
    // What is taken twice stands there twice.
    held.dedup();
    let held = held.join(between);
    format!("{text}{}{}", comma(look), words::HOLDS.fill(look.lang, &[&held]))
}

fn state(actor: &Actor, look: &Look) -> String {
    match &actor.state {
        State::Born => words::BORN.get(look.lang).to_string(),
        State::Runs if actor.outside => from_outside(actor, look),
        State::Runs if actor.is_idle() && actor.has_role("feeder") => {
            words::WAITS_FOR_ANY_ITEM.get(look.lang).to_string()
        }
        State::Runs if actor.is_idle() => words::ASLEEP.get(look.lang).to_string(),
        State::Runs => words::RUNS.get(look.lang).to_string(),
        State::Waits(wait) => waits(wait, look),
        State::Sleeps { seconds, .. } => words::SLEEPS.fill(look.lang, &[&words::seconds(*seconds)]),
        State::Zombie => with_status(words::ZOMBIE.get(look.lang), actor.status, look),
        State::Gone => ended(actor, look),
    }
}

/// The same in so many columns, where it can be said in so few: without the lock that is held, which its own pane shows,
/// and without saying what for.
pub fn within(actor: &Actor, room: usize, look: &Look) -> String {
    let fits = |text: &String| ink::columns(text) <= room;
    let whole = doing(actor, look);
    if fits(&whole) {
        return whole;
    }
    let bare = state(actor, look);
    let short = match &actor.state {
        State::Waits(wait) => {
            let whom = wait.object.as_deref().or(wait.target.as_deref());
            whom.map(|whom| words::WAITS_FOR_EVENT.fill(look.lang, &[whom]))
        }
        State::Zombie => Some(words::ZOMBIE.get(look.lang).to_string()),
        _ => None,
    };
    [Some(bare), short].into_iter().flatten().find(fits).unwrap_or(whole)
}

/// What the kernel says of somebody who says nothing (proc_pid_stat(5), field 3).
fn from_outside(actor: &Actor, look: &Look) -> String {
    let words = match actor.sample.map(|sample| sample.state) {
        Some('S' | 'I') => &words::ASLEEP,
        Some('D') => &words::ON_DISK,
        Some('T' | 't') => &words::STOPPED,
        _ => &words::RUNS,
    };
    words::SEEN_FROM_OUTSIDE.fill(look.lang, &[words.get(look.lang)])
}

fn comma(look: &Look) -> &'static str {
    match look.lang {
        crate::model::Lang::En => ", ",
        crate::model::Lang::Zh => "，",
    }
}

fn waits(wait: &Wait, look: &Look) -> String {
    let object = wait.object.as_deref().unwrap_or("");
    let target = wait.target.as_deref().unwrap_or("");
    let (words, name) = match wait.kind {
        Kind::ProcessJoin | Kind::ThreadJoin => (&words::JOINS, target),
        Kind::ProcessWait if target.is_empty() => (&words::WAITS_FOR_ANY_CHILD, ""),
        Kind::ProcessWait => (&words::WAITS_FOR_CHILD, target),
        Kind::QueueGet if &*wait.what == "turn" => (&words::WAITS_FOR_TURN, object),
        Kind::QueueGet => (&words::WAITS_FOR_ITEM, object),
        Kind::QueueJoin => (&words::JOINS_QUEUE, object),
        Kind::QueuePut | Kind::QueueFed | Kind::PipeSend => (&words::WAITS_FOR_ROOM, object),
        Kind::PipeRecv => (&words::WAITS_FOR_MESSAGE, object),
        Kind::LockAcquire | Kind::GilTake => (&words::WAITS_FOR_LOCK, object),
        Kind::ManagerCall => (&words::WAITS_FOR_ANSWER, object),
        Kind::ManagerServe if &*wait.what == "item" => (&words::WAITS_FOR_ITEM, object),
        Kind::ManagerServe if &*wait.what == "room" => (&words::WAITS_FOR_ROOM, object),
        Kind::ManagerServe => (&words::WAITS_FOR_EVENT, object),
        Kind::PoolJoin => (&words::JOINS_POOL, object),
        Kind::PoolTask => (&words::WAITS_FOR_TASK, ""),
        Kind::SyncWait if &*wait.what == "item" => (&words::WAITS_FOR_TASK, ""),
        Kind::SyncWait if &*wait.what == "result" => (&words::WAITS_FOR_RESULT, ""),
        Kind::SyncWait if &*wait.what == "exit" => (&words::WATCHES_WORKERS, ""),
        Kind::SyncWait => (&words::WAITS_FOR_EVENT, object),
        _ => (&words::WAITS, &*wait.what),
    };
    words.fill(look.lang, &[name])
}

fn ended(actor: &Actor, look: &Look) -> String {
    match actor.status {
        _ if actor.name.is_thread() => words::ENDED.get(look.lang).to_string(),
        None if actor.pid.is_none() => words::NOT_MADE.get(look.lang).to_string(),
        Some(status) if status < 0 => {
            words::ENDED_SIGNAL.fill(look.lang, &[&signal_text(-status), &status_text(status)])
        }
        Some(status) => words::ENDED_STATUS.fill(look.lang, &[&status_text(status)]),
        None => words::ENDED.get(look.lang).to_string(),
    }
}

fn with_status(text: &str, status: Option<i32>, look: &Look) -> String {
    match status {
        Some(status) => words::WITH_STATUS.fill(look.lang, &[text, &status_text(status)]),
        None => text.to_string(),
    }
}

/// An exit status as Python gives it, with a real minus.
pub fn status_text(status: i32) -> String {
    if status < 0 { format!("−{}", status.unsigned_abs()) } else { status.to_string() }
}

/// The name of a signal, or its number where it has none.
fn signal_text(number: i32) -> String {
    signal_name(number).map_or_else(|| format!("signal {number}"), String::from)
}

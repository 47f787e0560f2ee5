//! Sentences about processes and threads: their births and deaths, what they print, how they sleep.

use super::operation;
use super::{harmless, in_one_line, other};
use crate::model::event::{Event, Field, Kind};
use crate::model::tongue::{Both, both};

pub(super) fn said(event: &Event) -> Option<Both> {
    use Kind::*;
    let child = other(event);
    Some(match event.kind {
        ProcessFork => both!("forks {child}", "fork 出子进程 {child}"),
        ProcessSpawn => spawned(event, child),
        ProcessStart => started(event),
        ProcessExec => {
            let program = harmless(event.text(Field::Program)?);
            both!("becomes the program {program}", "进程映像换成程序 {program}")
        }
        ProcessExit => ended(event),
        ProcessReap => collected(event, child),
        ProcessGone => gone(event, child),
        ProcessSignal => {
            let signal = event.text(Field::Signal)?;
            match event.target() {
                Some(target) => both!("sends {signal} to {target}", "向 {target} 发送 {signal}"),
                None => both!("sends {signal} to a stranger", "向程序之外的进程发送 {signal}"),
            }
        }
        ProcessWarn => {
            let text = harmless(event.text(Field::Text)?);
            both!("is warned: {text}", "收到警告：{text}")
        }
        ThreadStart => both!("begins, a thread", "线程开始运行"),
        ThreadExit => both!("ends, a thread", "线程结束"),
        Exception => raised(event),
        Output => printed(event)?,
        ProcessWait | ProcessJoin | ThreadJoin | TimeSleep => return operation::said(event),
        _ => return None,
    })
}

fn spawned(event: &Event, child: &str) -> Both {
    let method = event.text(Field::Method).unwrap_or("spawn");
    both!("starts {child} by {method}", "用 {method} 方式启动 {child}")
}

fn started(event: &Event) -> Both {
    match event.int(Field::Ppid) {
        Some(ppid) => both!("begins; its parent is {ppid}", "开始运行，父进程号 {ppid}"),
        None => both!("begins", "开始运行"),
    }
}

fn ended(event: &Event) -> Both {
    let Both { en, zh } = super::status(event.status());
    match event.status() {
        _ if event.text(Field::By) == Some("forklore") => {
            both!("is ended by forklore ({en})", "被 forklore 结束（{zh}）")
        }
        Some(status) if status < 0 => both!("is ended by a signal ({en})", "被信号终止（{zh}）"),
        _ => both!("ends ({en})", "结束（{zh}）"),
    }
}

fn collected(event: &Event, child: &str) -> Both {
    let Both { en, zh } = super::status(event.status());
    match event.actor {
        Some(_) => both!("collects {child} ({en})", "回收 {child}（{zh}）"),
        None if child == "main" => both!(
            "{child} is collected by forklore, which started it ({en})",
            "{child} 由启动它的 forklore 回收（{zh}）"
        ),
        None => both!(
            "{child} is collected by forklore, which adopted it ({en})",
            "{child} 由收养它的 forklore 回收（{zh}）"
        ),
    }
}

fn gone(event: &Event, child: &str) -> Both {
    match event.outcome() {
        Some(outcome) => both!("could not make {child}: {outcome}", "未能创建 {child}：{outcome}"),
        None => both!("nothing is left of {child}", "{child} 已不复存在"),
    }
}

fn raised(event: &Event) -> Both {
    let class = event.text(Field::Type).unwrap_or("Exception");
    let text = in_one_line(event.text(Field::Text).unwrap_or_default());
    let colon = if text.is_empty() { "" } else { ": " };
    both!("raises {class}{colon}{text}", "抛出 {class}{colon}{text}")
}

fn printed(event: &Event) -> Option<Both> {
    let text = event.text(Field::Text)?;
    let is_one_line = !text.trim_end_matches('\n').contains('\n');
    let text = if is_one_line { harmless(text.trim_end_matches('\n')) } else { in_one_line(text) };
    Some(match event.text(Field::Stream) {
        Some("stderr") => both!("prints to stderr: {text}", "输出到 stderr：{text}"),
        _ => both!("prints: {text}", "输出：{text}"),
    })
}

//! Sentences about the run itself, and about what is judged of it.

use super::{harmless, sentence};
use crate::model::event::{Event, Field, Kind};
use crate::model::stop::Stop;
use crate::model::tongue::{Both, both};

pub(super) fn said(event: &Event) -> Option<Both> {
    Some(match event.kind {
        Kind::RunStart => {
            let (program, engine) = (event.text(Field::Program)?, event.text(Field::Engine)?);
            if event.get(Field::Watched).is_some() {
                return Some(both!("the run of {program} begins", "开始运行 {program}"));
            }
            let Both { en, zh } = engine_name(engine);
            both!("the run of {program} begins, on {en}", "开始运行 {program}（{zh}）")
        }
        Kind::RunStop => Stop::of(event, event.n).line(),
        Kind::RunEnd => ended(event),
        Kind::Claim => judged(event)?,
        Kind::Finding => sentence(event)?,
        Kind::Lost => {
            let count = event.int(Field::Count).unwrap_or(1);
            both!("{count} events did not fit and are missing", "有 {count} 个事件放不下，已丢失")
        }
        Kind::Oddity => {
            let what = harmless(event.text(Field::What).unwrap_or("?"));
            both!("something odd: {what}", "异常情况：{what}")
        }
        _ => return None,
    })
}

fn engine_name(engine: &str) -> Both {
    match engine {
        "native" => Both::fixed("the native engine", "原生引擎"),
        "python" => Both::fixed("CPython", "CPython"),
        other => both!("{other}", "{other}"),
    }
}

fn ended(event: &Event) -> Both {
    let Both { en, zh } = super::status(event.status());
    match event.text(Field::Reason).unwrap_or("done") {
        "done" => both!("the run is over ({en})", "运行结束（{zh}）"),
        "hang" => both!("the run is ended: nobody can move", "运行被终止：所有进程都无法继续"),
        "limit" => both!("the run is ended: a limit was reached", "运行被终止：达到上限"),
        "stopped" => both!("the run was stopped", "运行被手动停止"),
        "died" => both!("the run is over: its keeper has died", "运行结束：守护它的进程已终止"),
        reason => both!("the run is over: {reason}", "运行结束：{reason}"),
    }
}

fn judged(event: &Event) -> Option<Both> {
    let Both { en, zh } = sentence(event)?;
    Some(match event.text(Field::Verdict)? {
        "holds" => both!("it holds: {en}", "成立：{zh}"),
        "broken" => both!("it is broken: {en}", "不成立：{zh}"),
        _ => both!("not seen in this run: {en}", "这次运行没有遇到：{zh}"),
    })
}

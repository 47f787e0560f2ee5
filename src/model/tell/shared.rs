//! Sentences about shared objects, where nobody has to wait: making them, closing, reading, writing, releasing.

use super::operation;
use super::{object, value};
use crate::model::event::{Event, Field, Kind, Val};
use crate::model::tongue::{Both, both};

pub(super) fn said(event: &Event) -> Option<Both> {
    use Kind::*;
    let (name, value) = (object(event), value(event));
    Some(match event.kind {
        QueueCreate | PipeCreate | LockCreate | SyncCreate | ValueCreate | PoolCreate => made(event)?,
        QueueEmpty => {
            let (en, zh) = answer(event);
            both!("asks whether {name} is empty: {en}", "询问队列 {name} 是否为空：{zh}")
        }
        QueueTaskDone => both!("is done with an item of {name}", "处理完队列 {name} 的一个数据"),
        QueueClose => both!("will put nothing more into {name}", "不再向队列 {name} 放入数据"),
        PipePoll => {
            let ((en, zh), pipe) = (answer(event), operation::pipe_in_chinese(event));
            both!("asks whether {name} has a message: {en}", "询问{pipe} {name} 有无消息：{zh}")
        }
        PipeOpen => {
            let (end, via) = (event.text(Field::End).unwrap_or("?"), event.text(Field::Via).unwrap_or("?"));
            match event.text(Field::Peer) {
                None => both!("has {end}, an end of a connection ({via})", "得到连接的一端 {end}（{via}）"),
                Some(_) => both!(
                    "has {end}, an end of a connection ({via}) to a program that is not watched",
                    "得到连接的一端 {end}（{via}），对方程序不在观察之列"
                ),
            }
        }
        PipeClose => {
            let end = event.text(Field::End).unwrap_or("?");
            both!("closes its copy of {end}", "关闭自己持有的 {end} 端")
        }
        PipeEof => {
            let end = event.text(Field::End).unwrap_or("?");
            both!("meets the end of file at {end}", "在 {end} 端读到文件结束（EOF）")
        }
        LockRelease => both!("releases {name}", "释放锁 {name}"),
        GilTake if event.phase.is_none() => both!("takes {name}", "获得 {name}"),
        GilDrop if event.outcome() == Some("asked") => {
            both!("gives {name} away: another has asked for it", "让出 {name}：有线程请求它")
        }
        GilDrop => both!("lets go of {name}", "释放 {name}"),
        SyncSet if event.value.as_deref() == Some("broken") => both!("breaks {name}", "使 {name} 损坏"),
        SyncSet if event.value.as_deref() == Some("False") => both!("clears {name}", "清除 {name}"),
        SyncSet => both!("sets {name}", "设置 {name}"),
        SyncNotify => match event.int(Field::Count) {
            Some(0) => both!("notifies {name}: nobody waits", "通知 {name}：没有谁在等"),
            Some(count) => both!("notifies {name}: wakes {count}", "通知 {name}：唤醒 {count} 个"),
            None => both!("notifies {name}", "通知 {name}"),
        },
        ValueRead => both!("reads {name}: {value}", "读取 {name}，读到 {value}"),
        ValueWrite => both!("writes {value} to {name}", "把 {value} 写入 {name}"),
        PoolSubmit => {
            let task = event.int(Field::Task)?;
            both!("submits task {task} to {name}", "向 {name} 提交任务 {task}")
        }
        PoolReady => {
            let (Both { en: of_en, zh: of_zh }, (en, zh)) = (super::tasks(event)?, answer(event));
            both!("asks whether the result of {of_en} is there: {en}", "询问{of_zh} 的结果是否已有：{zh}")
        }
        PoolTerminate => both!("ends the workers of {name} where they are", "当场终止 {name} 的工作进程"),
        PoolClose => both!("closes {name}: no more tasks", "关闭 {name}：不再接收任务"),
        _ => return operation::said(event),
    })
}

fn made(event: &Event) -> Option<Both> {
    let (name, value) = (object(event), value(event));
    let class = event.class.as_deref().unwrap_or("?");
    if let Some(of) = event.text(Field::CopyOf) {
        return Some(both!(
            "has {name}, its own copy of {of} as that was at the fork",
            "用的是 {name}：{of} 在 fork 那一刻的副本，归自己所有"
        ));
    }
    Some(match event.kind {
        Kind::QueueCreate => match event.int(Field::Maxsize) {
            Some(most) if most > 0 => both!("makes the queue {name} for {most} items", "创建队列 {name}，容量 {most}"),
            _ => both!("makes the queue {name}", "创建队列 {name}"),
        },
        Kind::PipeCreate => {
            let ends = ends(event);
            both!("makes the pipe {name} between {ends}", "创建管道 {name}，两端为 {ends}")
        }
        Kind::SyncCreate if class == "Barrier" => {
            both!("makes the barrier {name} for {value}", "创建栅栏 {name}，要等 {value} 个到齐")
        }
        Kind::SyncCreate => both!("makes {name} ({class})", "创建 {name}（{class}）"),
        Kind::LockCreate if class != "Semaphore" => both!("makes {name} ({class})", "创建 {name}（{class}）"),
        Kind::LockCreate => {
            both!("makes {name} ({class}, for {value} at once)", "创建 {name}（{class}，最多 {value} 个同时持有）")
        }
        Kind::ValueCreate => both!("makes the shared value {name}: {value}", "创建共享变量 {name}，初值 {value}"),
        _ => {
            let workers = event.int(Field::Workers)?;
            match class.starts_with("Thread") {
                true => both!(
                    "makes the pool {name} of {workers} threads at most",
                    "创建线程池 {name}，最多 {workers} 个工作线程"
                ),
                false => both!("makes the pool {name} of {workers} workers", "创建进程池 {name}，{workers} 个工作进程"),
            }
        }
    })
}

fn ends(event: &Event) -> String {
    let Some(Val::List(ends)) = event.get(Field::Ends) else { return "?".into() };
    let names: Vec<&str> = ends.iter().filter_map(Val::as_str).collect();
    names.join(" ⇄ ")
}

fn answer(event: &Event) -> (&'static str, &'static str) {
    match event.get(Field::Answer) {
        Some(Val::Bool(true)) => ("yes", "是"),
        Some(Val::Bool(false)) => ("no", "否"),
        _ => ("?", "?"),
    }
}

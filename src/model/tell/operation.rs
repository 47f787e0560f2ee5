//! Sentences about operations that may have to wait: arriving, waiting, getting through, giving up.

use super::{object, other, tasks, value};
use crate::model::event::{Event, Field, Kind, Phase, Val};
use crate::model::tongue::{Both, both};

/// A blocking operation of any kind.
pub(super) fn said(event: &Event) -> Option<Both> {
    match event.phase {
        Some(Phase::Begin) => begins(event),
        Some(Phase::Wait) => {
            let target = event.text(Field::Child).or_else(|| event.text(Field::Target));
            let what = event.text(Field::For).unwrap_or_default();
            Some(waiting(event.kind, object(event), target, event.text(Field::End), what))
        }
        Some(Phase::End) | None => match event.outcome() {
            Some(outcome) => Some(gives_up(event, outcome)),
            None => gets_through(event),
        },
    }
}

/// What an actor waits for, in an operation about this object or this other actor.
pub fn waiting(kind: Kind, object: &str, target: Option<&str>, end: Option<&str>, what: &str) -> Both {
    use Kind::*;
    match (kind, target) {
        (ProcessWait | ProcessJoin | ThreadJoin, Some(target)) => {
            both!("waits for {target} to end", "等待 {target} 结束")
        }
        (ProcessWait | ProcessJoin, None) => both!("waits for a child to end", "等待任一子进程结束"),
        (ThreadJoin, None) => both!("waits for a thread to end", "等待一个线程结束"),
        (TimeSleep, _) => both!("sleeps", "睡眠"),
        (QueuePut, _) if what == "turn" => {
            both!("waits for its turn to write into {object}", "等待轮到自己写队列 {object}")
        }
        (QueuePut, _) => both!("waits for room in {object}", "等待队列 {object} 有空位"),
        (QueueFed, _) => both!("waits for room in the pipe of {object}", "等待队列 {object} 的管道有空间"),
        (QueueGet, _) if what == "turn" => both!("waits for its turn to read {object}", "等待轮到自己读队列 {object}"),
        (QueueJoin, _) => both!("waits until every item of {object} is done", "等待队列 {object} 的数据全部处理完"),
        (QueueGet, _) => both!("waits for an item of {object}", "等待队列 {object} 中有数据"),
        (PipeSend, _) => both!("waits for room in {object}", "等待 {object} 有空间"),
        (PipeRecv, _) => {
            let at = end.unwrap_or(object);
            both!("waits for a message at {at}", "在 {at} 端等待消息")
        }
        (LockAcquire | GilTake, _) => both!("waits for {object}", "等待锁 {object}"),
        (SyncWait, _) if what == "result" => both!("waits for a result of {object}", "等待 {object} 的结果"),
        (SyncWait, _) if what == "item" => both!("waits for a task of {object}", "等待 {object} 的任务"),
        (SyncWait, _) if what == "exit" => {
            both!("watches over the workers of {object}", "照看进程池 {object} 的工作进程")
        }
        (SyncWait, _) if what == "set" => both!("waits until {object} is set", "等待 {object} 被设置"),
        (SyncWait, _) if what == "notify" => both!("waits to be notified on {object}", "等待 {object} 上的通知"),
        (SyncWait, _) if what == "others" => both!("waits for the others at {object}", "在 {object} 处等其他进程到齐"),
        (SyncWait, _) => both!("waits for {object}", "等待 {object}"),
        (ManagerCall, _) => both!("waits for the answer of {object}", "等待 {object} 答复"),
        (ManagerServe, _) if what == "item" => both!("waits for an item of {object}", "等待 {object} 中有数据"),
        (ManagerServe, _) if what == "room" => both!("waits for room in {object}", "等待 {object} 有空位"),
        (ManagerServe, _) if what == "release" => both!("waits until {object} is released", "等待 {object} 被释放"),
        (ManagerServe, _) if what == "tasks" => {
            both!("waits until every item of {object} is done", "等待 {object} 的数据全部处理完")
        }
        (ManagerServe, _) if what == "set" => both!("waits until {object} is set", "等待 {object} 被设置"),
        (ManagerServe, _) if what == "notify" => both!("waits to be notified on {object}", "等待 {object} 上的通知"),
        (ManagerServe, _) if what == "others" => {
            both!("waits for the others at {object}", "在 {object} 处等其他进程到齐")
        }
        (PoolJoin, _) => both!("waits for the workers of {object} to end", "等待 {object} 的 worker 全部结束"),
        (PoolTask, _) => both!("waits for a task of {object}", "等待 {object} 的任务"),
        _ if what.is_empty() => both!("waits for {object}", "等待 {object}"),
        _ => both!("waits for {object} ({what})", "等待 {object}（{what}）"),
    }
}

fn begins(event: &Event) -> Option<Both> {
    use Kind::*;
    let (object, other, value, pipe) = (object(event), other(event), value(event), pipe_in_chinese(event));
    Some(match event.kind {
        ProcessJoin | ThreadJoin => both!("joins {other}", "调用 join，等 {other} 结束"),
        ProcessWait if event.text(Field::Child).is_some() => {
            both!("calls wait for {other}", "调用 wait，等 {other} 结束")
        }
        ProcessWait => both!("calls wait for any child", "调用 wait，等任一子进程结束"),
        TimeSleep => {
            let seconds = seconds(event);
            both!("sleeps {seconds}", "睡眠 {seconds}")
        }
        QueuePut => both!("puts {value} into {object}", "把 {value} 放入队列 {object}"),
        QueueGet => both!("asks {object} for an item", "向队列 {object} 取数据"),
        QueueJoin => both!("calls {object}.join()", "调用 {object}.join()"),
        QueueFed => {
            both!("begins to write {value} into the pipe of {object}", "开始把 {value} 写入队列 {object} 的管道")
        }
        PipeSend => both!("sends {value} into {object}", "向{pipe} {object} 发送 {value}"),
        PipeRecv => both!("asks {object} for a message", "从{pipe} {object} 接收消息"),
        LockAcquire => both!("asks for {object}", "请求锁 {object}"),
        PoolTask => {
            let task = event.int(Field::Task)?;
            both!("begins task {task} of {object}", "开始做 {object} 的任务 {task}")
        }
        PoolCallback => {
            let Both { en, zh } = tasks(event)?;
            both!("runs the callback of {en}", "执行{zh} 的回调函数")
        }
        PoolJoin => both!("joins {object}", "调用 {object}.join()"),
        SyncWait if event.class.as_deref() == Some("Barrier") => both!("comes to {object}", "来到 {object}"),
        SyncWait if !is_of_pool(event) => both!("calls {object}.wait()", "调用 {object}.wait()"),
        SyncWait if event.int(Field::Task).is_none() => {
            both!("waits for results of {object}", "等待 {object} 的结果")
        }
        SyncWait => {
            let Both { en, zh } = tasks(event)?;
            both!("asks for the result of {en}", "索取{zh} 的结果")
        }
        GilTake => both!("asks for {object}", "请求 {object}"),
        _ => return None,
    })
}

fn gets_through(event: &Event) -> Option<Both> {
    use Kind::*;
    let (object, other, value, pipe) = (object(event), other(event), value(event), pipe_in_chinese(event));
    Some(match event.kind {
        ProcessJoin | ThreadJoin => both!("is past the join of {other}", "join 返回：{other} 已结束"),
        ProcessWait => both!("is past the wait", "wait 返回"),
        TimeSleep => both!("wakes up", "醒来"),
        QueuePut if !has_buffer(event) => both!("has put {value} into {object}", "{value} 已放入队列 {object}"),
        QueuePut => both!("has put {value} into the buffer of {object}", "{value} 已进入队列 {object} 的缓冲区"),
        QueueGet => both!("gets {value} from {object}", "从队列 {object} 取到 {value}"),
        QueueJoin => both!("is past the join of {object}: every item is done", "{object}.join() 返回：数据全部处理完"),
        QueueFed => both!("writes {value} into the pipe of {object}", "把 {value} 写入队列 {object} 的管道"),
        PipeSend => both!("has sent {value} into {object}", "已向{pipe} {object} 发出 {value}"),
        PipeRecv => both!("receives {value} from {object}", "从{pipe} {object} 收到 {value}"),
        LockAcquire => both!("takes {object}", "获得锁 {object}"),
        PoolTask => {
            let task = event.int(Field::Task)?;
            both!("has done task {task} of {object}", "做完 {object} 的任务 {task}")
        }
        PoolCallback => {
            let Both { en, zh } = tasks(event)?;
            both!("is past the callback of {en}", "{zh} 的回调函数执行完毕")
        }
        SyncWait if !is_of_pool(event) => both!("is past {object}", "通过 {object}"),
        SyncWait if event.int(Field::Task).is_none() => {
            both!("goes on: a result of {object} is there", "继续运行：{object} 有了结果")
        }
        SyncWait => {
            let Both { en, zh } = tasks(event)?;
            both!("has the result of {en}", "拿到{zh} 的结果")
        }
        GilTake => both!("takes {object}", "获得 {object}"),
        PoolJoin => both!("is past the join of {object}", "{object}.join() 返回"),
        _ => return None,
    })
}

/// What messages go through: a pipe's two ends are made together, a connection's meet.
pub(super) fn pipe_in_chinese(event: &Event) -> &'static str {
    match event.class.as_deref() {
        Some("Connection") => "连接",
        _ => "管道",
    }
}

/// Whether what is put waits in a buffer of its process for the feeder.
fn has_buffer(event: &Event) -> bool {
    !matches!(event.class.as_deref(), Some("SimpleQueue" | "ThreadQueue" | "LifoQueue" | "PriorityQueue"))
}

fn gives_up(event: &Event, outcome: &str) -> Both {
    use Kind::*;
    let (object, other, pipe) = (object(event), other(event), pipe_in_chinese(event));
    match (event.kind, outcome) {
        (ProcessJoin | ThreadJoin, "timeout") => {
            both!("waits no longer for {other}: time is up", "超时，不再等待 {other}")
        }
        (LockAcquire, "timeout") => both!("does not get {object}: time is up", "超时，没有获得锁 {object}"),
        (QueueGet, "Empty") => both!("gets nothing: {object} is empty", "没有取到数据：队列 {object} 为空"),
        (QueuePut, "Full") => both!("puts nothing: {object} is full", "没有放入：队列 {object} 已满"),
        (PipeRecv | PipeSend, "other") => both!("turns to another pipe", "转而处理另一根管道"),
        (PipeRecv, "eof") => both!("meets the end of {object}", "{pipe} {object} 已到末尾"),
        (PipeRecv, "EOFError") => both!("meets the end of {object}: EOFError", "{pipe} {object} 已到末尾：EOFError"),
        (PipeSend, "BrokenPipeError") => {
            both!("finds nobody left to read {object}: BrokenPipeError", "{pipe} {object} 已无人读取：BrokenPipeError")
        }
        (PoolTask, "cancelled") => {
            let task = event.int(Field::Task).unwrap_or_default();
            both!("calls task {task} of {object} off", "取消 {object} 的任务 {task}")
        }
        (PoolTask, _) if event.get(Field::Worker).is_none() => {
            let task = event.int(Field::Task).unwrap_or_default();
            both!("gives task {task} of {object} up: {outcome}", "放弃 {object} 的任务 {task}：{outcome}")
        }
        (PoolTask, _) => {
            let task = event.int(Field::Task).unwrap_or_default();
            both!("fails in task {task} of {object}: {outcome}", "{object} 的任务 {task} 失败：{outcome}")
        }
        (SyncWait, "BrokenBarrierError") => {
            both!("finds {object} broken: BrokenBarrierError", "{object} 已损坏：BrokenBarrierError")
        }
        (SyncWait, "timeout") => both!("waits no longer for {object}: time is up", "超时，不再等待 {object}"),
        (SyncWait, _) if is_of_pool(event) => {
            let Both { en, zh } = tasks(event).unwrap_or_default();
            both!("meets the exception of {en}: {outcome}", "遇到{zh} 的异常：{outcome}")
        }
        (ProcessWait | ProcessJoin, _) => both!("waits in vain: {outcome}", "等待失败：{outcome}"),
        (PipeRecv, _) => both!("receives nothing from {object}: {outcome}", "没有从{pipe} {object} 收到：{outcome}"),
        (PipeSend, _) => both!("sends nothing into {object}: {outcome}", "没有向{pipe} {object} 发出：{outcome}"),
        (kind, _) => Both::same(format!("{kind}: {outcome}")),
    }
}

/// Whether it is a pool or an executor that is waited for.
fn is_of_pool(event: &Event) -> bool {
    event.class.as_deref().is_some_and(|class| class.ends_with("Pool") || class.ends_with("Executor"))
}

/// To the millisecond: more says nothing of how long a sleep was.
fn seconds(event: &Event) -> String {
    let to_the_millisecond = |seconds: f64| format!("{} s", (seconds * 1e3).round() / 1e3);
    event.get(Field::Seconds).and_then(Val::as_float).map_or_else(String::new, to_the_millisecond)
}

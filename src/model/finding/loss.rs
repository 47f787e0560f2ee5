//! Findings about what is lost: updates that overwrite one another, items that nobody takes.

use super::{Finding, row};
use crate::model::event::Event;
use crate::model::name::ActorName;
use crate::model::tell::harmless;
use crate::model::tongue::{Both, both};
use crate::model::world::{Item, Object, Pipe, Queue, Shape, World};

/// A value was written from a read that was no longer true.
pub(super) fn lost_update(event: &Event, world: &World) -> Option<Finding> {
    let object = event.object.as_ref()?;
    let lost = world.value(object)?.lost_by.as_ref().filter(|lost| lost.n == event.n)?;
    let (writer, other) = (&lost.writer, &lost.other);
    let (read, was, now) = (harmless(&lost.read), harmless(&lost.was), harmless(event.value.as_deref()?));
    let sentence = both!(
        "An update of {object} is lost: {writer} had read {read}, {other} has written {was} since, and {writer} now \
         writes {now} over it.",
        "{object} 的一次更新丢失了：{writer} 读到的是 {read}，之后 {other} 写入了 {was}，现在 {writer} 又写入 {now} 将其覆盖。"
    );
    let actors = vec![writer.clone(), other.clone()];
    Some(Finding::plain("lost_update", event.n, sentence, actors, vec![object.clone()]))
}

/// What is still in queues and pipes at the end of the run.
pub(super) fn left_behind(event: &Event, world: &World) -> Vec<Finding> {
    world.objects().filter_map(|object| left_in(event, object)).collect()
}

fn left_in(event: &Event, object: &Object) -> Option<Finding> {
    let (sentence, actors) = match &object.shape {
        Shape::Queue(queue) => left_in_queue(object, queue)?,
        Shape::Pipe(pipe) => left_in_pipe(object, pipe)?,
        _ => return None,
    };
    Some(Finding::plain("left_behind", event.n, sentence, actors, vec![object.name.clone()]))
}

fn left_in_queue(object: &Object, queue: &Queue) -> Option<(Both, Vec<ActorName>)> {
    let name = &object.name;
    let left: Vec<&Item> = queue.piped.iter().chain(&queue.buffered).collect();
    let lost = queue.lost;
    if left.is_empty() && lost == 0 {
        return None;
    }
    if left.is_empty() {
        let sentence = both!(
            "{lost} put into {name} never left the process that had put: it ended before its feeder thread was through.",
            "放入队列 {name} 的 {lost} 个数据没能离开放入它们的进程：馈送线程（feeder）写完之前，那个进程就结束了。"
        );
        return Some((sentence, queue.givers.clone()));
    }
    let (count, Both { en, zh }) = (left.len(), shown(&left));
    let (more_en, more_zh) = match lost {
        0 => (String::new(), String::new()),
        _ => (
            format!("; {lost} more never left the buffer of a process that ended"),
            format!("；另有 {lost} 个没能离开已结束进程的缓冲区"),
        ),
    };
    let sentence = both!(
        "{count} left behind in {name}, and nobody got it: {en}{more_en}.",
        "队列 {name} 中有 {count} 个数据始终没有被取走：{zh}{more_zh}。"
    );
    Some((sentence, givers(&left)))
}

fn left_in_pipe(object: &Object, pipe: &Pipe) -> Option<(Both, Vec<ActorName>)> {
    let left: Vec<&Item> = pipe.ends.iter().flat_map(|end| &end.inbox).collect();
    if left.is_empty() {
        return None;
    }
    let (name, count, Both { en, zh }) = (&object.name, left.len(), shown(&left));
    let pipe = if pipe.is_connection { "连接" } else { "管道" };
    let sentence = both!(
        "{count} left behind in {name}, and nobody received it: {en}.",
        "{pipe} {name} 中有 {count} 条消息始终没有被接收：{zh}。"
    );
    Some((sentence, givers(&left)))
}

/// The first few values.
fn shown(items: &[&Item]) -> Both {
    const SHOWN: usize = 4;
    let values: Vec<String> = items.iter().take(SHOWN).map(|item| harmless(&item.value)).collect();
    if items.len() > SHOWN {
        return Both::new(format!("{} …", values.join(", ")), format!("{} ……", values.join("、")));
    }
    row(values.iter().map(String::as_str))
}

fn givers(items: &[&Item]) -> Vec<ActorName> {
    let mut names: Vec<ActorName> = items.iter().map(|item| item.from.clone()).collect();
    names.sort();
    names.dedup();
    names
}

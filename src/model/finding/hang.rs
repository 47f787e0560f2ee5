//! Naming a hang: who waits for what, who could give it, and the circle where there is one.

use super::Finding;
use crate::model::event::{Event, Field, Kind};
use crate::model::name::{ActorName, ObjectName};
use crate::model::need;
use crate::model::tell;
use crate::model::tongue::{Both, both};
use crate::model::waiting;
use crate::model::world::{Actor, End, Object, Pipe, Queue, Shape, Wait, World};

/// How long nothing must have moved before it is said, in nanoseconds. Long enough for a wakeup that was not told yet.
const QUIET: u64 = 500_000_000;

/// Looks out for a stretch of time in which nobody can move.
#[derive(Default)]
pub(super) struct Stuck {
    /// When somebody last did something, in nanoseconds.
    moved: u64,
    told: bool,
}

impl Stuck {
    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Option<Finding> {
        match event.kind {
            Kind::Sample => self.after_quiet(event, world),
            Kind::RunStop if event.text(Field::Reason) == Some("hang") => self.at_the_stop(event, world),
            Kind::RunStart | Kind::RunStop | Kind::RunEnd | Kind::Lost | Kind::Oddity | Kind::ProcessGone => None,
            _ => {
                self.moved = event.t;
                if event.text(Field::By).is_none() && event.actor.is_some() {
                    self.told = false;
                }
                None
            }
        }
    }

    fn after_quiet(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let quiet = event.t.saturating_sub(self.moved) >= QUIET;
        (!self.told && quiet && need::nobody_can_move(world)).then(|| self.tell(explain(world), event))?
    }

    /// A run that hangs is about to be ended: where every step waits for leave, nothing had to be waited for.
    fn at_the_stop(&mut self, event: &Event, world: &World) -> Option<Finding> {
        (!self.told).then(|| self.tell(explain(world), event))?
    }

    fn tell(&mut self, finding: Option<Finding>, event: &Event) -> Option<Finding> {
        self.told = finding.is_some();
        Some(Finding { n: event.n, ..finding? })
    }
}

/// Why nobody can move, in a sentence: the circle where there is one, else each that waits. `None` if nobody waits.
pub fn explain(world: &World) -> Option<Finding> {
    let circle = need::circle(world);
    let waiting: Vec<&Actor> =
        world.alive().filter(|actor| actor.waits().is_some() && !waiting::rests(actor)).collect();
    let members: Vec<&Actor> = if circle.is_empty() { waiting } else { named(world, &circle) };
    if members.is_empty() {
        return None;
    }
    let whys: Vec<Both> = members.iter().filter_map(|actor| Some(why(world, actor, actor.waits()?))).collect();
    Some(Finding {
        id: "nobody_can_move",
        n: world.count,
        sentence: sentence(&whys, circle.len()),
        actors: members.iter().map(|actor| actor.name.clone()).collect(),
        objects: objects(&members),
        waits: waiting::graph(world),
        stood: Vec::new(),
    })
}

fn named<'a>(world: &'a World, names: &[ActorName]) -> Vec<&'a Actor> {
    names.iter().filter_map(|name| world.actor(name)).collect()
}

fn objects(members: &[&Actor]) -> Vec<ObjectName> {
    let mut names: Vec<ObjectName> = members.iter().filter_map(|actor| actor.waits()?.object.clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn sentence(whys: &[Both], circle: usize) -> Both {
    const SAID: usize = 4;
    let said = whys.len().min(SAID);
    let mut en: Vec<String> = whys[..said].iter().map(|why| why.en.to_string()).collect();
    let mut zh: Vec<String> = whys[..said].iter().map(|why| why.zh.to_string()).collect();
    if whys.len() > said {
        let more = whys.len() - said;
        en.push(format!("and {more} more wait"));
        zh.push(format!("另有 {more} 个也在等待"));
    }
    let (en, zh) = (en.join("; "), zh.join("；"));
    match circle {
        0 | 1 => both!("Nobody can move: {en}.", "谁也无法继续：{zh}。"),
        _ => both!(
            "Nobody can move, a deadlock: {en}. That is a circle.",
            "谁也无法继续，发生死锁：{zh}。这些等待构成一个环。"
        ),
    }
}

/// Why this actor cannot go on: what it waits for, and who could give it.
pub fn why(world: &World, actor: &Actor, wait: &Wait) -> Both {
    let Both { en, zh } = tell::wait(wait);
    let name = &actor.name;
    let givers = need::givers(world, actor, wait);
    let Both { en: who_en, zh: who_zh } = who_could(world, actor, wait, &givers);
    both!("{name} {en}{who_en}", "{name} {zh}{who_zh}")
}

fn who_could(world: &World, actor: &Actor, wait: &Wait, givers: &[ActorName]) -> Both {
    use Kind::*;
    let own = givers.iter().any(|giver| giver.process() == actor.name.process());
    let Both { en, zh } = super::row(givers.iter().map(|giver| &**giver));
    match wait.kind {
        LockAcquire | GilTake => holder(world, actor, wait, givers),
        QueueGet if &*wait.what == "turn" => {
            let dead = givers.iter().any(|giver| world.actor(giver).is_none_or(|actor| !actor.is_alive()));
            match dead {
                true => both!(", and {en} has ended holding that turn", "，而 {zh} 结束时还占着读取权"),
                false => both!(", and {en} has it", "，而现在轮到的是 {zh}"),
            }
        }
        QueueJoin => unfinished(world, wait, givers),
        QueueGet if givers.is_empty() && !copiers(world, wait).is_empty() => {
            let Both { en, zh } = super::row(copiers(world, wait).iter().map(|name| &**name));
            both!(
                ", and what {en} has put went into a copy of its own: a queue.Queue belongs to the threads of one process",
                "，而 {zh} 放入的数据进了它自己的副本：queue.Queue 只在一个进程的线程之间共享"
            )
        }
        QueueGet if givers.is_empty() => both!(", and there is nobody who would put", "，而没有进程会再放入数据"),
        QueueGet => both!(", which only {en} would put", "，而只有 {zh} 会放入数据"),
        QueuePut | QueueFed if givers.is_empty() => {
            both!(", and there is nobody who would get", "，而没有进程会取走数据")
        }
        QueuePut | QueueFed if has_got(world, wait, givers) => {
            both!(", from which only {en} would get", "，而只有 {zh} 会取走数据")
        }
        QueuePut | QueueFed => both!(", from which only {en} could get", "，而只有 {zh} 能取走数据"),
        PipeRecv if is_awaited(world, wait) => {
            both!(", and nobody has accepted that connection yet", "，而这个连接还没有被接受")
        }
        PipeRecv if givers.is_empty() => {
            both!(", and a program that is not watched has the other end", "，而另一端在一个不受观察的程序手中")
        }
        PipeRecv if own && givers.len() == 1 => {
            let end = opposite(world, wait);
            both!(
                ", and the only one that still has the other end, {end}, open is {en} itself, so no end of file comes",
                "，而另一端 {end} 只剩 {zh} 自己还开着，所以永远等不到文件结束"
            )
        }
        PipeRecv => both!(", and the other end is open in {en}", "，而另一端仍在 {zh} 中开着"),
        SyncWait if wait.object.as_deref().is_some_and(|name| world.meeting(name).is_some()) => {
            absent(world, actor, wait)
        }
        ManagerCall => unanswered(world, actor, wait, givers),
        PoolJoin | SyncWait => lost(world, wait),
        PipeSend => both!(", and only {en} could read at the other end", "，而只有 {zh} 能在另一端读取"),
        _ => Both::default(),
    }
}

/// Processes that have put into copies of the queue, which they got by a fork.
fn copiers(world: &World, wait: &Wait) -> Vec<ActorName> {
    let has_put = |object: &&Object| match &object.shape {
        Shape::Queue(queue) => object.copy_of == wait.object && !queue.givers.is_empty(),
        _ => false,
    };
    world.objects().filter(has_put).filter_map(|object| object.within.clone()).collect()
}

/// How many items have not been dealt with, and who could say that they are.
fn unfinished(world: &World, wait: &Wait, givers: &[ActorName]) -> Both {
    let queue = wait.object.as_deref().and_then(|name| world.queue(name));
    let left = queue.map_or(0, Queue::unfinished);
    let Both { en, zh } = super::row(givers.iter().map(|giver| &**giver));
    match givers {
        [] => both!(
            ", with {left} left, and there is nobody who would call task_done()",
            "，还剩 {left} 个，而没有谁会再调用 task_done()"
        ),
        _ => both!(
            ", with {left} left, and only {en} could call task_done()",
            "，还剩 {left} 个，而只有 {zh} 能调用 task_done()"
        ),
    }
}

/// Whether one of them has ever got from the queue.
fn has_got(world: &World, wait: &Wait, who: &[ActorName]) -> bool {
    let queue = wait.object.as_deref().and_then(|name| world.queue(name));
    queue.is_some_and(|queue| who.iter().any(|name| queue.takers.contains(name)))
}

/// Who has not come to a barrier, or is left to set or notify: those who do not wait there too.
fn absent(world: &World, actor: &Actor, wait: &Wait) -> Both {
    let meeting = wait.object.as_deref().and_then(|name| world.meeting(name));
    let (come, all) = meeting.map_or((0, 0), |meeting| (meeting.here.len() as u64, meeting.parties));
    if all > 0 {
        return both!(", where {come} of {all} have come", "，目前到了 {come} 个，需要 {all} 个");
    }
    let waits_there = |other: &Actor| other.waits().is_some_and(|other| other.object == wait.object);
    let left = world.alive().filter(|other| other.name != actor.name && !waits_there(other));
    let Both { en, zh } = super::row(left.map(|other| &*other.name));
    match en.is_empty() {
        true => both!(", and nobody is left who could do that", "，而已经没有谁能叫醒它"),
        false => both!(", and those left who could do that wait too: {en}", "，而能叫醒它的也都在等：{zh}"),
    }
}

/// The task that a worker of the pool took with it, or that nobody is left to begin.
fn lost(world: &World, wait: &Wait) -> Both {
    let pool = wait.object.as_deref().and_then(|name| world.pool(name));
    let not_begun = |task: &i64| pool.is_some_and(|pool| pool.waiting.contains(task));
    match pool.and_then(|pool| pool.lost.first()) {
        None => match wait.task.filter(not_begun) {
            Some(task) => both!(
                ", and no worker is left to begin task {task}: all of them wait themselves",
                "，而任务 {task} 还没有开始，也没有空闲的 worker 来做：它们自己也都在等待"
            ),
            None => Both::default(),
        },
        Some((task, by)) => both!(
            ", and {by} has ended in the middle of task {task}, which nobody else has",
            "，而 {by} 在任务 {task} 中途结束，别的进程都没有这个任务"
        ),
    }
}

/// Why a manager's server does not answer.
fn unanswered(world: &World, actor: &Actor, wait: &Wait, holders: &[ActorName]) -> Both {
    let managed = wait.object.as_deref().and_then(|name| world.managed(name));
    match managed.and_then(|managed| managed.service_for(&actor.name)?.lacks.as_deref()) {
        Some("item") => both!(", whose server waits for an item", "，而服务进程在等其中有数据"),
        Some("room") => both!(", whose server waits for room", "，而服务进程在等其中有空位"),
        Some("tasks") => both!(", whose server waits until every item is done", "，而服务进程在等其中的数据全部处理完"),
        Some("set") => both!(", whose server waits until it is set", "，而服务进程在等它被设置"),
        Some("notify") => both!(", whose server waits until it is notified", "，而服务进程在等它被通知"),
        Some("others") => both!(", whose server waits for the others", "，而服务进程在等其他参与者到齐"),
        Some("release") => holder(world, actor, wait, holders),
        _ => Both::default(),
    }
}

fn opposite(world: &World, wait: &Wait) -> String {
    connected(world, wait).map(|(_, end)| end.name.to_string()).unwrap_or_default()
}

/// Whether nobody has accepted the connection yet.
fn is_awaited(world: &World, wait: &Wait) -> bool {
    connected(world, wait).is_some_and(|(pipe, end)| pipe.is_awaited(end))
}

/// The pipe, and the end opposite to that where somebody waits.
fn connected<'a>(world: &'a World, wait: &Wait) -> Option<(&'a Pipe, &'a End)> {
    let pipe = world.pipe(wait.object.as_deref()?)?;
    Some((pipe, pipe.opposite(wait.end.as_deref()?)?))
}

fn holder(world: &World, actor: &Actor, wait: &Wait, holders: &[ActorName]) -> Both {
    let Both { en, zh } = super::row(holders.iter().map(|holder| &**holder));
    let copy = wait.object.as_deref().and_then(|name| world.object(name)).filter(|lock| lock.copy_of.is_some());
    if copy.is_some() && holders.iter().all(|holder| holder.process() != actor.name.process()) && !holders.is_empty() {
        let process = actor.name.process();
        return both!(
            ", a copy that {en} held when {process} was forked, and {process} has no such thread",
            "，这是一个副本：fork 出 {process} 时由 {zh} 持有，而 {process} 里没有那个线程"
        );
    }
    let dead = holders.iter().any(|holder| world.actor(holder).is_none_or(|actor| !actor.is_alive()));
    match holders {
        [] => Both::default(),
        [only] if *only == actor.name => both!(", which it holds itself", "，而持有者就是它自己"),
        _ if dead => both!(", and {en} has ended holding it", "，而 {zh} 结束时没有释放它"),
        [_] => both!(", which {en} holds", "，而持有者是 {zh}"),
        _ => both!(", which {en} hold", "，而持有者是 {zh}"),
    }
}

//! Findings about pools: workers that die, exceptions that nobody asks for, tasks that are thrown away.

use std::collections::{BTreeMap, BTreeSet};

use super::farewell::at_its_end;
use super::{Finding, row};
use crate::model::event::{Event, Field, Kind, Phase, Val};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::{self, harmless};
use crate::model::tongue::{Both, both};
use crate::model::world::{Actor, World};

/// Looks out for what goes wrong with pools.
#[derive(Default)]
pub(super) struct Pools {
    /// Workers that the library itself ends, with its pool or its process.
    dismissed: BTreeSet<ActorName>,
    /// Workers that have come so far as to wait for a task.
    ready: BTreeSet<ActorName>,
    /// Tasks that have failed, where nobody has asked for them yet: how, and by whom.
    failed: BTreeMap<(ObjectName, i64), (String, ActorName)>,
    /// Tasks that were asked for.
    asked: BTreeSet<(ObjectName, i64)>,
    /// What came of the tasks of each pool.
    results: BTreeMap<ObjectName, Results>,
    /// The task that the one who is about to end has in hand, and of which pool.
    in_hand: Option<(ObjectName, i64)>,
}

/// What the tasks of a pool have returned, where nobody has asked for it yet.
#[derive(Default)]
struct Results {
    /// By task.
    unasked: BTreeMap<i64, Box<str>>,
    /// The last task that somebody has asked for.
    last_asked: Option<i64>,
    /// Whether somebody has asked for results without saying of which task.
    any: bool,
}

impl Results {
    fn are_asked(&mut self, first: i64, count: i64) {
        let mut rest = self.unasked.split_off(&first);
        self.unasked.append(&mut rest.split_off(&first.saturating_add(count)));
        self.last_asked = self.last_asked.max(Some(first.saturating_add(count - 1)));
    }

    /// Those that nobody will ask for. Whoever takes the first results only, and leaves the others, may mean it.
    fn lost(&self) -> Vec<(i64, &str)> {
        let is_lost = |task: i64| !self.any && self.last_asked.is_none_or(|last| task < last);
        self.unasked.iter().filter(|(task, _)| is_lost(**task)).map(|(task, value)| (*task, &**value)).collect()
    }
}

impl Pools {
    /// Before an event is folded: with its worker's end a task is in nobody's hand any more.
    pub fn before(&mut self, event: &Event, world: &World) {
        self.in_hand = None;
        if let (Kind::ProcessExit, Some(who)) = (event.kind, &event.actor) {
            self.in_hand = in_hand(world, who);
        }
    }

    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Vec<Finding> {
        match event.kind {
            Kind::ProcessSignal if at_its_end(event, world).is_some() => self.dismissed.extend(event.target()),
            Kind::PoolTask => self.task(event),
            Kind::SyncWait if event.phase == Some(Phase::End) => self.asks(event),
            Kind::PoolCallback => self.asks(event),
            Kind::PoolReady if event.get(Field::Answer) == Some(&Val::Bool(true)) => {
                self.asks(event);
            }
            Kind::PoolTerminate => return thrown_away(event, world).into_iter().collect(),
            Kind::ProcessExit => return self.worker_ends(event, world).into_iter().collect(),
            Kind::RunEnd if event.text(Field::Reason) == Some("done") => {
                let mut found = self.never_asked(event);
                if event.status() == Some(0) {
                    found.extend(self.never_looked_at(event, &found));
                }
                return found;
            }
            _ => {}
        }
        Vec::new()
    }

    fn task(&mut self, event: &Event) {
        let (Some(pool), Some(who)) = (&event.object, &event.actor) else { return };
        self.ready.insert(who.clone());
        let failed = event.outcome().filter(|outcome| *outcome != "cancelled");
        if let (Some(Phase::End), Some(task), Some(outcome)) = (event.phase, event.int(Field::Task), failed) {
            let key = (pool.clone(), task);
            if !self.asked.contains(&key) {
                self.failed.insert(key, (outcome.to_string(), who.clone()));
            }
        }
        self.returns(event, pool);
    }

    /// A task has come to its end in order, with something to show for it.
    fn returns(&mut self, event: &Event, pool: &ObjectName) {
        let (Some(Phase::End), None, Some(task)) = (event.phase, event.outcome(), event.int(Field::Task)) else {
            return;
        };
        let value = event.value.as_deref().filter(|value| *value != "None");
        if let Some(value) = value.filter(|_| !self.asked.contains(&(pool.clone(), task))) {
            self.results.entry(pool.clone()).or_default().unasked.insert(task, harmless(value).into());
        }
    }

    /// Somebody asks for the results of a task, or of several; or for the next of an `imap`, whichever that is.
    fn asks(&mut self, event: &Event) {
        let Some(pool) = &event.object else { return };
        if event.outcome() == Some("timeout") {
            return;
        }
        let Some(first) = event.int(Field::Task) else {
            self.results.entry(pool.clone()).or_default().any = true;
            let raised =
                |(of, _): &(ObjectName, i64), (how, _): &(String, _)| of == pool && event.outcome() == Some(how);
            let met = self.failed.iter().find(|(key, value)| raised(key, value)).map(|(key, _)| key.clone());
            met.map(|key| self.failed.remove(&key));
            return;
        };
        // As many as a program can have handed in; what an event says of it may be anything.
        let count = event.int(Field::Count).unwrap_or(1).clamp(1, 1_000_000);
        self.results.entry(pool.clone()).or_default().are_asked(first, count);
        self.failed.retain(|(of, task), _| of != pool || *task < first || *task - first >= count);
        self.asked.extend((0..count.min(10_000)).map(|step| (pool.clone(), first.saturating_add(step))));
    }

    fn worker_ends(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let who = event.actor.as_ref().filter(|who| !self.dismissed.contains(*who))?;
        let worker = world.actor(who)?;
        let status = tell::status(event.status().or(worker.status));
        if let Some((pool, task)) = self.in_hand.take() {
            let terminated = world.pool(&pool).is_none_or(|pool| pool.terminated);
            return (!terminated).then(|| died_at_work(event, world, who, &pool, task, &status));
        }
        let failed = event.status().is_some_and(|status| status > 0);
        let is_new = is_of_pool(worker) && !self.ready.contains(who);
        (failed && is_new).then(|| died_before_work(event, who, &status))
    }

    /// The same for what has not failed; a pool of which that is said has enough said of it.
    fn never_looked_at(&self, event: &Event, said: &[Finding]) -> Vec<Finding> {
        let is_said = |pool: &ObjectName| said.iter().any(|finding| finding.objects.contains(pool));
        let pools = self.results.iter().filter(|(pool, _)| !is_said(pool));
        pools.filter_map(|(pool, results)| never_looked_at(event, pool, &results.lost())).collect()
    }

    fn never_asked(&mut self, event: &Event) -> Vec<Finding> {
        let mut by_pool: BTreeMap<ObjectName, Vec<(i64, String, ActorName)>> = BTreeMap::new();
        for ((pool, task), (outcome, who)) in std::mem::take(&mut self.failed) {
            by_pool.entry(pool).or_default().push((task, outcome, who));
        }
        by_pool.into_iter().map(|(pool, tasks)| never_asked(event, &pool, &tasks)).collect()
    }
}

/// What tasks have returned, and nobody has looked at.
fn never_looked_at(event: &Event, pool: &ObjectName, lost: &[(i64, &str)]) -> Option<Finding> {
    let ((task, value), count) = (lost.first()?, lost.len());
    let sentence = match count {
        1 => both!(
            "Task {task} of {pool} has returned {value}, and nobody has ever asked for it.",
            "{pool} 的任务 {task} 返回了 {value}，却从来没有谁来取。"
        ),
        _ => both!(
            "{count} tasks of {pool} have returned something, as task {task} has ({value}), and nobody has ever asked for it.",
            "{pool} 有 {count} 个任务返回了结果，例如任务 {task} 的 {value}，却从来没有谁来取。"
        ),
    };
    Some(Finding::plain("never_asked", event.n, sentence, Vec::new(), vec![pool.clone()]))
}

fn in_hand(world: &World, who: &ActorName) -> Option<(ObjectName, i64)> {
    let of = |name: &ObjectName| world.pool(name).and_then(|pool| pool.task_of(who)).map(|task| (name.clone(), task));
    world.objects().find_map(|object| of(&object.name))
}

/// Whether it is a worker of `multiprocessing.Pool`, which puts another in the place of one that has ended.
fn is_of_pool(worker: &Actor) -> bool {
    worker.title.as_deref().is_some_and(|title| title.contains("PoolWorker"))
}

fn died_at_work(event: &Event, world: &World, who: &ActorName, pool: &ObjectName, task: i64, status: &Both) -> Finding {
    let is_executor = world.object(pool).is_some_and(|object| object.class.ends_with("Executor"));
    let Both { en, zh } = status;
    let sentence = match is_executor {
        true => both!(
            "{who} has ended in the middle of task {task} of {pool} ({en}): the pool is broken, and all that is not done \
             fails with BrokenProcessPool.",
            "{who} 在 {pool} 的任务 {task} 中途结束（{zh}）：整个池就此损坏，未完成的任务都以 BrokenProcessPool 失败。"
        ),
        false => both!(
            "{who} has ended in the middle of task {task} of {pool} ({en}): another worker takes its place, but the task is \
             lost, and whoever waits for its result waits for ever.",
            "{who} 在 {pool} 的任务 {task} 中途结束（{zh}）：会有新的工作进程补上，但这个任务已经丢失，等待其结果的将永远等下去。"
        ),
    };
    Finding::plain("worker_died", event.n, sentence, vec![who.clone()], vec![pool.clone()])
}

fn died_before_work(event: &Event, who: &ActorName, status: &Both) -> Finding {
    let Both { en, zh } = status;
    let sentence = both!(
        "{who} has ended before its first task ({en}). If every worker does, the pool starts new ones without end.",
        "{who} 还没接到第一个任务就结束了（{zh}）。要是每个工作进程都这样，进程池会没完没了地启动新的。"
    );
    Finding::plain("worker_died", event.n, sentence, vec![who.clone()], Vec::new())
}

fn never_asked(event: &Event, pool: &ObjectName, tasks: &[(i64, String, ActorName)]) -> Finding {
    const SHOWN: usize = 4;
    let told: Vec<String> = tasks.iter().take(SHOWN).map(|(task, how, _)| format!("{task} ({how})")).collect();
    let Both { en, zh } = row(told.iter().map(String::as_str));
    let more = if tasks.len() > SHOWN { " …" } else { "" };
    let sentence = both!(
        "Nobody has ever asked for the result of what failed in {pool}, task {en}{more}: the exception is lost without a \
         word.",
        "{pool} 中失败的任务 {zh}{more}，从来没有谁索取过结果：异常就这样无声地丢失了。"
    );
    let mut actors: Vec<ActorName> = tasks.iter().map(|(_, _, who)| who.clone()).collect();
    actors.sort();
    actors.dedup();
    Finding::plain("never_asked", event.n, sentence, actors, vec![pool.clone()])
}

/// The pool is terminated, and has tasks that are not done.
fn thrown_away(event: &Event, world: &World) -> Option<Finding> {
    let (name, who) = (event.object.as_ref()?, event.actor.as_ref()?);
    let pool = world.pool(name)?;
    let (waiting, running) = (pool.waiting.len(), pool.running.len());
    if waiting + running == 0 {
        return None;
    }
    let are = if running == 1 { "is" } else { "are" };
    let sentence = both!(
        "{who} terminates {name}, as leaving its with block does: {running} of its tasks {are} cut short and {waiting} never \
         begun. Ask for the results first, or close and join.",
        "{who} 终止了 {name}（离开 with 语句块也会如此）：有 {running} 个任务被中途打断，{waiting} 个从未开始。\
         应当先取得结果，或者先 close 再 join。"
    );
    let mut actors = vec![who.clone()];
    actors.extend(pool.running.values().cloned());
    Some(Finding::plain("thrown_away", event.n, sentence, actors, vec![name.clone()]))
}

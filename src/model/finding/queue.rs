//! Findings about queues: a join that waits for a buffer that only the joiner could empty, an item that cannot be
//! pickled, a turn to read that died with its holder.

use std::collections::BTreeSet;

use super::Finding;
use crate::model::event::{Event, Kind, Phase};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::harmless;
use crate::model::tongue::both;
use crate::model::world::{Actor, Object, Queue, Shape, World};

/// Looks out for what goes wrong with queues, each once.
#[derive(Default)]
pub(super) struct Queues {
    /// Joins of whom are told.
    joined: BTreeSet<ActorName>,
    /// Queues whose lost turn is told.
    dead: BTreeSet<ObjectName>,
}

impl Queues {
    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Option<Finding> {
        match (event.kind, event.phase) {
            (Kind::ProcessJoin | Kind::QueueFed | Kind::ThreadJoin, Some(Phase::Wait)) => {
                self.joined_before_drained(event, world)
            }
            (Kind::QueueFed, Some(Phase::End)) => unpicklable(event),
            (Kind::QueueGet, Some(Phase::Wait)) => self.turn_died(event, world),
            _ => None,
        }
    }

    fn joined_before_drained(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let joins = |actor: &&Actor| actor.waits().is_some_and(|wait| wait.kind == Kind::ProcessJoin);
        let (joiner, child, object) = world.alive().filter(joins).find_map(|joiner| {
            let child = joiner.waits()?.target.clone()?;
            let object = full(world, &child, joiner)?;
            Some((joiner, child, object))
        })?;
        if !self.joined.insert(child.clone()) {
            return None;
        }
        let (joiner, queue) = (&joiner.name, &object.name);
        let sentence = both!(
            "{joiner} joins {child} before {queue} is drained: what {child} has put does not all fit into the pipe, \
             {child} cannot end before it is written, and nobody but {joiner} would get it. Get first, then join.",
            "{joiner} 还没取空 {queue} 就对 {child} 调用了 join：{child} 放入的数据，管道装不下；不写完，{child} 就不能结束；\
             而只有 {joiner} 会去取。应当先 get，再 join。"
        );
        let actors = vec![joiner.clone(), child];
        Some(Finding::plain("joined_before_drained", event.n, sentence, actors, vec![queue.clone()]))
    }

    fn turn_died(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let name = event.object.as_ref()?;
        let dead = world.queue(name)?.turn_died_with.clone()?;
        let who = event.actor.as_ref().filter(|_| self.dead.insert(name.clone()))?;
        let sentence = both!(
            "{dead} was ended in the middle of get and took the turn to read {name} with it: neither {who} nor anybody else \
             will ever get from {name}.",
            "{dead} 在 get 的途中被终止，带走了 {name} 的读取权：{who} 和其他任何进程都再也无法从 {name} 取到数据。"
        );
        Some(Finding::plain("turn_died", event.n, sentence, vec![who.clone(), dead], vec![name.clone()]))
    }
}

/// The queue into whose pipe the feeder of a child that is being joined cannot write, where nobody but the joiner's
/// process is there to get.
fn full<'a>(world: &'a World, child: &ActorName, joiner: &Actor) -> Option<&'a Object> {
    let feeder = world.actor(&format!("{child}/feeder")).filter(|feeder| feeder.is_alive())?;
    let wait = feeder.waits().filter(|wait| wait.kind == Kind::QueueFed && &*wait.what == "room")?;
    let object = world.object(wait.object.as_deref()?)?;
    match &object.shape {
        // What was got already has found its room, though its feeder may say so a moment later.
        Shape::Queue(queue) if queue.buffered.is_empty() => None,
        Shape::Queue(queue) => is_only_taker(world, queue, joiner, child).then_some(object),
        _ => None,
    }
}

fn is_only_taker(world: &World, queue: &Queue, joiner: &Actor, child: &ActorName) -> bool {
    let alive = |taker: &&ActorName| world.actor(taker).is_some_and(Actor::is_alive) && taker.process() != &**child;
    queue.takers.iter().filter(alive).all(|taker| *taker == joiner.name)
}

/// What the feeder could not serialise is dropped; whoever has put it hears nothing.
fn unpicklable(event: &Event) -> Option<Finding> {
    let (outcome, feeder, queue) = (event.outcome()?, event.actor.as_ref()?, event.object.as_ref()?);
    let (value, who) = (harmless(event.value.as_deref().unwrap_or("?")), feeder.process());
    let sentence = both!(
        "{value}, which {who} has put into {queue}, cannot be pickled ({outcome}): its feeder has dropped it, put has raised \
         nothing, and nobody will ever get it.",
        "{who} 放入 {queue} 的 {value} 无法被 pickle（{outcome}）：馈送线程把它丢弃了，put 没有抛出异常，谁也不会取到它。"
    );
    let actors = vec![ActorName::from(who), feeder.clone()];
    Some(Finding::plain("unpicklable", event.n, sentence, actors, vec![queue.clone()]))
}

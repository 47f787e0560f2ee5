//! Who needs what from whom: the questions with which a hang is explained.
//!
//! An actor that waits needs something; it may be there already (then it will go on in a moment), or some actors could
//! give it, or nobody can. Following who needs whom leads to the circle of a deadlock, where there is one.

use super::event::Kind;
use super::name::ActorName;
use super::world::{Actor, Pipe, Pool, Queue, Shape, State, Wait, World};

/// Whether the actor may go on without anybody else doing anything first, as far as is known.
pub fn can_move(world: &World, actor: &Actor) -> bool {
    match &actor.state {
        State::Born | State::Sleeps { .. } => true,
        State::Runs => !is_idle(world, actor),
        State::Waits(wait) => wait.timeout.is_some() || is_there(world, actor, wait),
        State::Zombie | State::Gone => false,
    }
}

/// Whether every actor that is alive waits for another, and somebody waits: a deadlock.
pub fn nobody_can_move(world: &World) -> bool {
    let mut alive = world.alive().peekable();
    alive.peek().is_some()
        && alive.all(|actor| !can_move(world, actor))
        && world.alive().any(|actor| actor.waits().is_some())
}

/// Whether a helper of the multiprocessing library has nothing to do, as far as it does not tell so itself.
fn is_idle(world: &World, actor: &Actor) -> bool {
    let process = actor.name.process();
    match actor.role.as_deref() {
        Some("feeder") => !world.objects().any(|object| match &object.shape {
            Shape::Queue(queue) => queue.has_to_feed(process),
            _ => false,
        }),
        Some("handler") => !world.objects().any(|object| match &object.shape {
            Shape::Pool(pool) => pool.calling_back.contains(&actor.name),
            _ => false,
        }),
        // It makes processes, or clears away after them, when it is asked to; whoever asks is seen.
        Some("server") => true,
        _ if serves(world, actor) => !world.objects().any(|object| match &object.shape {
            Shape::Managed(managed) => managed.is_served_by(&actor.name),
            _ => false,
        }),
        _ if is_worker(actor) => !world.objects().any(|object| match &object.shape {
            Shape::Pool(pool) => pool.task_of(&actor.name).is_some() || !pool.waiting.is_empty(),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether it is a manager's server, or one of its threads.
fn serves(world: &World, actor: &Actor) -> bool {
    let is_server =
        |shape: &Shape| matches!(shape, Shape::Manager(manager) if manager.server.as_ref() == Some(&actor.name));
    actor.has_role("manager") || world.objects().any(|object| is_server(&object.shape))
}

/// Whether a manager is about to answer: it is if no thread of its server is stuck with the call.
fn is_answered(world: &World, actor: &Actor, object: &str) -> bool {
    let service = world.managed(object).and_then(|managed| managed.service_for(&actor.name));
    service.is_none_or(|service| service.lacks.is_none())
}

fn is_worker(actor: &Actor) -> bool {
    actor.has_role("worker") || actor.title.as_deref().is_some_and(|title| title.contains("PoolWorker"))
}

/// Whether what the actor waits for is there, so that it is about to go on.
fn is_there(world: &World, actor: &Actor, wait: &Wait) -> bool {
    use Kind::*;
    let object = wait.object.as_deref().unwrap_or_default();
    match wait.kind {
        ProcessWait | ProcessJoin | ThreadJoin => is_over(world, actor, wait),
        QueueGet => world.queue(object).is_some_and(|queue| can_get(world, queue, object, wait)),
        QueuePut => world.queue(object).is_some_and(|queue| can_put(world, queue, object, wait)),
        QueueJoin => world.queue(object).is_some_and(|queue| queue.unfinished() == 0),
        QueueFed => world.queue(object).is_some_and(|queue| queue.has_room_for(actor.name.process())),
        PipeRecv => world.pipe(object).is_some_and(|pipe| can_receive(pipe, wait)),
        PipeSend => world.pipe(object).is_some_and(|pipe| can_send(pipe, wait)),
        LockAcquire | GilTake => world.lock(object).is_some_and(|lock| lock.is_free_for(&actor.name)),
        PoolJoin => world.pool(object).is_some_and(Pool::is_through),
        SyncWait => world.meeting(object).is_some_and(|meeting| meeting.is_woken(&actor.name)),
        PoolTask => world.pool(object).is_some_and(|pool| !pool.waiting.is_empty()),
        ManagerCall => is_answered(world, actor, object),
        _ => false,
    }
}

fn is_over(world: &World, actor: &Actor, wait: &Wait) -> bool {
    match &wait.target {
        Some(target) => world.actor(target).is_none_or(|target| !target.is_alive()),
        None => {
            let children = world.children_of(actor.name.process()).filter(|child| child.is_process());
            let left: Vec<&Actor> = children.filter(|child| !matches!(child.state, State::Gone)).collect();
            left.is_empty() || left.iter().any(|child| !child.is_alive())
        }
    }
}

fn can_get(world: &World, queue: &Queue, name: &str, wait: &Wait) -> bool {
    if &*wait.what == "turn" {
        return queue.turn_died_with.is_none() && turn_of(world, queue, name).is_none();
    }
    !queue.piped.is_empty()
}

/// On a queue without feeders whoever waits for room has the turn to write.
fn can_put(world: &World, queue: &Queue, name: &str, wait: &Wait) -> bool {
    match &*wait.what {
        "turn" => !queue.putters.iter().any(|who| waits_for(world, who, "room", name)),
        _ => queue.takes_more(),
    }
}

/// Who has the turn to read a queue: the one that waits for an item.
fn turn_of(world: &World, queue: &Queue, name: &str) -> Option<ActorName> {
    queue.getters.iter().find(|who| waits_for(world, who, "item", name)).cloned()
}

fn waits_for(world: &World, who: &ActorName, what: &str, object: &str) -> bool {
    let wait = world.actor(who).and_then(Actor::waits);
    wait.is_some_and(|wait| &*wait.what == what && wait.object.as_deref() == Some(object))
}

fn can_receive(pipe: &Pipe, wait: &Wait) -> bool {
    let Some(end) = wait.end.as_deref() else { return false };
    let from_outside = pipe.opposite(end).is_some_and(|opposite| opposite.is_outside);
    from_outside || pipe.is_given_up(end) || pipe.end(end).is_some_and(|end| end.has_message())
}

fn can_send(pipe: &Pipe, wait: &Wait) -> bool {
    let Some((own, opposite)) = wait.end.as_deref().and_then(|end| Some((end, pipe.opposite(end)?))) else {
        return false;
    };
    opposite.is_outside || pipe.is_given_up(own) || !pipe.is_stream && opposite.has_room(pipe.capacity)
}

/// Who could give what the actor waits for, whether or not they are able to now. Those that have ended are among them
/// only where nobody else can: the dead holder of a lock.
pub fn givers(world: &World, actor: &Actor, wait: &Wait) -> Vec<ActorName> {
    use Kind::*;
    let object = wait.object.as_deref().unwrap_or_default();
    match wait.kind {
        ProcessWait | ProcessJoin | ThreadJoin => match &wait.target {
            Some(target) => vec![target.clone()],
            None => alive(world, world.children_of(actor.name.process()).map(|child| &child.name)),
        },
        QueueGet => world.queue(object).map_or_else(Vec::new, |queue| who_feeds(world, queue, actor, wait, object)),
        QueueJoin => {
            let takers = world.queue(object).map(|queue| alive(world, &queue.takers)).unwrap_or_default();
            takers.into_iter().filter(|taker| *taker != actor.name).collect()
        }
        QueuePut | QueueFed => who_takes(world, actor, object),
        PipeRecv | PipeSend => {
            let opposite = world.pipe(object).zip(wait.end.as_deref()).and_then(|(pipe, end)| pipe.opposite(end));
            opposite.map_or_else(Vec::new, |end| alive(world, &end.open_in))
        }
        ManagerCall => world.managed(object).map(|managed| once_each(&managed.holders)).unwrap_or_default(),
        LockAcquire | GilTake => world.lock(object).map(|lock| once_each(&lock.holders)).unwrap_or_default(),
        PoolJoin | SyncWait => world.pool(object).map(|pool| alive(world, pool.running.values())).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Who made an object.
fn maker<'a>(world: &'a World, object: &str) -> Option<&'a ActorName> {
    world.objects().find(|other| *other.name == *object).and_then(|object| object.creator.as_ref())
}

fn who_takes(world: &World, actor: &Actor, object: &str) -> Vec<ActorName> {
    let takers = world.queue(object).map(|queue| alive(world, &queue.takers)).unwrap_or_default();
    let within = world.object(object).is_some_and(|object| object.within.is_some());
    let others = |names: Vec<ActorName>| -> Vec<ActorName> {
        let is_other = |name: &ActorName| match within {
            true => *name != actor.name,
            false => name.process() != actor.name.process(),
        };
        names.into_iter().filter(is_other).collect()
    };
    // Where nobody has ever got, its maker still has it.
    match others(takers) {
        none if none.is_empty() => others(alive(world, maker(world, object))),
        takers => takers,
    }
}

fn who_feeds(world: &World, queue: &Queue, actor: &Actor, wait: &Wait, object: &str) -> Vec<ActorName> {
    if &*wait.what == "turn" {
        return turn_of(world, queue, object).or_else(|| queue.turn_died_with.clone()).into_iter().collect();
    }
    if world.object(object).is_some_and(|object| object.within.is_some()) {
        return alive(world, &queue.givers).into_iter().filter(|giver| *giver != actor.name).collect();
    }
    let buffered = queue.buffered.iter().map(|item| ActorName::from(format!("{}/feeder", item.from.process())));
    let feeders: Vec<ActorName> = once_each(&buffered.collect::<Vec<_>>());
    let feeders = alive(world, &feeders);
    if !feeders.is_empty() {
        return feeders;
    }
    alive(world, &queue.givers).into_iter().filter(|giver| *giver != actor.name).collect()
}

fn alive<'a>(world: &World, names: impl IntoIterator<Item = &'a ActorName>) -> Vec<ActorName> {
    names.into_iter().filter(|name| world.actor(name).is_some_and(Actor::is_alive)).cloned().collect()
}

fn once_each(names: &[ActorName]) -> Vec<ActorName> {
    let mut once: Vec<ActorName> = Vec::new();
    names.iter().for_each(|name| {
        if !once.contains(name) {
            once.push(name.clone());
        }
    });
    once
}

/// The first circle of actors that wait for one another, in the order of waiting; empty if there is none.
pub fn circle(world: &World) -> Vec<ActorName> {
    let waiting = world.alive().filter(|actor| actor.waits().is_some());
    waiting.map(|actor| circle_through(world, actor)).find(|circle| !circle.is_empty()).unwrap_or_default()
}

/// The shortest way from an actor along who needs whom back to itself.
fn circle_through(world: &World, from: &Actor) -> Vec<ActorName> {
    let mut ways: Vec<Vec<ActorName>> = vec![vec![from.name.clone()]];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        next += 1;
        let Some(last) = way.last().and_then(|name| world.actor(name)) else { continue };
        let Some(wait) = last.waits() else { continue };
        for giver in givers(world, last, wait) {
            if giver == from.name {
                return way;
            }
            if !ways.iter().any(|way| way.contains(&giver)) {
                ways.push(way.iter().cloned().chain([giver]).collect());
            }
        }
    }
    Vec::new()
}

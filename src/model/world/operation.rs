//! Operations that may have to wait: an actor arrives at one, waits, and gets through.

use std::sync::Arc;

use super::World;
use super::actor::{Doing, State, Wait};
use super::object::{Object, Shape};
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::name::ActorName;

impl World {
    /// What the event means for what its actor does.
    pub(super) fn operates(&mut self, who: usize, event: &Event) {
        let encloses_others = matches!(event.kind, Kind::PoolTask | Kind::PoolCallback);
        match event.phase {
            Some(Phase::Begin) if encloses_others => self.gets_through(who),
            Some(Phase::End) if encloses_others => {}
            Some(Phase::Begin) => self.arrives(who, event),
            Some(Phase::Wait) => self.has_to_wait(who, event),
            Some(Phase::End) => self.gets_through(who),
            None => {}
        }
    }

    fn arrives(&mut self, who: usize, event: &Event) {
        self.stops_waiting(who);
        let doing = doing(event, self.moment(event));
        let actor = self.actor_mut(who);
        if !actor.is_alive() {
            return;
        }
        actor.state = match event.kind {
            Kind::TimeSleep => State::Sleeps { seconds: doing.timeout.unwrap_or(0.0), since: event.t },
            _ => State::Runs,
        };
        actor.doing = Some(doing);
        actor.waited = None;
    }

    fn has_to_wait(&mut self, who: usize, event: &Event) {
        self.stops_waiting(who);
        let at = self.moment(event);
        let actor = self.actor_mut(who);
        if !actor.is_alive() {
            return;
        }
        let begun = actor.doing.take().filter(|doing| doing.kind == event.kind);
        let now = doing(event, at);
        let doing = match begun {
            Some(begun) => Doing {
                object: begun.object.or(now.object),
                target: begun.target.or(now.target),
                end: begun.end.or(now.end),
                task: begun.task.or(now.task),
                timeout: begun.timeout.or(now.timeout),
                ..begun
            },
            None => now,
        };
        let what = event.text(Field::For).unwrap_or_else(|| waited_for(event.kind));
        let wait = Wait {
            kind: event.kind,
            object: doing.object.clone(),
            target: doing.target.clone(),
            end: doing.end.clone(),
            task: doing.task,
            what: Arc::from(what),
            timeout: doing.timeout,
            since: event.t,
        };
        actor.state = State::Waits(wait.clone());
        actor.waited = Some(at);
        actor.doing = Some(doing);
        let name = actor.name.clone();
        self.queues_up(&name, &wait, event);
    }

    /// The waiting actor is put on its object's list.
    fn queues_up(&mut self, who: &ActorName, wait: &Wait, event: &Event) {
        let Some(object) = self.object_of(event) else { return };
        let list = match (&mut object.shape, wait.kind) {
            (Shape::Queue(queue), Kind::QueueGet) => &mut queue.getters,
            (Shape::Queue(queue), _) => &mut queue.putters,
            (Shape::Pipe(pipe), kind) => {
                let otherwise = usize::from(kind == Kind::PipeRecv);
                let Some(place) = pipe.place_or_name(wait.end.as_deref(), otherwise) else { return };
                if kind == Kind::PipeRecv { &mut pipe.ends[place].readers } else { &mut pipe.ends[place].writers }
            }
            (Shape::Lock(lock), _) => &mut lock.waiters,
            (Shape::Meeting(meeting), _) => &mut meeting.waiters,
            (Shape::Managed(managed), Kind::ManagerCall) => &mut managed.callers,
            _ => return,
        };
        list.push(who.clone());
    }

    fn gets_through(&mut self, who: usize) {
        self.stops_waiting(who);
        let actor = self.actor_mut(who);
        if actor.is_alive() {
            actor.state = State::Runs;
            actor.doing = None;
        }
    }

    /// Takes the actor off the list of the object for which it waits.
    pub(super) fn stops_waiting(&mut self, who: usize) {
        let actor = &self.actors[who];
        let Some(object) = actor.waits().and_then(|wait| wait.object.clone()) else { return };
        let name = actor.name.clone();
        if let Some(rank) = self.object_ranks.get(&object) {
            Arc::<Object>::make_mut(&mut self.objects[*rank]).waits_no_more(&name);
        }
    }
}

fn doing(event: &Event, begun: super::Moment) -> Doing {
    Doing {
        kind: event.kind,
        object: event.object.clone(),
        target: event.child().or_else(|| event.target()),
        end: event.text(Field::End).map(Arc::from),
        task: event.int(Field::Task),
        timeout: event.get(Field::Seconds).and_then(crate::model::event::Val::as_float),
        begun,
    }
}

/// What an operation waits for where the event does not say.
fn waited_for(kind: Kind) -> &'static str {
    match kind {
        Kind::ProcessWait | Kind::ProcessJoin | Kind::ThreadJoin => "exit",
        Kind::QueuePut | Kind::PipeSend => "room",
        Kind::QueueGet => "item",
        Kind::PipeRecv => "message",
        Kind::LockAcquire => "release",
        Kind::TimeSleep => "time",
        _ => "",
    }
}

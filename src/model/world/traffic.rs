//! What actors do to shared objects: put and get, send and receive, take and release, read and write.

use std::sync::Arc;

use super::World;
use super::actor::Actor;
use super::item::Item;
use super::lock::Lock;
use super::meeting::Meeting;
use super::object::Shape;
use super::pipe::{End, Pipe};
use super::pool::Pool;
use super::queue::Queue;
use super::value::Value;
use crate::model::event::{Event, Field, Kind, Phase, Val};
use crate::model::name::{ActorName, ObjectName};

/// An event about an object, by whom and when.
struct Touch<'a> {
    event: &'a Event,
    who: &'a ActorName,
    at: super::Moment,
}

impl World {
    /// What the event means for its object.
    pub(super) fn touches(&mut self, who: usize, event: &Event) {
        let name = self.actors[who].name.clone();
        let touch = Touch { event, who: &name, at: self.moment(event) };
        let forked = touch.copied().and_then(|of| self.forked_shape(&name, &of));
        let Some(object) = self.object_of(event) else { return };
        object.last = touch.at.n;
        if touch.creates() {
            object.creator =
                object.creator.take().filter(|_| event.kind == Kind::PipeOpen).or_else(|| Some(name.clone()));
            object.within = touch.within();
            object.copy_of = touch.copied();
        }
        if event.kind == Kind::GilTake && object.creator.is_none() {
            // Nobody tells of its making: it is there from the interpreter's start on.
            object.creator = Some(name.process().into());
        }
        if let Some(shape) = forked {
            object.shape = shape;
            return self.holds_copies(event);
        }
        let fits = match &mut object.shape {
            Shape::Queue(queue) => touch.queue(queue),
            Shape::Pipe(pipe) => touch.pipe(pipe),
            Shape::Lock(lock) => touch.lock(lock),
            Shape::Meeting(meeting) => touch.meeting(meeting),
            Shape::Value(value) => touch.value(value),
            Shape::Pool(pool) => touch.pool(pool),
            Shape::Manager(manager) => manager.hears(event, &name),
            Shape::Managed(managed) => managed.hears(event, &name, touch.at.n),
            Shape::Memory(memory) => memory.hears(event, name.process()),
            Shape::Other => true,
        };
        if touch.took() || touch.gave_back() {
            self.notes_holding(who, &touch);
        }
        if !fits {
            self.odd();
        }
    }

    /// What a child's own copy was at the fork: as its parent had it, with the forking thread's holdings those of the child's
    /// only thread, and with nobody waiting.
    fn forked_shape(&mut self, child: &ActorName, of: &ObjectName) -> Option<Shape> {
        let kept = self.forked.get(child.process())?.iter().find(|object| object.name == *of)?;
        let creator = self.actor(child.process()).and_then(|actor| actor.creator.clone());
        let mut shape = kept.shape.clone();
        shape.is_copied(creator.as_ref(), &ActorName::from(child.process()));
        Some(shape)
    }

    /// The child holds its copies of the locks that the thread which forked it held.
    fn holds_copies(&mut self, event: &Event) {
        let Some(name) = event.object.as_ref() else { return };
        let Some(process) = event.actor.as_ref().map(|actor| actor.process().to_string()) else { return };
        let times =
            self.lock(name).map_or(0, |lock| lock.holders.iter().filter(|holder| ***holder == *process).count());
        if let Some(rank) = self.rank_of(&process) {
            self.actor_mut(rank).holds.extend(vec![name.clone(); times]);
        }
    }

    /// Keeps each actor's own list of the locks it holds.
    fn notes_holding(&mut self, who: usize, touch: &Touch) {
        let is_held = |name: &&ObjectName| self.lock(name).is_some_and(|lock| !lock.signals);
        let Some(object) = touch.event.object.as_ref().filter(is_held) else { return };
        if touch.took() {
            self.actor_mut(who).holds.push(object.clone());
        } else {
            self.no_longer_held(object, touch.who);
        }
    }

    /// One holding is over: that of `first` if the lock no longer lists it, else of whoever it was taken from.
    fn no_longer_held(&mut self, object: &ObjectName, first: &ActorName) {
        let Some(lock) = self.lock(object) else { return };
        let over = |actor: &Actor| {
            let listed = actor.holds.iter().filter(|held| *held == object).count();
            listed > lock.holders.iter().filter(|holder| **holder == actor.name).count()
        };
        let own = self.actor(first).filter(|actor| over(actor));
        let Some(rank) = own.or_else(|| self.actors().find(|actor| over(actor))).map(|actor| actor.rank) else {
            return;
        };
        let holds = &mut self.actor_mut(rank).holds;
        if let Some(place) = holds.iter().rposition(|held| held == object) {
            holds.remove(place);
        }
    }
}

impl Touch<'_> {
    fn creates(&self) -> bool {
        use Kind::*;
        matches!(
            self.event.kind,
            QueueCreate
                | PipeCreate
                | PipeOpen
                | LockCreate
                | SyncCreate
                | ValueCreate
                | MemoryCreate
                | ManagerStart
                | ManagerCreate
                | PoolCreate
        )
    }

    /// The process whose threads alone share what is made.
    fn within(&self) -> Option<ActorName> {
        (self.event.text(Field::Via) == Some("threads")).then(|| ActorName::from(self.who.process()))
    }

    /// What it is a copy of.
    fn copied(&self) -> Option<ObjectName> {
        self.event.text(Field::CopyOf).map(ObjectName::from)
    }

    /// Whether an operation is over and had its plain effect; one told without phases is over at once.
    fn is_done(&self) -> bool {
        matches!(self.event.phase, Some(Phase::End) | None) && self.event.outcome().is_none()
    }

    fn begins(&self) -> bool {
        self.event.phase == Some(Phase::Begin)
    }

    fn took(&self) -> bool {
        matches!(self.event.kind, Kind::LockAcquire | Kind::GilTake) && self.is_done()
    }

    fn gave_back(&self) -> bool {
        matches!(self.event.kind, Kind::LockRelease | Kind::GilDrop)
    }

    fn value_told(&self) -> Option<&str> {
        self.event.value.as_deref()
    }

    fn item(&self) -> Item {
        Item {
            value: self.event.value.clone().unwrap_or_default(),
            from: self.who.clone(),
            bytes: self.event.bytes,
            n: self.at.n,
            at: self.at.t,
        }
    }

    fn number(&self, field: Field) -> Option<u64> {
        self.event.int(field).and_then(|number| u64::try_from(number).ok())
    }

    fn queue(&self, queue: &mut Queue) -> bool {
        match self.event.kind {
            Kind::QueueCreate => {
                queue.maxsize = self.number(Field::Maxsize).unwrap_or(0);
                queue.capacity = self.number(Field::Capacity);
            }
            Kind::QueuePut => self.put(queue),
            Kind::QueueFed => return self.feed(queue),
            Kind::QueueGet => return self.get(queue),
            Kind::QueueTaskDone => queue.done += 1,
            Kind::QueueEmpty | Kind::QueueClose | Kind::QueueJoin => {}
            _ => return false,
        }
        true
    }

    fn put(&self, queue: &mut Queue) {
        if self.begins() {
            remember(&mut queue.givers, self.who);
            queue.underway.begin(self.item());
        } else if self.is_done() {
            remember(&mut queue.givers, self.who);
            queue.put_ends(self.who, || self.item());
        } else if self.event.phase == Some(Phase::End) {
            queue.underway.drop_of(self.who);
        }
    }

    fn feed(&self, queue: &mut Queue) -> bool {
        let process = self.who.process();
        match self.event.phase {
            Some(Phase::Begin) => queue.feeding(process, self.value_told(), self.event.bytes),
            Some(Phase::Wait) => {}
            Some(Phase::End) if self.event.outcome().is_some() => queue.gives_up(process, self.value_told()),
            Some(Phase::End) => return queue.fed_at_last(process),
            None => return queue.fed(process, self.value_told(), || self.item()),
        }
        true
    }

    fn get(&self, queue: &mut Queue) -> bool {
        remember(&mut queue.takers, self.who);
        !self.is_done() || queue.taken(self.value_told(), self.who)
    }

    fn pipe(&self, pipe: &mut Pipe) -> bool {
        if self.event.kind == Kind::PipeCreate {
            self.new_pipe(pipe);
            pipe.ends.iter_mut().for_each(|end| end.opens(self.who.process()));
            return true;
        }
        if self.event.kind == Kind::PipeOpen {
            self.new_pipe(pipe);
        }
        let otherwise = usize::from(self.event.kind == Kind::PipeRecv);
        let Some(place) = pipe.place_or_name(self.event.text(Field::End), otherwise) else { return false };
        let process = self.who.process();
        let fill = self.number(Field::Fill);
        match self.event.kind {
            Kind::PipeOpen => self.open(pipe, place),
            Kind::PipeSend => self.send(pipe, place),
            Kind::PipeRecv => {
                if matches!(self.event.phase, Some(Phase::Begin | Phase::Wait)) {
                    pipe.ends[place].opens(process);
                }
                pipe.ends[place].fill = fill.or(pipe.ends[place].fill);
                let is_any = pipe.is_stream || pipe.is_connection;
                return !self.is_done() || pipe.ends[place].takes(self.value_told(), self.who) || is_any;
            }
            Kind::PipeClose => pipe.ends[place].closes(process),
            Kind::PipePoll | Kind::PipeEof => pipe.ends[place].fill = fill.or(pipe.ends[place].fill),
            _ => return false,
        }
        true
    }

    fn new_pipe(&self, pipe: &mut Pipe) {
        if let Some(Val::List(names)) = self.event.get(Field::Ends) {
            for (end, name) in pipe.ends.iter_mut().zip(names.iter().filter_map(Val::as_str)) {
                end.name = Arc::from(name);
            }
        }
        pipe.is_stream = self.event.class.as_deref() == Some("Stream");
        pipe.is_connection = self.event.kind == Kind::PipeOpen;
        pipe.via = self.event.text(Field::Via).unwrap_or("pipe").into();
        pipe.capacity = self.number(Field::Capacity);
    }

    /// An end of a connection is open here; the other one, where somebody is watched who has it, is opened there.
    fn open(&self, pipe: &mut Pipe, place: usize) {
        pipe.ends[place].opens(self.who.process());
        let other = &mut pipe.ends[1 - place];
        other.is_outside = !other.was_open && self.event.text(Field::Peer) == Some("outside");
    }

    fn send(&self, pipe: &mut Pipe, place: usize) {
        pipe.ends[place].opens(self.who.process());
        let end: &mut End = &mut pipe.ends[1 - place];
        if pipe.is_stream || end.is_outside {
            return;
        }
        end.fill = self.number(Field::Fill).or(end.fill);
        if self.begins() {
            end.underway.begin(self.item());
        } else if self.is_done() {
            end.arrives(self.who, || self.item());
        } else if self.event.phase == Some(Phase::End) {
            end.underway.drop_of(self.who);
        }
    }

    fn lock(&self, lock: &mut Lock) -> bool {
        match self.event.kind {
            Kind::LockCreate => {
                lock.permits = self.value_told().and_then(|permits| permits.trim().parse().ok()).unwrap_or(1);
                lock.signals = lock.counts && lock.permits == 0;
            }
            Kind::LockAcquire | Kind::GilTake => return !self.took() || lock.takes(self.who),
            Kind::LockRelease | Kind::GilDrop => return lock.releases(self.who, self.at).is_some(),
            _ => return false,
        }
        true
    }

    fn meeting(&self, meeting: &mut Meeting) -> bool {
        match self.event.kind {
            Kind::SyncCreate => {
                meeting.parties = self.value_told().and_then(|parties| parties.parse().ok()).unwrap_or(0);
            }
            Kind::SyncWait if self.begins() => meeting.arrives(self.who),
            Kind::SyncWait if self.event.phase == Some(Phase::End) => {
                if self.event.outcome() == Some("BrokenBarrierError") {
                    meeting.breaks();
                }
                meeting.goes_on(self.who);
            }
            Kind::SyncWait => {}
            Kind::SyncSet if self.value_told() == Some("broken") => meeting.breaks(),
            Kind::SyncSet => {
                meeting.set = self.value_told() != Some("False");
                if meeting.set {
                    meeting.wakes(usize::MAX);
                }
            }
            Kind::SyncNotify => meeting.wakes(self.number(Field::Count).unwrap_or(1) as usize),
            _ => return false,
        }
        true
    }

    fn value(&self, value: &mut Value) -> bool {
        let told = self.event.value.clone().unwrap_or_default();
        match self.event.kind {
            Kind::ValueCreate => value.now = told,
            Kind::ValueRead => value.is_read(self.who, told),
            Kind::ValueWrite => value.is_written(self.who, told, self.at.n),
            _ => return false,
        }
        true
    }

    fn pool(&self, pool: &mut Pool) -> bool {
        let task = self.event.int(Field::Task);
        match (self.event.kind, task) {
            (Kind::PoolCreate, _) => pool.workers = self.number(Field::Workers).unwrap_or(0),
            (Kind::PoolSubmit, Some(task)) => pool.submits(task),
            (Kind::PoolTask, Some(task)) if self.begins() => pool.begins(task, self.who),
            (Kind::PoolTask, Some(task)) if self.event.phase == Some(Phase::End) => {
                pool.ends(task, self.who, self.event.get(Field::Worker).is_some());
            }
            (Kind::PoolClose, _) => pool.closed = true,
            (Kind::PoolTerminate, _) => pool.terminates(),
            (Kind::PoolCallback, _) => pool.calls_back(self.who, self.begins()),
            (Kind::PoolTask | Kind::PoolJoin | Kind::PoolReady | Kind::SyncWait, _) => {}
            _ => return false,
        }
        true
    }
}

/// Adds a name to a short list, once.
fn remember(list: &mut Vec<ActorName>, who: &ActorName) {
    if list.last() != Some(who) && !list.contains(who) {
        list.push(who.clone());
    }
}

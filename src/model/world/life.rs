//! Births and deaths: who speaks, who is whose parent, who has ended and who has been collected.

use std::sync::Arc;

use super::World;
use super::actor::{Moment, Sample, State};
use super::object::{Object, Shape};
use crate::model::event::{Event, Field, Kind, Val};
use crate::model::name::ActorName;

impl World {
    /// The rank of the actor that tells the event, with its whereabouts noted.
    pub(super) fn hears(&mut self, event: &Event) -> Option<usize> {
        let name = event.actor.as_ref()?;
        let at = self.moment(event);
        let known = self.rank_of(name);
        let rank = known.unwrap_or_else(|| self.new_actor(name, at));
        let told_by_kernel = event.text(Field::By) == Some("kernel");
        let actor = self.actor_mut(rank);
        let begins = matches!(event.kind, Kind::ProcessStart | Kind::ThreadStart);
        let odd = if known.is_some() { !actor.is_alive() && !told_by_kernel } else { !begins && !name.is_thread() };
        if matches!(actor.state, State::Born) && !told_by_kernel {
            actor.state = State::Runs;
        }
        actor.last = at.n;
        if !told_by_kernel {
            actor.had = None;
        }
        if event.kind == Kind::Output && event.text(Field::Stream) != Some("stderr") {
            actor.spoke.get_or_insert(at);
        }
        actor.pid = event.pid.or(actor.pid);
        actor.tid = event.tid.or(actor.tid);
        if event.place.is_some() {
            actor.place.clone_from(&event.place);
        }
        if odd {
            self.odd();
        }
        Some(rank)
    }

    /// What the event means for the lives of actors.
    pub(super) fn lives(&mut self, who: usize, event: &Event) {
        match event.kind {
            Kind::ProcessFork | Kind::ProcessSpawn => self.forks(who, event),
            Kind::ProcessStart | Kind::ThreadStart => self.starts(who, event),
            Kind::ProcessExec => self.executes(who, event),
            Kind::ProcessExit => self.exits(who, event.status(), self.moment(event)),
            Kind::ThreadExit => self.thread_exits(who, self.moment(event)),
            Kind::ProcessReap => self.reaps(event),
            Kind::ProcessSignal => self.about_target(event),
            _ => {}
        }
    }

    fn executes(&mut self, who: usize, event: &Event) {
        let actor = self.actor_mut(who);
        actor.program = event.text(Field::Program).map(Arc::from);
        actor.forked_at = None;
        actor.outside |= event.text(Field::By) == Some("outside");
    }

    fn forks(&mut self, who: usize, event: &Event) {
        let Some(child) = event.child() else { return self.odd() };
        if event.outcome().is_some() {
            return self.fork_fails(&child, self.moment(event));
        }
        let at = self.moment(event);
        let known = self.rank_of(&child).is_some_and(|rank| self.actors[rank].forked.is_some());
        let rank = self.rank_or_new(&child, at);
        let creator = self.actors[who].name.clone();
        let process = ActorName::from(creator.process());
        let actor = self.actor_mut(rank);
        describe(actor, event);
        actor.forked = Some(at);
        actor.method = event.text(Field::Method).map(Arc::from);
        actor.sent = event.bytes;
        actor.forked_at = event.place.clone().filter(|_| event.kind == Kind::ProcessFork);
        actor.parent = (process != child).then(|| process.clone());
        actor.creator = Some(creator);
        if known {
            self.odd();
        }
        if event.kind == Kind::ProcessFork {
            self.inherits(&process, &child);
            self.copies(&process, &child);
        } else if let Some(Val::List(ends)) = event.get(Field::Ends) {
            self.is_given(&child, ends);
        }
    }

    /// A program that is started has those ends of pipes open that it is given, and no others.
    fn is_given(&mut self, child: &str, ends: &[Val]) {
        let given = |end: &super::End| ends.iter().any(|name| name.as_str() == Some(&*end.name));
        self.each_object(
            |object| matches!(&object.shape, Shape::Pipe(pipe) if pipe.ends.iter().any(given)),
            |object| {
                let Shape::Pipe(pipe) = &mut object.shape else { return };
                pipe.ends.iter_mut().filter(|end| given(end)).for_each(|end| end.opens(child));
            },
        );
    }

    /// The fork that was told has not come about.
    fn fork_fails(&mut self, child: &str, at: Moment) {
        if let Some(rank) = self.rank_of(child) {
            self.actor_mut(rank).end(State::Gone, at);
            self.process_lets_go(child);
        }
    }

    /// After a fork the child has a copy of every end of a pipe that its parent has open.
    fn inherits(&mut self, parent: &str, child: &str) {
        let open = |ends: &[super::End]| ends.iter().any(|end| end.open_in.iter().any(|name| name == parent));
        self.each_object(
            |object| match &object.shape {
                Shape::Pipe(pipe) => open(&pipe.ends),
                Shape::Memory(memory) => memory.is_open_in(parent),
                _ => false,
            },
            |object| match &mut object.shape {
                Shape::Pipe(pipe) => {
                    let inherited = pipe.ends.iter_mut().filter(|end| end.open_in.iter().any(|name| name == parent));
                    inherited.for_each(|end| end.opens(child));
                }
                Shape::Memory(memory) => memory.opens(child),
                _ => {}
            },
        );
    }

    /// After a fork the child has copies of all that only the threads of its parent share.
    fn copies(&mut self, parent: &str, child: &str) {
        let of_parent = |object: &&Arc<Object>| object.within.as_deref() == Some(parent);
        let copied: Vec<Arc<Object>> = self.objects.iter().filter(of_parent).cloned().collect();
        if !copied.is_empty() {
            Arc::make_mut(&mut self.forked).insert(child.to_string(), copied);
        }
    }

    fn starts(&mut self, who: usize, event: &Event) {
        let ppid = event.int(Field::Ppid).and_then(|pid| i32::try_from(pid).ok());
        let parent = ppid.and_then(|ppid| self.process_with(ppid)).filter(|name| *name != self.actors[who].name);
        let actor = self.actor_mut(who);
        describe(actor, event);
        actor.since = event.t;
        actor.outside = event.text(Field::By) == Some("outside");
        actor.ppid = ppid.or(actor.ppid);
        // Whom a server has forked is the server's child, whoever asked for it.
        let is_served = actor.method.as_deref() == Some("forkserver") && parent.is_some();
        if actor.is_process() && (actor.forked.is_none() || is_served) {
            actor.parent = parent;
        }
    }

    fn process_with(&self, pid: i32) -> Option<ActorName> {
        let holder = self.actors().rev().find(|actor| actor.is_process() && actor.is_alive() && actor.pid == Some(pid));
        holder.map(|actor| actor.name.clone())
    }

    /// A process ends, with all its threads; its children have somebody else for a parent from now on.
    fn exits(&mut self, teller: usize, status: Option<i32>, at: Moment) {
        let process = self.actors[teller].name.process().to_string();
        let who = self.rank_or_new(&ActorName::from(&*process), at);
        self.turn_dies(who);
        let actor = &self.actors[who];
        let collected_at_once = (actor.parent.is_none() && !actor.adopted) || self.is_served(actor);
        self.threads_end(&process, at);
        self.stops_waiting(who);
        let actor = self.actor_mut(who);
        if actor.is_alive() {
            actor.end(if collected_at_once { State::Gone } else { State::Zombie }, at);
        }
        actor.status = status.or(actor.status);
        actor.ends_with_what_it_had();
        self.children_are_adopted(&process);
        self.process_lets_go(&process);
        if self.forked.contains_key(&process) {
            Arc::make_mut(&mut self.forked).remove(&process);
        }
    }

    /// Whether its parent is a server of the library's, which collects at once and tells nobody.
    fn is_served(&self, actor: &super::Actor) -> bool {
        let parent = actor.parent.as_deref().and_then(|name| self.actor(name));
        parent.is_some_and(|parent| parent.role.as_deref() == Some("server"))
    }

    /// Whoever ends in the middle of a get takes the turn to read with it.
    fn turn_dies(&mut self, who: usize) {
        let Some(wait) = self.actors[who].waits() else { return };
        let Some(rank) = wait.object.as_ref().and_then(|object| self.object_ranks.get(object)).copied() else { return };
        let (name, what) = (self.actors[who].name.clone(), Arc::clone(&wait.what));
        if let Shape::Queue(queue) = &mut Arc::make_mut(&mut self.objects[rank]).shape {
            queue.taker_ends(&name, &what);
        }
    }

    fn threads_end(&mut self, process: &str, at: Moment) {
        for rank in 0..self.actors.len() {
            let actor = &self.actors[rank];
            if actor.name.is_thread() && actor.name.process() == process && actor.is_alive() {
                self.stops_waiting(rank);
                self.actor_mut(rank).end(State::Gone, at);
            }
        }
    }

    fn children_are_adopted(&mut self, process: &str) {
        for rank in 0..self.actors.len() {
            let actor = &self.actors[rank];
            if actor.is_process() && actor.parent.as_deref() == Some(process) && !matches!(actor.state, State::Gone) {
                let actor = self.actor_mut(rank);
                actor.parent = None;
                actor.adopted = true;
            }
        }
    }

    /// What a process had and nobody else has goes with it. Locks stay taken.
    fn process_lets_go(&mut self, process: &str) {
        self.each_object(
            |object| !matches!(object.shape, Shape::Lock(_) | Shape::Meeting(_) | Shape::Manager(_) | Shape::Other),
            |object| match &mut object.shape {
                Shape::Queue(queue) => queue.process_ends(process),
                Shape::Pipe(pipe) => pipe.ends.iter_mut().for_each(|end| end.closes(process)),
                Shape::Value(value) => value.ends(|name| name.process() == process),
                Shape::Pool(pool) => pool.process_ends(process),
                Shape::Managed(managed) => managed.ends(|name| name.process() == process),
                Shape::Memory(memory) => memory.ends(process),
                Shape::Lock(_) | Shape::Meeting(_) | Shape::Manager(_) | Shape::Other => {}
            },
        );
    }

    fn thread_exits(&mut self, who: usize, at: Moment) {
        let name = self.actors[who].name.clone();
        self.stops_waiting(who);
        self.actor_mut(who).end(State::Gone, at);
        self.each_object(
            |object| match &object.shape {
                Shape::Value(value) => value.read_by.contains_key(&name),
                Shape::Managed(managed) => managed.concerns(&name),
                _ => false,
            },
            |object| match &mut object.shape {
                Shape::Value(value) => value.ends(|reader| *reader == name),
                Shape::Managed(managed) => managed.ends(|gone| *gone == name),
                _ => {}
            },
        );
    }

    /// A status is collected: by the parent, or, where nobody tells, by who started the first process.
    pub(super) fn reaps(&mut self, event: &Event) {
        let Some(rank) = event.child().and_then(|child| self.rank_of(&child)) else { return self.odd() };
        let at = self.moment(event);
        if self.actors[rank].is_alive() {
            self.odd();
        }
        self.is_gone(rank, event.status(), at);
        self.actor_mut(rank).reaped = Some(at);
    }

    /// Nothing is left of a process that nobody of the program collected.
    pub(super) fn vanishes(&mut self, event: &Event) {
        let name = event.child().or_else(|| event.actor.clone());
        match name.and_then(|name| self.rank_of(&name)) {
            Some(rank) => self.is_gone(rank, event.status(), self.moment(event)),
            None => self.odd(),
        }
    }

    fn is_gone(&mut self, rank: usize, status: Option<i32>, at: Moment) {
        if self.actors[rank].is_alive() {
            self.exits(rank, status, at);
        }
        let actor = self.actor_mut(rank);
        actor.status = actor.status.or(status);
        actor.state = State::Gone;
        actor.last = at.n;
    }

    fn about_target(&mut self, event: &Event) {
        let n = self.count;
        let Some(target) = event.target() else { return };
        match self.rank_of(&target) {
            Some(rank) => self.actor_mut(rank).last = n,
            None => self.odd(),
        }
    }

    /// The kernel's word on a process: it says nothing about what the program does, and so is no news of the actor. Of one
    /// that is ending it says what is left, and not what it had: that does not count.
    pub(super) fn sampled(&mut self, event: &Event) {
        let Some(rank) = event.actor.as_ref().and_then(|name| self.rank_of(name)) else { return };
        if !self.actors[rank].is_alive() {
            return;
        }
        let n = self.moment(event).n;
        // Whoever waits for leave, or keeps a lesson's pace, sleeps too: that is our doing.
        let is_its_own = self.run.watched && !self.run.gated;
        let actor = self.actor_mut(rank);
        let before = actor.sample;
        let mut sample = Sample { n, ..sample_of(event, before.as_ref()) };
        let alike = |before: Sample| before.state == 'S' && before.cpu_ns == sample.cpu_ns && before.n > actor.last;
        sample.quiet = is_its_own && sample.state == 'S' && before.is_some_and(alike);
        actor.had = actor.had.or(before.filter(|before| before.rss > sample.rss));
        actor.sample = Some(sample);
    }
}

/// What a fork or a start tells of the one who begins.
fn describe(actor: &mut super::Actor, event: &Event) {
    let text = |field| event.text(field).map(Arc::from);
    actor.title = text(Field::Name).or(actor.title.take());
    actor.role = text(Field::Role).or(actor.role.take());
    if let Some(Val::Bool(daemon)) = event.get(Field::Daemon) {
        actor.daemon = *daemon;
    }
}

fn sample_of(event: &Event, before: Option<&Sample>) -> Sample {
    let number = |field| event.int(field).and_then(|number| u64::try_from(number).ok()).unwrap_or(0);
    let mut sample = Sample {
        state: event.text(Field::State).and_then(|state| state.chars().next()).unwrap_or('?'),
        cpu_ns: number(Field::CpuNs),
        delay_ns: number(Field::DelayNs),
        load: None,
        rss: number(Field::Rss),
        shared: number(Field::Shared),
        private: number(Field::Private),
        voluntary: number(Field::Voluntary),
        involuntary: number(Field::Involuntary),
        threads: u32::try_from(number(Field::Threads)).unwrap_or(u32::MAX),
        at: event.t,
        n: event.n,
        quiet: false,
    };
    sample.load = before.filter(|before| before.at < sample.at).map(|before| {
        let used = sample.cpu_ns.saturating_sub(before.cpu_ns);
        used as f32 / (sample.at - before.at) as f32
    });
    sample
}

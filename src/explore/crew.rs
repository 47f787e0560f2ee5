//! The crew: one engine on each core, each a keeper that performs one order after the other.
//!
//! The first engine works on the order that is wanted now; the others on those that will be wanted, as far as that is
//! known. What comes out is taken in the order of the search, so that it does not depend on how many there are.

use std::collections::VecDeque;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, unbounded};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

use crate::model::{ActorName, Kind};
use crate::run::{Performance, Request, Session, Then, gating};
use crate::wire::order::{Asleep, Gating};

use super::on_the_wire;
use super::search::{Policy, Task};

/// Most engines, however many cores there are: each keeps an arena.
const MOST: usize = 16;
/// How many runs that are not wanted yet are kept.
const KEPT: usize = 64;

/// The engines that perform orders.
pub struct Crew {
    first: Session,
    others: Vec<Engine>,
    /// Cores for engines that have not been started.
    spare: VecDeque<usize>,
    make: Box<dyn Fn() -> anyhow::Result<Request>>,
    rules: Rules,
    done: VecDeque<(Task, anyhow::Result<Performance>)>,
    sender: Sender<Done>,
    results: Receiver<Done>,
    /// Where this thread may run when the crew is gone.
    before: Option<CpuSet>,
}

/// What holds for every run.
#[derive(Clone)]
pub(super) struct Rules {
    /// Kinds of steps that are choices beside those that always are.
    pub choices: Vec<Kind>,
    /// Most steps.
    pub steps: u32,
}

/// A run that an engine has performed: which engine.
type Done = (usize, Task, anyhow::Result<Performance>);

/// An engine on a thread of its own.
struct Engine {
    tasks: Sender<Task>,
    doing: Option<Task>,
    thread: JoinHandle<()>,
}

impl Crew {
    /// A crew of so many engines; 0: one for each core. Those after the first are started when there is work for them.
    pub(super) fn open(
        make: impl Fn() -> anyhow::Result<Request> + 'static,
        rules: Rules,
        engines: usize,
    ) -> anyhow::Result<Crew> {
        let mut spare: VecDeque<usize> = cores().into();
        let wanted = if engines == 0 { spare.len() } else { engines };
        spare.truncate(wanted.min(MOST));
        // With several, each keeps to a core of its own; a keeper inherits that of the thread that starts it.
        let before = if spare.len() > 1 { spare.pop_front().and_then(keep_to) } else { None };
        spare.truncate(if before.is_some() { MOST } else { 0 });
        let first = Session::open(make()?)?;
        let (sender, results) = unbounded();
        let (others, done) = (Vec::new(), VecDeque::new());
        Ok(Crew { first, others, spare, make: Box::new(make), rules, done, sender, results, before })
    }

    /// How many engines there are, and can be.
    pub(super) fn engines(&self) -> usize {
        1 + self.others.len() + self.spare.len()
    }

    /// Has the first of these orders performed, and meanwhile as many of the others as there are engines for.
    pub(super) fn perform(&mut self, tasks: &[Task]) -> anyhow::Result<Performance> {
        let Some(wanted) = tasks.first() else { anyhow::bail!("no order to be tried") };
        loop {
            while let Ok(done) = self.results.try_recv() {
                self.keep(done);
            }
            let place = self.done.iter().position(|(task, _)| task == wanted);
            // What another engine could not do, because there was no room for it, is for the first to do.
            if let Some((_, Ok(run))) = place.and_then(|place| self.done.remove(place)) {
                return Ok(run);
            }
            if self.is_in_hand(wanted) {
                self.hand_out(tasks);
                self.bide(tasks)?;
            } else {
                self.hand_out(&tasks[1..]);
                return perform(&mut self.first, wanted, &self.rules);
            }
        }
    }

    /// While another engine is at the order that is wanted: performs one that nobody has, or waits.
    fn bide(&mut self, tasks: &[Task]) -> anyhow::Result<()> {
        match tasks.iter().find(|task| !self.is_known(task)) {
            Some(task) => {
                let run = perform(&mut self.first, task, &self.rules);
                self.put(task.clone(), run);
            }
            None => {
                let done = self.results.recv()?;
                self.keep(done);
            }
        }
        Ok(())
    }

    fn keep(&mut self, (engine, task, run): Done) {
        self.others[engine].doing = None;
        self.put(task, run);
    }

    fn put(&mut self, task: Task, run: anyhow::Result<Performance>) {
        self.done.push_back((task, run));
        if self.done.len() > KEPT {
            self.done.pop_front();
        }
    }

    /// Whether somebody performs it, or has.
    fn is_known(&self, task: &Task) -> bool {
        self.is_in_hand(task) || self.done.iter().any(|(done, _)| done == task)
    }

    fn is_in_hand(&self, task: &Task) -> bool {
        self.others.iter().any(|engine| engine.doing.as_ref() == Some(task))
    }

    /// Gives orders that nobody has performed to engines that have nothing to do.
    fn hand_out(&mut self, tasks: &[Task]) {
        for task in tasks {
            if self.is_known(task) {
                continue;
            }
            let Some(engine) = self.idle() else { return };
            if engine.tasks.send(task.clone()).is_ok() {
                engine.doing = Some(task.clone());
            }
        }
    }

    /// An engine that has nothing to do: started now, if need be.
    fn idle(&mut self) -> Option<&mut Engine> {
        let place = match self.others.iter().position(|engine| engine.doing.is_none()) {
            Some(place) => place,
            None => {
                let core = self.spare.pop_front()?;
                let engine = self.start(core).ok()?;
                self.others.push(engine);
                self.others.len() - 1
            }
        };
        self.others.get_mut(place)
    }

    fn start(&self, core: usize) -> anyhow::Result<Engine> {
        let (tasks, todo) = unbounded::<Task>();
        let (number, sender) = (self.others.len(), self.sender.clone());
        let (request, rules) = ((self.make)()?, self.rules.clone());
        let work = move || {
            keep_to(core);
            let mut session = Session::open(request);
            for task in todo {
                let run = match &mut session {
                    Ok(session) => perform(session, &task, &rules),
                    Err(error) => Err(anyhow::anyhow!("{error:#}")),
                };
                if sender.send((number, task, run)).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name(format!("engine-{number}")).spawn(work)?;
        Ok(Engine { tasks, doing: None, thread })
    }
}

impl Drop for Crew {
    /// An engine ends when nobody can give it anything any more, and its keeper with it.
    fn drop(&mut self) {
        for Engine { tasks, thread, .. } in self.others.drain(..) {
            drop(tasks);
            let _ = thread.join();
        }
        if let Some(before) = &self.before {
            let _ = sched_setaffinity(Pid::from_raw(0), before);
        }
    }
}

/// Performs one order.
fn perform(session: &mut Session, task: &Task, rules: &Rules) -> anyhow::Result<Performance> {
    let mut policy = task.then.clone();
    let then = if policy == Policy::First { Then::First } else { Then::Ask };
    let asleep: Vec<Asleep> = task.asleep.iter().map(on_the_wire).collect();
    let order = gating(&task.schedule, then, rules.choices.clone());
    let mut last: Option<ActorName> = task.schedule.0.last().map(|turn| turn.actor.clone());
    session.perform_asking(Some(Gating { asleep, most: rules.steps, ..order }), &mut |stands| {
        let chosen = policy.choose(stands, last.as_deref());
        last = chosen.map(|place| stands[place].turn.actor.clone()).or(last.take());
        chosen
    })
}

/// The cores that this thread may run on.
fn cores() -> Vec<usize> {
    let Ok(set) = sched_getaffinity(Pid::from_raw(0)) else { return vec![0] };
    (0..CpuSet::count()).filter(|core| set.is_set(*core).unwrap_or(false)).collect()
}

/// Keeps this thread, and whatever it starts, to one core; where it could run before.
fn keep_to(core: usize) -> Option<CpuSet> {
    let before = sched_getaffinity(Pid::from_raw(0)).ok()?;
    let mut one = CpuSet::new();
    one.set(core).ok()?;
    sched_setaffinity(Pid::from_raw(0), &one).ok()?;
    Some(before)
}

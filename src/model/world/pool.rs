//! A pool: tasks that wait, workers that do them, tasks done.

use std::collections::{BTreeMap, VecDeque};

use crate::model::name::ActorName;

/// A pool of workers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// How many workers it keeps.
    pub workers: u64,
    /// Tasks that wait, by number.
    pub waiting: VecDeque<i64>,
    /// Tasks being done, and by whom.
    pub running: BTreeMap<i64, ActorName>,
    /// The last tasks done, at most [`Pool::REMEMBERED`], in the order of their end, and by whom.
    pub done: VecDeque<(i64, ActorName)>,
    /// How many tasks are done.
    pub finished: u64,
    /// Tasks whose worker ended in the middle of them: nobody else has them. By whom.
    pub lost: Vec<(i64, ActorName)>,
    /// Threads that are running a callback.
    pub calling_back: Vec<ActorName>,
    /// No more tasks are taken.
    pub closed: bool,
    /// Its workers were ended where they were.
    pub terminated: bool,
}

impl Pool {
    /// How many tasks done are remembered one by one: more than a screen shows, and few enough to keep.
    pub const REMEMBERED: usize = 256;

    /// What `worker` is doing, if it does anything.
    pub fn task_of(&self, worker: &str) -> Option<i64> {
        self.running.iter().find(|(_, by)| *by == worker).map(|(task, _)| *task)
    }

    /// Whether every task that was handed in is done.
    pub fn is_through(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty() && self.lost.is_empty()
    }

    pub(super) fn submits(&mut self, task: i64) {
        self.waiting.push_back(task);
    }

    pub(super) fn begins(&mut self, task: i64, worker: &ActorName) {
        self.waiting.retain(|waiting| *waiting != task);
        self.running.insert(task, worker.clone());
    }

    /// A task is over: a worker has done it, or it is given up.
    pub(super) fn ends(&mut self, task: i64, by: &ActorName, is_done: bool) {
        self.waiting.retain(|waiting| *waiting != task);
        self.running.remove(&task);
        self.lost.retain(|(lost, _)| *lost != task);
        if is_done {
            self.does(task, by);
        }
    }

    fn does(&mut self, task: i64, worker: &ActorName) {
        self.finished += 1;
        self.done.push_back((task, worker.clone()));
        if self.done.len() > Pool::REMEMBERED {
            self.done.pop_front();
        }
    }

    pub(super) fn terminates(&mut self) {
        self.closed = true;
        self.terminated = true;
    }

    pub(super) fn calls_back(&mut self, who: &ActorName, begins: bool) {
        self.calling_back.retain(|name| name != who);
        if begins {
            self.calling_back.push(who.clone());
        }
    }

    /// A process has ended: a task that it was doing is done by nobody now.
    pub(super) fn process_ends(&mut self, process: &str) {
        let lost = self.running.iter().filter(|(_, by)| by.process() == process);
        self.lost.extend(lost.map(|(task, by)| (*task, by.clone())));
        self.running.retain(|_, by| by.process() != process);
        self.calling_back.retain(|name| name.process() != process);
    }
}

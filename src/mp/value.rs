//! `Value`: one number on shared memory, seen by all at once (Lib/multiprocessing/sharedctypes.py).

use std::panic::Location;
use std::sync::atomic::Ordering;

use crate::model::Kind;
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;

use super::lock::RLock;
use super::me;
use super::step::Step;

/// `Value('q', n)`: a whole number that all processes share.
#[derive(Clone, Copy)]
pub struct Value {
    id: ObjectId,
    at: usize,
    lock: RLock,
}

impl Value {
    /// A value with its first number.
    #[track_caller]
    pub fn new(name: &str, number: i64) -> Value {
        let value = Value {
            id: me::christen(Class::Value, Some(name)),
            at: me::arena().alloc(8),
            lock: RLock::new(&format!("{name}_lock")),
        };
        me::arena().double(value.at).store(number as u64, Ordering::SeqCst);
        Step::new(Kind::ValueCreate, Location::caller()).object(value.id).value(&number.to_string()).once();
        value
    }

    /// `value.value`: reads it.
    #[track_caller]
    pub fn get(&self) -> i64 {
        self.get_at(me::line(Location::caller()))
    }

    fn get_at(&self, line: u32) -> i64 {
        let operation = Step::at_line(Kind::ValueRead, line).object(self.id);
        operation.arrive();
        let number = me::arena().double(self.at).load(Ordering::SeqCst) as i64;
        Step::at_line(Kind::ValueRead, line).object(self.id).value(&number.to_string()).note();
        number
    }

    /// `value.value = number`: writes it.
    #[track_caller]
    pub fn set(&self, number: i64) {
        self.set_at(number, me::line(Location::caller()));
    }

    fn set_at(&self, number: i64, line: u32) {
        Step::at_line(Kind::ValueWrite, line).object(self.id).value(&number.to_string()).once();
        me::arena().double(self.at).store(number as u64, Ordering::SeqCst);
    }

    /// `value.value += number`: a read and a write, and anything may happen between them.
    #[track_caller]
    pub fn add(&self, number: i64) {
        let line = me::line(Location::caller());
        let old = self.get_at(line);
        self.set_at(old + number, line);
    }

    /// `value.get_lock()`: the lock that comes with it, which protects only those who take it.
    pub fn get_lock(&self) -> RLock {
        self.lock
    }
}

//! `Value`: one number on shared memory, seen by all at once (Lib/multiprocessing/sharedctypes.py).

use std::panic::Location;
use std::sync::atomic::Ordering;

use crate::model::Kind;
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;

use super::lock::RLock;
use super::me;
use super::step::Step;

/// A number on shared memory under a name of its own: a `Value`, or a place of an `Array`.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    id: ObjectId,
    at: usize,
}

impl Cell {
    pub fn new(class: Class, name: &str, number: i64, at: &Location<'_>) -> Cell {
        let cell = Cell { id: me::christen(class, Some(name)), at: me::arena().alloc(8) };
        me::arena().double(cell.at).store(number as u64, Ordering::SeqCst);
        Step::new(Kind::ValueCreate, at).object(cell.id).value(&number.to_string()).once();
        cell
    }

    pub fn read(&self, line: u32) -> i64 {
        Step::at_line(Kind::ValueRead, line).object(self.id).arrive();
        let number = me::arena().double(self.at).load(Ordering::SeqCst) as i64;
        Step::at_line(Kind::ValueRead, line).object(self.id).value(&number.to_string()).note();
        number
    }

    pub fn write(&self, number: i64, line: u32) {
        Step::at_line(Kind::ValueWrite, line).object(self.id).value(&number.to_string()).once();
        me::arena().double(self.at).store(number as u64, Ordering::SeqCst);
    }
}

/// `Value('q', n)`: a whole number that all processes share.
#[derive(Clone, Copy)]
pub struct Value {
    cell: Cell,
    lock: RLock,
}

impl Value {
    /// A value with its first number.
    #[track_caller]
    pub fn new(name: &str, number: i64) -> Value {
        let lock = RLock::new(&format!("{name}_lock"));
        Value { cell: Cell::new(Class::Value, name, number, Location::caller()), lock }
    }

    /// `value.value`: reads it.
    #[track_caller]
    pub fn get(&self) -> i64 {
        self.cell.read(me::line(Location::caller()))
    }

    /// `value.value = number`: writes it.
    #[track_caller]
    pub fn set(&self, number: i64) {
        self.cell.write(number, me::line(Location::caller()));
    }

    /// `value.value += number`: a read and a write, and anything may happen between them.
    #[track_caller]
    pub fn add(&self, number: i64) {
        let line = me::line(Location::caller());
        let old = self.cell.read(line);
        self.cell.write(old + number, line);
    }

    /// `value.get_lock()`: the lock that comes with it, which protects only those who take it.
    pub fn get_lock(&self) -> RLock {
        self.lock
    }
}

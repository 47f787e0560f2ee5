//! `Array`: numbers on shared memory, each place seen by all at once (Lib/multiprocessing/sharedctypes.py).

use std::panic::Location;
use std::sync::Arc;

use crate::wire::class::Class;

use super::exception::Exception;
use super::lock::RLock;
use super::me;
use super::value::Cell;

/// `Array('q', numbers)`: whole numbers that all processes share. Each place has a name of its own: `a[2]`.
#[derive(Clone)]
pub struct Array {
    cells: Arc<[Cell]>,
    lock: RLock,
}

impl Array {
    /// An array with its first numbers.
    #[track_caller]
    pub fn new(name: &str, numbers: &[i64]) -> Array {
        let at = Location::caller();
        let lock = RLock::new(&format!("{name}_lock"));
        let cell = |(place, number): (usize, &i64)| Cell::new(Class::Array, &format!("{name}[{place}]"), *number, at);
        Array { cells: numbers.iter().enumerate().map(cell).collect(), lock }
    }

    /// `array[place]`: reads it.
    ///
    /// # Errors
    /// `IndexError` if there is no such place.
    #[track_caller]
    pub fn get(&self, place: usize) -> Result<i64, Exception> {
        let line = me::line(Location::caller());
        self.cell(place).map(|cell| cell.read(line))
    }

    /// `array[place] = number`: writes it.
    ///
    /// # Errors
    /// `IndexError` if there is no such place.
    #[track_caller]
    pub fn set(&self, place: usize, number: i64) -> Result<(), Exception> {
        let line = me::line(Location::caller());
        self.cell(place).map(|cell| cell.write(number, line))
    }

    /// `len(array)`.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no place at all.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// `array.get_lock()`: the lock that comes with it, which protects only those who take it.
    pub fn get_lock(&self) -> RLock {
        self.lock
    }

    fn cell(&self, place: usize) -> Result<&Cell, Exception> {
        self.cells.get(place).ok_or_else(|| Exception::new("IndexError", "invalid index"))
    }
}

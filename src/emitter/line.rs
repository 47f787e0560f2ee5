//! The line: where the program stands that calls a hook, from what `caller.py` has once said of an instruction.

use core::cell::Cell;

use crate::names::NAMES;
use crate::python::{self, NEWER, Own, Raw, attribute, call_with, forgive};

/// Not the program's.
const OTHER: u32 = u32::MAX;
/// The library, calling itself in the program's name: whoever is behind counts.
const BEHIND: u32 = u32::MAX - 1;
const PLACES: usize = 2048;

/// The line of an instruction of a code object. The probe keeps the code, so that no other gets its place.
#[derive(Clone, Copy)]
struct Known {
    code: usize,
    instruction: i64,
    line: u32,
}

const NOTHING: Known = Known { code: 0, instruction: 0, line: 0 };

/// What is known; of two that fall on one place, the last.
pub struct Lines([Cell<Known>; PLACES]);

// SAFETY: touched with the GIL only.
unsafe impl Sync for Lines {}

pub static LINES: Lines = Lines([const { Cell::new(NOTHING) }; PLACES]);

impl Lines {
    /// Everything is new: the probe has let the code go.
    pub fn forget(&self) {
        self.0.iter().for_each(|place| place.set(NOTHING));
    }

    /// The line of whoever calls the function of C that asks; nothing where it is not the program.
    pub fn of_caller(&self) -> Option<u32> {
        self.of(&python::frame()?)
    }

    /// The same for a function of C that a grafted function calls: one further.
    pub fn of_caller_of_caller(&self) -> Option<u32> {
        self.of(&further()?)
    }

    fn of(&self, frame: &Own) -> Option<u32> {
        let line = match self.told(frame)? {
            BEHIND => self.told(&behind(frame)?)?,
            line => line,
        };
        (line < BEHIND).then_some(line)
    }

    fn told(&self, frame: &Own) -> Option<u32> {
        let code = NEWER.code(frame, NAMES.code.get())?;
        let instruction = NEWER.instruction(frame, NAMES.instruction.get())?;
        let code = code.raw() as usize;
        let place = &self.0[((code >> 4) ^ (code >> 14) ^ instruction as usize) % PLACES];
        let known = place.get();
        if known.code == code && known.instruction == instruction {
            return Some(known.line);
        }
        let line = learned(frame.raw())?;
        place.set(Known { code, instruction, line });
        Some(line)
    }
}

/// The frame behind the one that calls us. From 3.11 on a frame is made an object when somebody asks for it: so
/// `sys._getframe` is asked, which makes no other.
fn further() -> Option<Own> {
    match NAMES.frame.get() {
        ask if ask == python::none() => behind(&python::frame()?),
        ask => call_with(ask, python::number(1)?.raw()),
    }
}

/// The frame that called this one.
fn behind(frame: &Own) -> Option<Own> {
    attribute(frame.raw(), NAMES.back.get()).filter(|frame| frame.raw() != python::none())
}

fn learned(frame: Raw) -> Option<u32> {
    let said = call_with(NAMES.about.get(), frame).or_else(|| {
        forgive();
        None
    })?;
    if said.raw() == python::none() {
        return Some(OTHER);
    }
    let line = python::integer(said.raw())?;
    Some(u32::try_from(line).unwrap_or(BEHIND))
}

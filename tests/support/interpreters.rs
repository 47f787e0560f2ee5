//! The CPythons of this machine, as tests need them.
#![allow(dead_code)]

use forklore::run::interpreter::{Fitness, Interpreter};

/// Tries something on the CPython that is found first, or says loudly that it did not.
pub fn some(attempt: impl FnOnce(&Interpreter)) {
    match Interpreter::choose(None) {
        Ok(interpreter) => attempt(&interpreter),
        Err(none) => eprintln!("SKIPPED: {none}"),
    }
}

/// Tries it on each version from 3.8 to 3.13 that is found.
pub fn every(attempt: impl Fn(&Interpreter)) {
    let all: Vec<_> = Interpreter::all().into_iter().filter(|found| found.fitness() == Fitness::Tried).collect();
    assert!(!all.is_empty(), "no CPython from 3.8 to 3.13 was found");
    for interpreter in &all {
        eprintln!("{}", interpreter.title());
        attempt(interpreter);
    }
}

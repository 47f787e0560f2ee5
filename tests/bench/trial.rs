//! A trial: one of a measurement's own programs, asked for as a lesson is.

use forklore::lesson::lines::Lines;
use forklore::run::Request;
use forklore::wire::order::Order;

/// What to ask the engine for.
pub fn request(program: &str) -> Request {
    let order = Order {
        lesson: program.into(),
        program: "main".into(),
        variant: None,
        knobs: Vec::new(),
        seed: 1,
        gating: None,
        quiet: false,
        execute: None,
    };
    Request::of(order, Lines::default(), "program.py")
}

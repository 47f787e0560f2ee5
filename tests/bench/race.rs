//! A race: the lost update of two processes with three steps each, in all its orders.

use forklore::model::schedule::Schedule;
use forklore::mp::{Exception, Process, Run, Value};
use forklore::run::{Session, Then, gating};
use forklore::wire::order::Gating;

/// Two processes with three steps each: a read and a write, and a look at what came of it.
pub fn race(_: &Run) -> Result<(), Exception> {
    let counter = Value::new("counter", 0);
    let work = move || {
        counter.add(1);
        counter.get();
    };
    let both = [Process::new("one", work), Process::new("two", work)];
    both.iter().try_for_each(Process::start)?;
    both.iter().try_for_each(Process::join)
}

/// All 20 orders of three steps of one and three of two.
pub fn orders() -> Vec<Vec<&'static str>> {
    let order = |bits: u32| (0..6).map(|turn| if bits >> turn & 1 == 1 { "one" } else { "two" }).collect();
    (0..64_u32).filter(|bits| bits.count_ones() == 3).map(order).collect()
}

/// One order, by three new processes.
pub fn perform(session: &mut Session, order: &[&str]) {
    let schedule = order.iter().map(|name| (name.to_string(), false)).collect();
    let gating = Gating { schedule, ..gating(&Schedule::default(), Then::First, Vec::new()) };
    let run = session.perform(Some(gating)).unwrap();
    assert!(run.reason == "done" && run.misfit.is_none(), "{:?}", run.misfit);
}

//! The comparer's thread: runs a lesson on both engines beside the loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Sender;

use crate::app::{Msg, Wish};
use crate::lesson::{Lesson, Source};
use crate::model::Both;
use crate::model::compare::Comparison;
use crate::run::interpreter::Interpreter;
use crate::run::sides::Sides;

/// Most runs on each engine.
const RUNS: u64 = 3;

/// Runs it on both, and tells what came out.
pub(super) fn start(source: Source, wish: Wish, interpreter: Interpreter, sender: Sender<Msg>, going: Arc<AtomicBool>) {
    let work = move || {
        let found = compare(&source, &wish, &interpreter, &going);
        // Who broke it off wants no more of it.
        if !going.load(Ordering::SeqCst) {
            return;
        }
        let _ = match found {
            Ok(found) => sender.send(Msg::Compared(Some(Box::new(found)))),
            Err(error) => {
                let _ = sender.send(Msg::Compared(None));
                sender.send(Msg::Noticed(Both::same(format!("{error:#}"))))
            }
        };
    };
    let _ = std::thread::Builder::new().name("comparer".into()).spawn(work);
}

fn compare(source: &Source, wish: &Wish, interpreter: &Interpreter, going: &AtomicBool) -> anyhow::Result<Comparison> {
    let lesson = Lesson::load(source, &wish.lesson).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let variant = wish.variant.as_deref();
    let sides = Sides { lesson: &lesson, variant, settings: &wish.settings, interpreter, runs: RUNS };
    sides.compare(&|| going.load(Ordering::SeqCst))
}

//! Starting without fork: the program is started again, and imports itself before it does what it was sent for.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::mp::{self, Exception, Function, Process, Run};

/// `colour`: red where the program begins, blue once the main process has painted it.
static BLUE: AtomicBool = AtomicBool::new(false);

pub fn main(run: &Run) -> Result<(), Exception> {
    let module = run.module();
    let show = Function::new("show", move |(method, text): (String, String)| {
        show(module, &method, &text);
        Ok(())
    });
    if !run.is_main() {
        return Ok(());
    }
    BLUE.store(true, Ordering::Relaxed); //~ colour = "blue"
    for _ in 0..run.knob("times") {
        for method in ["fork", "spawn"] {
            let text = "x".repeat(run.knob("letters") as usize);
            let p = Process::calling(&show, &(method.to_string(), text))?; //~ p = context.Process
            let p = if method == "fork" { p.forked() } else { p.spawned(run) };
            p.start()?; //~ p.start()
            p.join()?; //~ p.join()
        }
    }
    Ok(())
}

fn show(module: &str, method: &str, text: &str) {
    let colour = if BLUE.load(Ordering::Relaxed) { "blue" } else { "red" };
    mp::print(format!("{method} child: {module} sees {colour}")); //~ print(method, "child:"
    mp::print(format!("{method} child has {} letters", text.len())); //~ print(method, "child has"
}

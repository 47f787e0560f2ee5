//! A log as a trace that Perfetto and Chrome open: a track per actor, waits, messages as flows, queues as counters.
//!
//! The format is Google's "Trace Event Format": an object with `traceEvents`, times in microseconds. Slices (`B`, `E`)
//! nest on their track; waits are asynchronous (`b`, `e`), because nothing runs there; flows go from `s` to `f`.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::model::event::{Event, Kind, Phase};
use crate::model::tell;
use crate::model::timeline::{Arrow, What, Window};
use crate::model::world::{Actor, Shape};
use crate::model::{Lang, Log, World};

/// Writes the trace.
///
/// # Errors
/// If it cannot be written.
pub fn write(log: &Log, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let mut trace = Trace { log, lang, out, world: World::new(), open: Vec::new(), first: true };
    trace.begin()?;
    trace.names()?;
    log.iter().try_for_each(|event| trace.event(event))?;
    trace.close_all()?;
    trace.waits()?;
    trace.flows()?;
    trace.end()
}

/// A trace being written.
struct Trace<'a, W> {
    log: &'a Log,
    lang: Lang,
    out: &'a mut W,
    /// What is true at the event being written, for the counters.
    world: World,
    /// Slices that are open, per actor by rank.
    open: Vec<Vec<Kind>>,
    first: bool,
}

impl<W: Write> Trace<'_, W> {
    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")
    }

    fn put(&mut self, entry: &Value) -> io::Result<()> {
        let comma: &[u8] = if self.first { b"\n" } else { b",\n" };
        self.first = false;
        self.out.write_all(comma)?;
        serde_json::to_writer(&mut *self.out, entry)?;
        Ok(())
    }

    /// Every track has its name, and stands in the order of appearance.
    fn names(&mut self) -> io::Result<()> {
        for actor in self.log.world().actors() {
            let (pid, tid) = place(actor);
            if actor.is_process() {
                self.put(&meta("process_name", pid, tid, json!({ "name": &*actor.name })))?;
                self.put(&meta("process_sort_index", pid, tid, json!({ "sort_index": actor.rank })))?;
            }
            self.put(&meta("thread_name", pid, tid, json!({ "name": &*actor.name })))?;
        }
        Ok(())
    }

    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.world.apply(event);
        self.counter(event)?;
        if event.kind == Kind::RunStop {
            return self.stop(event);
        }
        let Some(actor) = event.actor.as_deref().and_then(|name| self.log.world().actor(name)) else { return Ok(()) };
        match (event.kind, event.phase) {
            (Kind::Sample, _) => self.load(event, actor),
            (Kind::ProcessExit | Kind::ThreadExit, _) => self.close(event.t, actor),
            (Kind::ProcessStart | Kind::ThreadStart, _) => self.slice_begins(event, actor, &actor.name),
            (_, Some(Phase::Begin)) => self.slice_begins(event, actor, tell::event(event).get(self.lang)),
            (_, Some(Phase::End)) => self.slice_ends(event, actor),
            (_, Some(Phase::Wait)) => Ok(()),
            (_, None) => self.instant(event, actor),
        }
    }

    fn slice_begins(&mut self, event: &Event, actor: &Actor, name: &str) -> io::Result<()> {
        let (pid, tid) = place(actor);
        self.stack(actor).push(event.kind);
        let args = args(event);
        self.put(&json!({ "ph": "B", "name": name, "cat": event.kind.family(), "pid": pid, "tid": tid, "ts": us(event.t), "args": args }))
    }

    /// Ends the slice of this operation, and whatever was still open inside it.
    fn slice_ends(&mut self, event: &Event, actor: &Actor) -> io::Result<()> {
        let Some(depth) = self.stack(actor).iter().rposition(|kind| *kind == event.kind) else { return Ok(()) };
        self.close_to(depth, event.t, actor, args(event))
    }

    fn close(&mut self, t: u64, actor: &Actor) -> io::Result<()> {
        self.close_to(0, t, actor, json!({}))
    }

    fn close_to(&mut self, depth: usize, t: u64, actor: &Actor, args: Value) -> io::Result<()> {
        let (pid, tid) = place(actor);
        while self.stack(actor).len() > depth {
            self.stack(actor).pop();
            self.put(&json!({ "ph": "E", "pid": pid, "tid": tid, "ts": us(t), "args": args }))?;
        }
        Ok(())
    }

    /// What never ended ends with the run.
    fn close_all(&mut self) -> io::Result<()> {
        let end = self.log.end_time();
        self.log.world().actors().try_for_each(|actor| {
            let ended = actor.ended.map_or(end, |ended| ended.t);
            self.close(ended, actor)
        })
    }

    fn instant(&mut self, event: &Event, actor: &Actor) -> io::Result<()> {
        let (pid, tid) = place(actor);
        let name = tell::event(event);
        let scope = if event.kind == Kind::ProcessSignal { "g" } else { "t" };
        self.put(&json!({
            "ph": "i", "s": scope, "name": name.get(self.lang), "cat": event.kind.family(),
            "pid": pid, "tid": tid, "ts": us(event.t), "args": args(event),
        }))
    }

    /// From there on it is forklore that ends everybody.
    fn stop(&mut self, event: &Event) -> io::Result<()> {
        let main = self.log.world().actors().next().map_or((0, 0), place);
        let name = tell::event(event);
        self.put(&json!({
            "ph": "i", "s": "g", "name": name.get(self.lang), "cat": "run",
            "pid": main.0, "tid": main.1, "ts": us(event.t), "args": args(event),
        }))
    }

    /// How many items a queue has, whenever that may have changed.
    fn counter(&mut self, event: &Event) -> io::Result<()> {
        if event.kind.family() != "queue" {
            return Ok(());
        }
        let Some(object) = event.object.as_deref().and_then(|name| self.world.object(name)) else { return Ok(()) };
        let Shape::Queue(queue) = &object.shape else { return Ok(()) };
        let (pid, _) = self.log.world().actor_at(0).map_or((0, 0), place);
        let held = json!({ "buffer": queue.buffered.len(), "pipe": queue.piped.len() });
        let entry = json!({ "ph": "C", "name": &*object.name, "pid": pid, "ts": us(event.t), "args": held });
        self.put(&entry)
    }

    /// The share of a core that a process uses.
    fn load(&mut self, event: &Event, actor: &Actor) -> io::Result<()> {
        let sample = self.world.actor(&actor.name).and_then(|actor| actor.sample);
        let Some(load) = sample.and_then(|sample| sample.load) else { return Ok(()) };
        let (pid, _) = place(actor);
        self.put(&json!({ "ph": "C", "name": "cpu", "pid": pid, "ts": us(event.t), "args": { "cores": load } }))
    }

    fn waits(&mut self) -> io::Result<()> {
        let all = self.all();
        let mut id = 0_u64;
        for (lane, actor) in self.log.timeline().lanes().zip(self.log.world().actors()) {
            let (pid, tid) = place(actor);
            for span in lane.spans(&all).filter(|span| span.what == What::Waits) {
                // Who only has nothing to do is in no operation.
                let Some(kind) = span.kind else { continue };
                id += 1;
                let of = span.of.as_deref().unwrap_or_default();
                let name = tell::waiting(kind, of, (!of.is_empty()).then_some(of), None, "");
                let to = span.to.map_or(self.log.end_time(), |to| to.t);
                for (ph, t) in [("b", span.from.t), ("e", to)] {
                    let name = name.get(self.lang);
                    self.put(&json!({ "ph": ph, "cat": "wait", "id": id, "name": name, "pid": pid, "tid": tid, "ts": us(t) }))?;
                }
            }
        }
        Ok(())
    }

    fn flows(&mut self) -> io::Result<()> {
        let arrows = self.log.timeline().arrows(&self.all(), usize::MAX);
        arrows.iter().enumerate().try_for_each(|(id, arrow)| self.flow(id, arrow))
    }

    fn flow(&mut self, id: usize, arrow: &Arrow) -> io::Result<()> {
        let name = format!("{:?}", arrow.kind).to_lowercase();
        let ends = [("s", arrow.giver, arrow.from.t), ("f", arrow.taker, arrow.to.t)];
        for (ph, rank, t) in ends {
            let Some((pid, tid)) = self.log.world().actor_at(rank).map(place) else { continue };
            self.put(&json!({
                "ph": ph, "bp": "e", "cat": "flow", "id": id, "name": name, "pid": pid, "tid": tid, "ts": us(t),
            }))?;
        }
        Ok(())
    }

    fn all(&self) -> Window {
        Window { from: 0, to: u64::MAX, at: self.log.len(), now: self.log.end_time() }
    }

    fn stack(&mut self, actor: &Actor) -> &mut Vec<Kind> {
        if self.open.len() <= actor.rank {
            self.open.resize_with(actor.rank + 1, Vec::new);
        }
        &mut self.open[actor.rank]
    }
}

fn meta(name: &str, pid: i64, tid: i64, args: Value) -> Value {
    json!({ "ph": "M", "name": name, "pid": pid, "tid": tid, "args": args })
}

/// Process and thread id of an actor's track. One that never spoke has ids of its own, below all real ones.
fn place(actor: &Actor) -> (i64, i64) {
    let unknown = -1 - actor.rank as i64;
    let pid = actor.pid.map_or(unknown, i64::from);
    (pid, actor.tid.map_or(if actor.is_process() { pid } else { unknown }, i64::from))
}

fn us(t: u64) -> f64 {
    t as f64 / 1000.0
}

/// What else the event tells.
fn args(event: &Event) -> Value {
    let mut args = serde_json::Map::new();
    args.insert("n".into(), event.n.into());
    if let Some(place) = &event.place {
        args.insert("line".into(), format!("{}:{}", place.file, place.line).into());
    }
    if let Some(value) = &event.value {
        args.insert("value".into(), (**value).into());
    }
    if let Some(outcome) = event.outcome() {
        args.insert("outcome".into(), outcome.into());
    }
    Value::Object(args)
}

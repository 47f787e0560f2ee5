//! Intake: takes the rings in, puts their records in order, gives them names and numbers, hands them on.
//!
//! Order is (CLOCK_MONOTONIC, ring, place in the ring). A record is released only when no earlier one can come any
//! more: W = now is read first, then every ring's `busy`, then the rings are drained, and only what is ≤ min(W, all
//! busy) is let go. A record that comes later than that all the same is told as an oddity and never sorted in.

use std::collections::BTreeSet;
use std::os::fd::OwnedFd;
use std::process::Child;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crossbeam_channel::Sender;
use nix::sys::socket::MsgFlags;

use crate::model::{ActorName, Event, Field, Kind, Val};
use crate::wire::arena::{Arena, ObjectId, SLOT_STARTED, SlotId, now};
use crate::wire::order::{Answer, Say, Setting};
use crate::wire::record::{OWN, Record, Sent};
use crate::wire::ring::{Met, drain};

use super::launch::{Heard, hear, say};
use super::names::Names;
use super::output::{Listener, STREAMS};
use super::sample::sample;
use super::{Feed, Request};

/// How often processes are sampled.
const SAMPLE: Duration = Duration::from_millis(100);
/// How long words that nobody told may have come before they are told by the engine.
const UNTOLD: u64 = 60_000_000;
/// Most events handed on at once.
const BATCH: usize = 4096;

/// Why a run is being ended, where it does not end by itself. The first reason counts.
#[derive(Clone, Default)]
pub(super) struct Reason(Arc<OnceLock<&'static str>>);

impl Reason {
    pub fn set(&self, reason: &'static str) {
        let _ = self.0.set(reason);
    }

    fn get(&self) -> Option<&'static str> {
        self.0.get().copied()
    }
}

/// The intake of one run.
pub(super) struct Intake {
    arena: Arc<Arena>,
    request: Request,
    control: Arc<OwnedFd>,
    keeper: Child,
    listener: Listener,
    sender: Sender<Feed>,
    reason: Reason,
    names: Names,
    /// Taken in and not yet released: stamp, ring, place.
    pending: Vec<(u64, u32, u64, Event)>,
    places: u64,
    released: u64,
    next: u64,
    batch: Vec<Event>,
    exited: BTreeSet<ActorName>,
    lost: u64,
    sampled: Instant,
    main_status: Option<i32>,
    over: bool,
}

impl Intake {
    pub fn new(
        arena: Arc<Arena>,
        request: Request,
        control: Arc<OwnedFd>,
        keeper: Child,
        listener: Listener,
        sender: Sender<Feed>,
        reason: Reason,
    ) -> Intake {
        Intake {
            arena,
            request,
            control,
            keeper,
            listener,
            sender,
            reason,
            names: Names::default(),
            pending: Vec::new(),
            places: 0,
            released: 0,
            next: 0,
            batch: Vec::new(),
            exited: BTreeSet::new(),
            lost: 0,
            sampled: Instant::now(),
            main_status: None,
            over: false,
        }
    }

    /// Until nothing of the run is left.
    pub fn run(mut self) {
        let start = self.start_event();
        self.emit(start);
        let mut rest = Duration::from_millis(1);
        while !self.over {
            self.listen();
            let moved = self.take_in(false);
            self.sample();
            self.limits();
            if !self.hand_on() {
                break;
            }
            rest = if moved { Duration::from_millis(1) } else { (rest * 2).min(Duration::from_millis(8)) };
            std::thread::sleep(rest);
        }
        self.finish();
    }

    /// What the keeper says.
    fn listen(&mut self) {
        loop {
            match hear::<Answer>(&self.control, MsgFlags::MSG_DONTWAIT) {
                Heard::Message(Answer::MainEnded(status)) => self.main_status = status,
                Heard::Message(Answer::Over { .. }) => self.over = true,
                Heard::Message(Answer::Refused) => {
                    self.reason.set("died");
                    self.over = true;
                }
                Heard::Gone => {
                    self.reason.set("died");
                    self.over = true;
                }
                Heard::Nothing => return,
            }
            if self.over {
                return;
            }
        }
    }

    /// Drains all rings and releases what nothing earlier can precede; whether anything came.
    fn take_in(&mut self, everything: bool) -> bool {
        let mut bound = now();
        fence(Ordering::SeqCst);
        let arena = self.arena.clone();
        let slots = arena.slots();
        for id in 0..slots {
            let busy = arena.slot(SlotId(id)).busy.load(Ordering::SeqCst);
            if busy != 0 && !everything {
                bound = bound.min(busy);
            }
        }
        let before = self.places;
        for id in 0..slots {
            drain(&arena, SlotId(id), |met| self.meet(SlotId(id), met));
        }
        self.note_lost();
        self.pending.sort_unstable_by_key(|(t, ring, place, _)| (*t, *ring, *place));
        let ready = if everything { self.pending.len() } else { self.pending.partition_point(|(t, ..)| *t <= bound) };
        let released: Vec<_> = self.pending.drain(..ready).collect();
        for (t, _, _, event) in released {
            if t < self.released {
                let what = format!("{} came {} ns after its place had passed", event.kind, self.released - t);
                self.emit(Event::new(Kind::Oddity).with(Field::What, what));
            }
            self.released = self.released.max(t);
            self.emit(event);
        }
        self.tell_untold(if everything { u64::MAX } else { bound.saturating_sub(UNTOLD) });
        self.places != before
    }

    fn meet(&mut self, ring: SlotId, met: Met<'_>) {
        self.places += 1;
        match met {
            Met::Record(record) => {
                let event = self.event(ring, &record);
                self.pending.push((record.t, ring.0, self.places, event));
            }
            Met::Oddity(bytes) => {
                let who = self.names.actor(&self.arena, ring);
                let what =
                    format!("{bytes} bytes that are no record, in the ring of {}", who.as_deref().unwrap_or("nobody"));
                let event = Event::new(Kind::Oddity).with(Field::What, what);
                self.pending.push((now(), ring.0, self.places, event));
            }
        }
    }

    /// A record's event: names for numbers, the Python line for the Rust line.
    fn event(&mut self, ring: SlotId, record: &Record<'_>) -> Event {
        let arena = self.arena.clone();
        let whose = if record.actor == OWN { ring } else { SlotId(record.actor) };
        let actor = self.names.actor(&arena, whose);
        let slot = arena.slot(whose);
        let object = self.names.object(&arena, ObjectId(record.object));
        let (object, class) = object.map_or((None, None), |(name, class)| (Some(name), Some(class)));
        let mut event = Event {
            t: arena.since_start(record.t),
            pid: actor.as_ref().map(|_| slot.pid.load(Ordering::Relaxed)),
            tid: actor.as_ref().map(|_| slot.tid.load(Ordering::Relaxed)),
            actor,
            phase: record.phase,
            place: self.request.place(record.line),
            object,
            class,
            value: record.value.map(Arc::from),
            bytes: record.bytes,
            ..Event::new(record.kind)
        };
        for (field, sent) in record.with.iter() {
            self.field(&mut event, *field, sent);
        }
        if event.kind == Kind::Output {
            self.heard(&record.with);
        }
        event
    }

    fn field(&mut self, event: &mut Event, field: Field, sent: &Sent<'_>) {
        let val = match sent {
            Sent::Null => Val::Null,
            Sent::Bool(answer) => Val::Bool(*answer),
            Sent::Int(number) => Val::Int(*number),
            Sent::Float(number) => Val::Float(*number),
            Sent::Text(text) => Val::text(text),
            Sent::Actor(slot) => match self.names.actor(&self.arena, SlotId(*slot)) {
                Some(name) => Val::text(&*name),
                None => Val::Null,
            },
            Sent::Pair(one, two) => Val::List(vec![Val::text(one), Val::text(two)]),
            Sent::Bytes(bytes) => return text_of_bytes(event, field, bytes),
        };
        event.with.push((field, val));
    }

    /// What an actor told to write needs not be told again when it comes out of the pipe.
    fn heard(&self, with: &[(Field, Sent<'_>)]) {
        let find = |wanted: Field| with.iter().find(|(field, _)| *field == wanted).map(|(_, sent)| sent);
        let stream = usize::from(matches!(find(Field::Stream), Some(Sent::Text("stderr"))));
        match find(Field::Text) {
            Some(Sent::Text(text)) => self.listener.told(stream, text.as_bytes()),
            Some(Sent::Bytes(bytes)) => self.listener.told(stream, bytes),
            _ => {}
        }
    }

    fn tell_untold(&mut self, moment: u64) {
        for (place, stream) in STREAMS.into_iter().enumerate() {
            let Some(bytes) = self.listener.untold(place, moment) else { continue };
            for piece in bytes.chunks(4000) {
                let mut event = Event { bytes: Some(piece.len() as u64), ..Event::new(Kind::Output) };
                event.t = self.arena.since_start(self.released);
                event.with.push((Field::Stream, Val::text(stream)));
                text_of_bytes(&mut event, Field::Text, piece);
                self.emit(event);
            }
        }
    }

    fn note_lost(&mut self) {
        let lost: u64 =
            (0..self.arena.slots()).map(|id| self.arena.slot(SlotId(id)).lost.load(Ordering::Relaxed)).sum();
        if lost > self.lost {
            self.emit(Event::new(Kind::Lost).with(Field::Count, lost - self.lost));
            self.lost = lost;
        }
    }

    /// What the kernel says of every process that is not known to have ended.
    fn sample(&mut self) {
        if self.sampled.elapsed() < SAMPLE {
            return;
        }
        self.sampled = Instant::now();
        for id in (1..self.arena.slots()).map(SlotId) {
            let slot = self.arena.slot(id);
            let pid = slot.pid.load(Ordering::Relaxed);
            if pid <= 0 || slot.state.load(Ordering::Acquire) != SLOT_STARTED {
                continue;
            }
            let Some(name) = self.names.actor(&self.arena, id).filter(|name| !name.is_thread()) else { continue };
            let Some(event) = sample(pid) else { continue };
            self.places += 1;
            let t = now();
            let event =
                Event { t: self.arena.since_start(t), pid: Some(pid), tid: Some(pid), actor: Some(name), ..event };
            self.pending.push((t, id.0, self.places, event));
        }
    }

    fn limits(&mut self) {
        let refused = self.arena.header().refused.load(Ordering::Relaxed) > 0;
        if (refused || self.listener.is_too_much()) && self.reason.get().is_none() {
            self.reason.set("limit");
            let _ = say(&self.control, &Say::Stop);
        }
    }

    /// Numbers an event and puts it into the batch; before the first event that knows of an end that nobody told, the
    /// end itself.
    fn emit(&mut self, mut event: Event) {
        if let (Kind::ProcessReap, Some(child)) = (event.kind, event.child())
            && self.exited.insert(child.clone())
        {
            let status = event.get(Field::Status).cloned().unwrap_or(Val::Null);
            let pid = self.pid_of(&child);
            let exit = Event { t: event.t, actor: Some(child), pid, tid: pid, ..Event::new(Kind::ProcessExit) };
            self.number(exit.with(Field::Status, status).with(Field::By, "kernel"));
        }
        if event.kind == Kind::ProcessExit
            && let Some(actor) = &event.actor
            && !self.exited.insert(ActorName::from(actor.process()))
        {
            return;
        }
        if event.kind == Kind::Oddity || event.kind == Kind::Lost {
            event.t = self.arena.since_start(self.released);
        }
        self.number(event);
    }

    fn number(&mut self, mut event: Event) {
        event.n = self.next;
        self.next += 1;
        self.batch.push(event);
    }

    fn pid_of(&mut self, name: &ActorName) -> Option<i32> {
        let arena = self.arena.clone();
        let id = (1..arena.slots()).map(SlotId).find(|&id| self.names.actor(&arena, id).as_ref() == Some(name))?;
        Some(arena.slot(id).pid.load(Ordering::Relaxed))
    }

    /// Hands the batch on; whether anybody still listens.
    fn hand_on(&mut self) -> bool {
        while !self.batch.is_empty() {
            let rest = self.batch.split_off(self.batch.len().min(BATCH));
            let batch = std::mem::replace(&mut self.batch, rest);
            if self.sender.send(Feed::Events(batch)).is_err() {
                return false;
            }
        }
        true
    }

    fn start_event(&self) -> Event {
        let order = &self.request.order;
        let knobs = order.knobs.iter().map(|(id, setting)| (Arc::from(id.as_str()), val_of(setting))).collect();
        let mut event = Event::new(Kind::RunStart)
            .with(Field::Engine, "native")
            .with(Field::Version, env!("CARGO_PKG_VERSION"))
            .with(Field::Program, order.lesson.as_str());
        if let Some(variant) = &order.variant {
            event = event.with(Field::Variant, variant.as_str());
        }
        event
            .with(Field::Knobs, Val::Map(knobs))
            .with(Field::StartMethod, "fork")
            .with(Field::Seed, order.seed)
            .with(Field::Gated, false)
    }

    /// Waits for the keeper's end, takes in the rest, says how it ended.
    fn finish(mut self) {
        let _ = say(&self.control, &Say::Stop);
        let _ = self.keeper.wait();
        let patience = Instant::now();
        while !self.listener.is_over() && patience.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.take_in(true);
        let reason = self.reason.get().unwrap_or("done");
        let t = self.arena.since_start(now());
        let end = Event { t, ..Event::new(Kind::RunEnd) };
        self.number(end.with(Field::Status, self.main_status).with(Field::Reason, reason));
        self.hand_on();
        let _ = self.sender.send(Feed::Ended);
    }
}

fn val_of(setting: &Setting) -> Val {
    match setting {
        Setting::Bool(on) => Val::Bool(*on),
        Setting::Int(number) => Val::Int(*number),
        Setting::Float(number) => Val::Float(*number),
        Setting::Text(word) => Val::text(word),
    }
}

/// Text where the bytes are UTF-8; else the nearest text, and the exact bytes beside it.
fn text_of_bytes(event: &mut Event, field: Field, bytes: &[u8]) {
    event.with.push((field, Val::text(String::from_utf8_lossy(bytes))));
    if std::str::from_utf8(bytes).is_err() {
        event.with.push((Field::Base64, Val::Text(BASE64_STANDARD.encode(bytes).into())));
    }
}

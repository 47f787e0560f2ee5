//! Intake: takes the rings in, puts their records in order, gives them names and numbers, hands them on.
//!
//! Order is (CLOCK_MONOTONIC, ring, place in the ring). A record is released only when no earlier one can come any
//! more: W = now is read first, then every ring's `busy`, then the rings are drained, and only what is ≤ min(W, all
//! busy) is let go. A record that comes later than that all the same is told as an oddity and never sorted in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::Child;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, Shutdown, shutdown};

use crate::model::{Event, Field, Kind, Val};
use crate::wire::arena::{Arena, SLOT_ENDED, SLOT_STARTED, SLOTS, SlotId, now};
use crate::wire::order::{Answer, Candidate, Ending, Say};
use crate::wire::record::Record;
use crate::wire::record::{AT_ONCE, Sent};
use crate::wire::ring::{Met, drain_raw};

use super::backlog::Backlog;
use super::crowd::Crowd;
use super::launch::{Heard, hear, say};
use super::numbered::Numbered;
use super::output::{Listener, STREAMS, pieces};
use super::sample::sample;
use super::scribe::{Scribe, begin_of, say_why, text_of_bytes};
use super::strays;
use super::{Feed, Request};

/// How often processes are sampled.
const SAMPLE: Duration = Duration::from_millis(100);
/// How long a writer may stand in the middle of a word and hold everybody's events up: longer than a busy machine lets
/// it wait for a core, shorter than a process that was stopped there.
const MID_WORD: Duration = Duration::from_secs(2);
/// How long a store of another core may stay unseen, with much to spare, in nanoseconds.
const UNSEEN: u64 = 20_000;
/// How many bytes may wait to be read; then a program that tells more has to wait.
const BACKLOG: usize = 256 * 1024 * 1024;
/// Most events handed on at once: what is larger the allocator takes from the kernel each time, page by page.
const BATCH: usize = 256;

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

/// Something that was taken in: when, in which ring, in which place.
struct Pending {
    t: u64,
    ring: u32,
    place: u64,
    what: What,
}

enum What {
    /// A record, which stands here among the raw ones; it is read when its turn has come.
    Record(Range<usize>),
    /// An event of our own.
    Event(Box<Event>),
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
    scribe: Scribe,
    /// Taken in and not yet released.
    pending: Vec<Pending>,
    /// The records of those, one behind the other.
    raw: Vec<u8>,
    /// What has its place in the order.
    backlog: Backlog,
    /// The record that is being read.
    copy: Vec<u8>,
    places: u64,
    /// The time of the last that has its place.
    lined_up: u64,
    released: u64,
    batch: Numbered,
    lost: u64,
    crowd: Crowd,
    sampled: Instant,
    main_status: Option<i32>,
    /// The last stamp in each ring, by slot.
    stamps: Vec<u64>,
    /// The time when it was last looked at.
    present: u64,
    /// What was told to be written since the last look: when, into which stream, by whom, what.
    writings: Vec<(u64, usize, u32, Vec<u8>)>,
    /// Who was seen in the middle of which word, by slot, and since when.
    mid_word: BTreeMap<u32, (u64, Instant)>,
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
        let scribe = Scribe::new(arena.clone(), request.lines.clone(), request.file.clone());
        Intake {
            arena,
            request,
            control,
            keeper,
            listener,
            sender,
            reason,
            scribe,
            pending: Vec::new(),
            raw: Vec::new(),
            backlog: Backlog::default(),
            copy: Vec::new(),
            places: 0,
            lined_up: 0,
            released: 0,
            batch: Numbered::default(),
            lost: 0,
            crowd: Crowd::default(),
            sampled: Instant::now(),
            main_status: None,
            stamps: vec![0; SLOTS],
            present: 0,
            writings: Vec::new(),
            mid_word: BTreeMap::new(),
            over: false,
        }
    }

    /// Until nothing of the run is left.
    pub fn run(mut self) {
        let start = self.request.start_event();
        self.emit(start);
        let mut rest = 1;
        loop {
            self.listen();
            let moved = self.take_in(false);
            self.sample();
            self.limits();
            if !self.hand_on() || self.over {
                break;
            }
            rest = if moved || !self.backlog.is_empty() { 1 } else { (rest * 2).min(8) };
            self.pause(rest);
        }
        self.finish();
    }

    /// So many milliseconds, or until the keeper says something.
    fn pause(&self, milliseconds: u8) {
        let mut looks = [PollFd::new(self.control.as_fd(), PollFlags::POLLIN)];
        // What it says is heard in the next round; an interrupted pause is a shorter one.
        let _ = poll(&mut looks, PollTimeout::from(milliseconds));
    }

    /// What the keeper says.
    fn listen(&mut self) {
        loop {
            match hear::<Answer>(&self.control, MsgFlags::MSG_DONTWAIT) {
                Heard::Message(Answer::MainEnded(status)) => self.main_status = status,
                Heard::Message(Answer::Over { ending, inexact, .. }) => self.ended(ending, inexact),
                Heard::Message(Answer::Refused) => {
                    self.reason.set("died");
                    self.over = true;
                }
                Heard::Gone => {
                    self.reason.set("died");
                    self.over = true;
                }
                Heard::Message(Answer::Choice(candidates)) => self.ask(&candidates),
                Heard::Message(Answer::Taken(_)) => {}
                Heard::Nothing => return,
            }
            if self.over {
                return;
            }
        }
    }

    /// Everybody is parked: what was told up to here goes first, then the choice.
    fn ask(&mut self, candidates: &[Candidate]) {
        self.take_in(true);
        let stands = candidates.iter().map(|candidate| self.scribe.stand(candidate)).collect();
        if self.hand_on() {
            let _ = self.sender.send(Feed::Choice(stands));
        }
    }

    fn ended(&mut self, ending: Ending, inexact: bool) {
        self.over = true;
        if ending != Ending::Done {
            self.reason.set(ending.reason());
        }
        if inexact {
            let what = "somebody slept in the kernel where the gate could not see what for: this run is inexact";
            self.emit(Event::new(Kind::Oddity).with(Field::What, what));
        }
        if let Ending::Misfit { turn, candidates } = ending {
            let stands = candidates.iter().map(|candidate| self.scribe.stand(candidate)).collect();
            let _ = self.sender.send(Feed::Misfit { turn: turn as usize, stands });
        }
    }

    /// Drains all rings and releases what nothing earlier can precede; whether anything came.
    fn take_in(&mut self, everything: bool) -> bool {
        self.listener.mark();
        let bound = self.bound();
        let arena = self.arena.clone();
        let before = self.places;
        for id in 0..arena.slots() {
            drain_raw(&arena, SlotId(id), |met| self.meet(SlotId(id), met));
        }
        self.take_out_what_was_told();
        self.hear_untold(everything);
        self.note_lost();
        self.note_surplus(false);
        // Not unstable: of many rings that are in order each, runs are put together.
        self.pending.sort_by_key(|pending| (pending.t, pending.ring, pending.place));
        let ready =
            if everything { self.pending.len() } else { self.pending.partition_point(|pending| pending.t <= bound) };
        self.line_up(ready);
        self.release(everything);
        self.places != before
    }

    /// The first of those that were taken in have their place for good.
    fn line_up(&mut self, ready: usize) {
        let raw = std::mem::take(&mut self.raw);
        for Pending { t, ring, what, .. } in self.pending.drain(..ready) {
            self.lined_up = self.lined_up.max(t);
            match what {
                What::Event(event) => self.backlog.push_event(t, ring, *event),
                What::Record(at) => self.backlog.push_record(t, ring, &raw[at]),
            }
        }
        for Pending { what, .. } in &mut self.pending {
            if let What::Record(at) = what {
                let begin = self.raw.len();
                self.raw.extend_from_slice(&raw[at.clone()]);
                *at = begin..self.raw.len();
            }
        }
    }

    /// Reads what has its place, as long as whoever listens keeps up. Who does not may wait until too much waits here.
    fn release(&mut self, everything: bool) {
        let mut record = std::mem::take(&mut self.copy);
        while everything || !self.sender.is_full() || self.backlog.bytes() > BACKLOG {
            let Some((t, ring, event)) = self.backlog.pop(&mut record) else { break };
            match event {
                Some(event) => self.let_go(t, event),
                None => self.read(t, SlotId(ring), &record),
            }
            if self.batch.events.len() >= BATCH {
                self.hand_on();
            }
        }
        self.copy = record;
    }

    /// A record's turn has come. One that had not to wait tells its operation's begin too.
    fn read(&mut self, t: u64, ring: SlotId, bytes: &[u8]) {
        let Some(record) = Record::decode(bytes) else {
            let event = self.odd(ring, &format!("{} bytes that are no record", bytes.len()));
            return self.let_go(t, event);
        };
        let mut event = self.scribe.event(ring, &record);
        if event.kind == Kind::RunStop {
            say_why(&mut event, self.reason.get());
        }
        if record.actor == AT_ONCE {
            self.let_go(t, begin_of(&event));
        }
        self.let_go(t, event);
    }

    fn let_go(&mut self, t: u64, mut event: Event) {
        if t < self.released {
            let what = format!("{} came {} ns after its place had passed", event.kind, self.released - t);
            self.emit(Event::new(Kind::Oddity).with(Field::What, what));
            event.t = self.arena.since_start(self.released);
        }
        self.released = self.released.max(t);
        self.emit(event);
    }

    /// No record that has not been published by now will be stamped earlier than this.
    fn bound(&mut self) -> u64 {
        // A writer in Python cannot put a barrier between `busy` and its clock: give its store the time to be seen.
        let mut bound = now().saturating_sub(if self.request.is_python() { UNSEEN } else { 0 });
        fence(Ordering::SeqCst);
        for id in 0..self.arena.slots() {
            let busy = self.arena.slot(SlotId(id)).busy.load(Ordering::SeqCst);
            if busy == 0 {
                self.mid_word.remove(&id);
            } else if !self.is_stuck(id, busy) {
                bound = bound.min(busy);
            }
        }
        bound
    }

    /// Whether a writer has been in the middle of the same word for so long that nobody waits for it any more.
    fn is_stuck(&mut self, id: u32, busy: u64) -> bool {
        let (word, since) = self.mid_word.entry(id).or_insert_with(|| (busy, Instant::now()));
        if *word != busy {
            (*word, *since) = (busy, Instant::now());
        }
        since.elapsed() > MID_WORD
    }

    fn meet(&mut self, ring: SlotId, met: Met<&[u8]>) {
        self.places += 1;
        match met {
            Met::Record(bytes) => self.take(ring, bytes),
            Met::Oddity(bytes) => self.oddity(ring, &format!("{bytes} bytes that are no record")),
        }
    }

    /// Keeps a record until its turn comes. Only what must be known at once is read of it.
    fn take(&mut self, ring: SlotId, bytes: &[u8]) {
        let Some((t, kind)) = Record::peek(bytes) else {
            return self.oddity(ring, &format!("{} bytes that are no record", bytes.len()));
        };
        if !self.is_in_time(ring, t) {
            return self.oddity(ring, &format!("{kind} with a stamp that cannot be"));
        }
        if kind == Kind::Output
            && let Some(record) = Record::decode(bytes)
        {
            self.hears(t, ring, &record.with);
        }
        let begin = self.raw.len();
        self.raw.extend_from_slice(bytes);
        let what = What::Record(begin..self.raw.len());
        self.pending.push(Pending { t, ring: ring.0, place: self.places, what });
    }

    /// Whether a stamp is not before the one before it in its ring, and not still to come.
    fn is_in_time(&mut self, ring: SlotId, t: u64) -> bool {
        if t > self.present {
            self.present = now();
        }
        let last = &mut self.stamps[ring.0 as usize];
        let fits = (*last..=self.present).contains(&t);
        *last = if fits { t } else { *last };
        fits
    }

    fn oddity(&mut self, ring: SlotId, what: &str) {
        let event = Box::new(self.odd(ring, what));
        self.pending.push(Pending { t: now(), ring: ring.0, place: self.places, what: What::Event(event) });
    }

    fn odd(&mut self, ring: SlotId, what: &str) -> Event {
        let who = self.scribe.actor(ring);
        let what = format!("{what}, in the ring of {}", who.as_deref().unwrap_or("nobody"));
        Event::new(Kind::Oddity).with(Field::What, what)
    }

    /// What an actor told to write.
    fn hears(&mut self, t: u64, ring: SlotId, with: &[(Field, Sent<'_>)]) {
        let find = |wanted: Field| with.iter().find(|(field, _)| *field == wanted).map(|(_, sent)| sent);
        let stream = usize::from(matches!(find(Field::Stream), Some(Sent::Text("stderr"))));
        match find(Field::Text) {
            Some(Sent::Text(text)) => self.writings.push((t, stream, ring.0, text.as_bytes().to_vec())),
            Some(Sent::Bytes(bytes)) => self.writings.push((t, stream, ring.0, bytes.to_vec())),
            _ => {}
        }
    }

    /// What actors told to write needs not be told again when it comes out of the pipe.
    fn take_out_what_was_told(&mut self) {
        self.writings.sort_by_key(|(t, ..)| *t);
        for (t, stream, ring, bytes) in self.writings.drain(..) {
            self.listener.told(stream, t, ring, &bytes);
        }
    }

    /// What nobody told comes before what was told and has been written behind it. Where that has its place already, it
    /// comes after all.
    fn hear_untold(&mut self, everything: bool) {
        for (place, stream) in STREAMS.into_iter().enumerate() {
            for untold in self.listener.untold(place, everything) {
                let t = untold.t.max(self.lined_up);
                for piece in pieces(&untold.bytes) {
                    self.writes_untold(t, stream, piece);
                }
            }
        }
    }

    fn writes_untold(&mut self, t: u64, stream: &'static str, piece: &[u8]) {
        let mut event = Event { bytes: Some(piece.len() as u64), ..Event::new(Kind::Output) };
        event.t = self.arena.since_start(t);
        event.with.push((Field::Stream, Val::text(stream)));
        text_of_bytes(&mut event, Field::Text, piece);
        self.places += 1;
        self.pending.push(Pending { t, ring: 0, place: self.places, what: What::Event(Box::new(event)) });
    }

    fn note_lost(&mut self) {
        let counts = (0..self.arena.slots()).map(|id| self.arena.slot(SlotId(id)).lost.load(Ordering::Relaxed));
        let lost = counts.fold(0, u64::saturating_add);
        if lost > self.lost {
            self.emit(Event::new(Kind::Lost).with(Field::Count, lost - self.lost));
            self.lost = lost;
        }
    }

    fn note_surplus(&mut self, over: bool) {
        for event in self.crowd.look(&self.arena, over) {
            self.emit(event);
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
            let state = slot.state.load(Ordering::Acquire);
            if pid <= 0 || !matches!(state, SLOT_STARTED | SLOT_ENDED) {
                continue;
            }
            let Some(name) = self.scribe.actor(id).filter(|name| !name.is_thread()) else { continue };
            let Some(event) = sample(pid) else { continue };
            // Who has ended is of interest as long as it lies there as a zombie.
            if state == SLOT_ENDED && event.text(Field::State) != Some("Z") {
                continue;
            }
            self.places += 1;
            let t = now();
            let event =
                Event { t: self.arena.since_start(t), pid: Some(pid), tid: Some(pid), actor: Some(name), ..event };
            self.pending.push(Pending { t, ring: id.0, place: self.places, what: What::Event(Box::new(event)) });
        }
    }

    fn limits(&mut self) {
        let refused = self.arena.header().refused.load(Ordering::Relaxed) > 0;
        if (refused || self.listener.is_too_much()) && self.reason.get().is_none() {
            self.reason.set("limit");
            let _ = say(&self.control, &Say::Stop);
        }
    }

    /// Numbers an event and puts it into the batch.
    fn emit(&mut self, mut event: Event) {
        if matches!(event.kind, Kind::Oddity | Kind::Lost) {
            event.t = self.arena.since_start(self.released);
        }
        self.batch.push(event);
    }

    /// Hands the batch on; whether anybody still listens.
    fn hand_on(&mut self) -> bool {
        if self.batch.events.is_empty() {
            return true;
        }
        // The next is as large where much is told; its last record may bring two events.
        let room = if self.batch.events.len() < BATCH { 0 } else { BATCH + 1 };
        let events = std::mem::replace(&mut self.batch.events, Vec::with_capacity(room));
        self.sender.send(Feed::Events(events)).is_ok()
    }

    /// Waits for the keeper's end, and takes in what is told meanwhile: it must not find its ring full.
    fn keeper_ends_well(&mut self) -> bool {
        loop {
            match self.keeper.try_wait() {
                Ok(None) => {}
                ended => return ended.is_ok_and(|status| status.is_some_and(|status| status.success())),
            }
            self.take_in(false);
            self.hand_on();
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The keeper is gone, and could end nobody: what it would have told before is told here.
    fn end_strays(&mut self) {
        let left = strays::count(&self.arena);
        if left > 0 {
            let stop = Event::new(Kind::RunStop).with(Field::Reason, "died").with(Field::Signal, "SIGKILL");
            let (t, event) = (now(), stop.with(Field::Count, left as i64));
            let event = Event { t: self.arena.since_start(t), ..event };
            self.pending.push(Pending { t, ring: 0, place: self.places, what: What::Event(Box::new(event)) });
        }
        strays::end_all(&self.arena);
    }

    /// Waits for the keeper's end, takes in the rest, says how it ended.
    fn finish(mut self) {
        // The keeper would take it away too, and each would wait for the other.
        if self.request.is_watched() {
            self.request.clear_away();
        }
        // Whatever the keeper is doing, it has no more orders to wait for.
        let _ = shutdown(self.control.as_raw_fd(), Shutdown::Both);
        // What a watched program has left behind is its own, and its keeper stays with it.
        if !self.request.is_watched() && !self.keeper_ends_well() {
            self.end_strays();
        }
        let patience = Instant::now();
        while !self.listener.is_over() && patience.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.take_in(true);
        self.note_surplus(true);
        let reason = self.reason.get().unwrap_or("done");
        let t = self.arena.since_start(now());
        if reason != "died" {
            self.batch.end_all(t);
        }
        let end = Event { t, ..Event::new(Kind::RunEnd) };
        self.emit(end.with(Field::Status, self.main_status).with(Field::Reason, reason));
        self.hand_on();
        // Whoever hears of the end may end us all at once: the directory goes first.
        self.request.clear_away();
        let _ = self.sender.send(Feed::Ended);
    }
}

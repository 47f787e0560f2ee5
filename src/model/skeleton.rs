//! The skeleton of a run: who did what with what, and nothing that another run or another engine must have otherwise.
//!
//! No times, no pids, no sizes in bytes; of a blocking operation how it ended, not whether it had to wait. What an actor
//! wrote stands apart, line by line: when it leaves a buffer is no act of the program. Of a traceback only the exception is
//! left: how it is laid out is the interpreter's. What a process does at its end of itself, and what is told
//! after forklore has ended what was left, is left out; whom it collects then is told last, by name, because Python has them in a set.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, Field, Kind, Phase};
use super::name::ActorName;
use super::stop;
use super::tell;
use super::tongue::Both;

/// What each actor did, in its own order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Skeleton {
    /// By name.
    pub actors: BTreeMap<ActorName, Acts>,
}

/// What one actor did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// Its acts, in order.
    pub deeds: Vec<Deed>,
    /// The lines that it wrote: to which stream, and what.
    pub lines: Vec<Deed>,
}

/// One act, stripped of all that the next run has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed(Event);

/// The fields that say what was done; all others are figures.
const KEPT: [Field; 16] = [
    Field::Child,
    Field::Target,
    Field::Method,
    Field::Status,
    Field::Signal,
    Field::Stream,
    Field::Text,
    Field::Maxsize,
    Field::Answer,
    Field::Ends,
    Field::End,
    Field::Args,
    Field::Result,
    Field::Task,
    Field::Outcome,
    Field::Type,
];

impl Deed {
    fn of(event: &Event) -> Deed {
        let kept = |(field, _): &&(Field, _)| KEPT.contains(field) && !is_wording(event.kind, *field);
        Deed(Event {
            actor: event.actor.clone(),
            object: event.object.clone(),
            class: event.class.clone(),
            value: event.value.clone(),
            phase: event.phase,
            with: event.with.iter().filter(kept).cloned().collect(),
            ..Event::new(event.kind)
        })
    }

    /// What was done.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// As an event without time and place, to be printed.
    pub fn event(&self) -> &Event {
        &self.0
    }

    /// What was done, in words.
    pub fn sentence(&self) -> Both {
        tell::event(&self.0)
    }
}

/// Whether a field is only how an engine puts it: the text of an exception or of a warning.
fn is_wording(kind: Kind, field: Field) -> bool {
    field == Field::Text && kind != Kind::Output
}

impl Skeleton {
    /// Of the events of a run.
    pub fn of(events: &[Event]) -> Skeleton {
        let events = stop::own(events);
        let mut growing = Growing { names: names(events), ..Growing::default() };
        events.iter().for_each(|event| growing.take(event));
        growing.end()
    }

    /// What an actor did; nothing, where there is none of this name.
    pub fn acts(&self, actor: &str) -> Option<&Acts> {
        self.actors.get(actor)
    }
}

/// A skeleton that is being made.
#[derive(Default)]
struct Growing {
    skeleton: Skeleton,
    /// Operations that have begun and not ended.
    open: BTreeMap<ActorName, Deed>,
    /// What the kernel's numbers stand for.
    names: BTreeMap<String, String>,
    /// Who joins whom it has left, at its end.
    leaving: BTreeSet<ActorName>,
    /// Whom each has collected there.
    left: BTreeMap<ActorName, Vec<Deed>>,
    /// What was written after the last line's end, by actor and stream.
    written: BTreeMap<(ActorName, String), String>,
}

impl Growing {
    fn take(&mut self, event: &Event) {
        self.leaves(event);
        let Some(actor) = event.actor.clone().filter(|_| is_act(event)) else { return };
        match (event.kind, event.phase) {
            (Kind::Output, _) => self.writes(actor, event),
            (_, Some(Phase::Begin)) => drop(self.open.insert(actor, self.deed(event))),
            (_, Some(Phase::Wait)) => {}
            (_, Some(Phase::End)) => self.ends(actor, event),
            (Kind::ProcessReap, None) if self.leaving.contains(&actor) => {
                let deed = self.deed(event);
                self.left.entry(actor).or_default().push(deed);
            }
            (_, None) => {
                let deed = self.deed(event);
                self.does(actor, deed);
            }
        }
    }

    /// Who joins at its end whom it has left, and who has done so.
    fn leaves(&mut self, event: &Event) {
        let Some(actor) = event.actor.as_ref().filter(|_| event.kind == Kind::ProcessJoin && event.place.is_none())
        else {
            return;
        };
        match event.phase {
            Some(Phase::End) => drop(self.leaving.remove(actor)),
            _ => drop(self.leaving.insert(actor.clone())),
        }
    }

    /// The act of an event, with names for the kernel's numbers.
    fn deed(&self, event: &Event) -> Deed {
        let mut deed = Deed::of(event);
        deed.0.value = deed.0.value.map(|value| named(&value, &self.names).into());
        deed
    }

    fn does(&mut self, actor: ActorName, deed: Deed) {
        self.skeleton.actors.entry(actor).or_default().deeds.push(deed);
    }

    /// What was told at the beginning of an operation holds at its end, where that does not say otherwise.
    fn ends(&mut self, actor: ActorName, event: &Event) {
        let mut deed = self.deed(event);
        if let Some(begun) = self.open.remove(&actor).filter(|begun| begun.0.kind == event.kind) {
            deed.0.value = deed.0.value.or(begun.0.value);
            for (field, val) in begun.0.with {
                if deed.0.get(field).is_none() {
                    deed.0.with.push((field, val));
                }
            }
            deed.0.with.sort_by_key(|(field, _)| *field as usize);
        }
        self.does(actor, deed);
    }

    fn writes(&mut self, actor: ActorName, event: &Event) {
        let stream = event.text(Field::Stream).unwrap_or("stdout").to_string();
        let written = self.written.entry((actor.clone(), stream.clone())).or_default();
        written.push_str(event.text(Field::Text).unwrap_or_default());
        while let Some(end) = written.find('\n') {
            let line: String = written.drain(..=end).collect();
            let line = wrote(&stream, &named(line.trim_end_matches('\n'), &self.names));
            self.skeleton.actors.entry(actor.clone()).or_default().lines.push(line);
        }
    }

    /// Whoever was in the middle of something when the run was over, or was killed there, has begun it.
    fn end(mut self) -> Skeleton {
        for (actor, mut collected) in std::mem::take(&mut self.left) {
            collected.sort_by_key(|deed| deed.0.child());
            collected.into_iter().for_each(|deed| self.does(actor.clone(), deed));
        }
        for (actor, begun) in std::mem::take(&mut self.open) {
            // What was never done stands before the end that came in its way.
            let deeds = &mut self.skeleton.actors.entry(actor).or_default().deeds;
            let end = deeds.iter().rposition(|deed| deed.kind() == Kind::ProcessExit).unwrap_or(deeds.len());
            deeds.insert(end, begun);
        }
        for ((actor, stream), rest) in std::mem::take(&mut self.written) {
            if !rest.is_empty() {
                let line = wrote(&stream, &named(&rest, &self.names));
                self.skeleton.actors.entry(actor).or_default().lines.push(line);
            }
        }
        self.skeleton
            .actors
            .values_mut()
            .for_each(|acts| acts.lines = without_tracebacks(std::mem::take(&mut acts.lines)));
        self.skeleton
    }
}

/// What the kernel's numbers of this run stand for: pids, thread ids, and the pid of who is nobody of the program.
fn names(events: &[Event]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for event in events {
        if let Some(ppid) = event.int(Field::Ppid) {
            names.entry(ppid.to_string()).or_insert_with(|| "<parent>".into());
        }
    }
    for event in events {
        let Some(actor) = &event.actor else { continue };
        if let Some(tid) = event.tid.filter(|_| actor.is_thread()) {
            names.insert(tid.to_string(), format!("<{actor}>"));
        }
        if let Some(pid) = event.pid {
            names.insert(pid.to_string(), format!("<{}>", actor.process()));
        }
    }
    names
}

/// The shortest number that is taken for one of the kernel's.
const SHORTEST: usize = 3;

/// A text with names for the kernel's numbers.
fn named(text: &str, names: &BTreeMap<String, String>) -> String {
    let is_digit = |c: &char| c.is_ascii_digit();
    let mut named = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let begin = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        named.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let length = rest.chars().take_while(is_digit).count();
        let number = &rest[..length];
        named.push_str(names.get(number).filter(|_| length >= SHORTEST).map_or(number, String::as_str));
        rest = &rest[length..];
    }
    named
}

/// Of each traceback, and of each exception that is told without one, its type: all else is wording.
fn without_tracebacks(lines: Vec<Deed>) -> Vec<Deed> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut inside = false;
    for line in lines {
        let text = line.0.text(Field::Text).unwrap_or_default();
        let is_error = line.0.text(Field::Stream) == Some("stderr");
        // Where it was raised stands before the exception, and what it says may go on after it.
        let is_indented = text.starts_with(' ') || text.is_empty();
        match exception(text).filter(|_| is_error) {
            _ if inside && is_error && is_indented => {}
            _ if is_error && text.starts_with("Traceback (most recent call last)") => inside = true,
            Some(class) => {
                kept.push(wrote("stderr", class));
                inside = true;
            }
            None => {
                inside = false;
                kept.push(line);
            }
        }
    }
    kept
}

/// The type of the exception that a line tells: `ValueError` of `ValueError: no`.
fn exception(line: &str) -> Option<&str> {
    let path = line.split(':').next()?;
    let class = path.rsplit('.').next()?;
    let is_name = path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let ends = ["Error", "Exception", "Interrupt", "Exit"].iter().any(|end| class.ends_with(end));
    (is_name && ends).then_some(class)
}

fn wrote(stream: &str, line: &str) -> Deed {
    Deed(Event::new(Kind::Output).with(Field::Stream, stream).with(Field::Text, line))
}

/// Whether it is something that an actor of the program did, and not a figure, a word of the engine, or the big lock's.
fn is_act(event: &Event) -> bool {
    // At its end a process joins whom it has left, without a line of the program that says so.
    let at_the_end = matches!(event.kind, Kind::ProcessJoin | Kind::ThreadJoin) && event.place.is_none();
    let figures = ["run", "claim", "finding", "lost", "oddity", "sample", "chart", "gil", "time"];
    !figures.contains(&event.kind.family()) && !at_the_end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::Place;

    fn told(actor: &str, kind: Kind) -> Event {
        Event { t: 7, pid: Some(41), bytes: Some(9), actor: Some(actor.into()), ..Event::new(kind) }
    }

    #[test]
    fn a_put_that_waited_is_the_same_act_as_one_that_did_not() {
        let put = |phase| Event { phase: Some(phase), value: Some("'A'".into()), ..told("main", Kind::QueuePut) };
        let end = Event { value: None, ..put(Phase::End) };
        let waits = put(Phase::Wait).with(Field::For, "room");
        let one = Skeleton::of(&[put(Phase::Begin), waits, end.clone()]);
        let other = Skeleton::of(&[put(Phase::Begin), end]);
        assert_eq!(one, other);
        assert_eq!(one.acts("main").unwrap().deeds.len(), 1);
        assert_eq!(one.acts("main").unwrap().deeds[0].event().value.as_deref(), Some("'A'"));
    }

    #[test]
    fn in_which_order_a_process_collects_at_its_end_is_not_decided() {
        let at = |place: Option<u32>, phase| Event {
            phase: Some(phase),
            place: place.map(|line| Place { file: "program.py".into(), line }),
            ..told("main", Kind::ProcessJoin)
        };
        let reap = |child: &str| told("main", Kind::ProcessReap).with(Field::Child, child);
        let run = |first, second, place| {
            let one = |child| [at(place, Phase::Begin), reap(child), at(place, Phase::End)];
            Skeleton::of(&[one(first), one(second)].concat())
        };
        assert_eq!(run("a", "b", None), run("b", "a", None));
        assert_eq!(run("a", "b", None).acts("main").unwrap().deeds.len(), 2);
        assert_ne!(run("a", "b", Some(3)), run("b", "a", Some(3)), "there the program decides it");
    }

    #[test]
    fn of_a_traceback_the_exception_is_left_and_a_pid_has_a_name() {
        let wrote = |text: &str| told("main", Kind::Output).with(Field::Stream, "stderr").with(Field::Text, text);
        let other = Event { pid: Some(4711), ..told("child", Kind::ProcessStart) };
        let lines = "Process Process-1:\nTraceback (most recent call last):\n  File \"x\", line 3\n    boom()\n\
                     ValueError: no\n  really\nchild 4711 is 4711.\n";
        let skeleton = Skeleton::of(&[other, wrote(lines)]);
        let left: Vec<_> =
            skeleton.acts("main").unwrap().lines.iter().filter_map(|line| line.0.text(Field::Text)).collect();
        assert_eq!(left, ["Process Process-1:", "ValueError", "child <child> is <child>."]);
    }

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_are_written() {
        let wrote = |text: &str| told("main", Kind::Output).with(Field::Stream, "stdout").with(Field::Text, text);
        let one = Skeleton::of(&[wrote("a\nb\n"), wrote("c")]);
        let other = Skeleton::of(&[wrote("a\n"), wrote("b"), wrote("\nc")]);
        assert_eq!(one, other);
        assert_eq!(one.acts("main").unwrap().lines.len(), 3);
    }
}

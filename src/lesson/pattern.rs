//! A pattern: which events are meant, in the words of the events themselves.
//!
//! `{ kind = "queue.get", phase = "end", actor = "reader*", outcome = "Empty" }`, or for short `"queue.get end"`.
//! Every word of an event may be asked for by its name in JSON; `*` stands for any text, a list for any of its members,
//! `$workers` for a knob, `$child.pid` for an actor's pid.

use std::borrow::Cow;

use serde::Deserialize;

use super::fault::nearest;
use super::known::{Known, Reference};
use crate::model::{Event, Field, Kind, Phase, Val};

/// Which events are meant. All that it asks for must be so.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct Pattern {
    /// Any of these kinds; any at all where there is none.
    pub kinds: Vec<Kind>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// Of those that match, only this one, counted from 1.
    pub nth: Option<u64>,
    wants: Vec<(Slot, Want)>,
    without: Vec<Slot>,
}

/// A word of an event that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Slot {
    /// Who.
    Actor,
    /// The process that the actor is a thread of, by its main thread's name.
    Process,
    /// The process's id.
    Pid,
    /// The kernel thread's id.
    Tid,
    /// The shared object.
    Object,
    /// The object's class.
    Class,
    /// The value put, got, read …
    Value,
    /// Its size.
    Bytes,
    /// The line of program.py.
    Line,
    /// A further field.
    Field(Field),
}

/// What a word must be: any of these texts, in which `*` stands for anything.
#[derive(Clone, Debug, PartialEq)]
struct Want(Vec<String>);

impl Pattern {
    /// Every event of a kind.
    pub fn of(kind: Kind) -> Pattern {
        Pattern { kinds: vec![kind], ..Pattern::default() }
    }

    /// The same pattern in one phase.
    pub fn in_phase(&self, phase: Phase) -> Pattern {
        Pattern { phase: Some(phase), ..self.clone() }
    }

    /// Whether an event is meant, leaving `nth` aside.
    pub fn matches(&self, event: &Event, known: &Known) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&event.kind))
            && self.phase.is_none_or(|phase| event.phase == Some(phase))
            && self.wants.iter().all(|(slot, want)| slot.of(event).is_some_and(|text| want.is(&text, known)))
            && self.without.iter().all(|slot| slot.of(event).is_none())
    }

    /// The knobs that it refers to.
    pub fn knobs(&self) -> Vec<String> {
        let texts = self.wants.iter().flat_map(|(_, want)| &want.0);
        texts.flat_map(|text| Reference::all(text)).filter_map(Reference::knob).map(str::to_string).collect()
    }
}

impl Slot {
    /// The slot of a name in JSON.
    pub fn parse(name: &str) -> Option<Slot> {
        Some(match name {
            "actor" => Slot::Actor,
            "process" => Slot::Process,
            "pid" => Slot::Pid,
            "tid" => Slot::Tid,
            "object" => Slot::Object,
            "class" => Slot::Class,
            "value" => Slot::Value,
            "bytes" => Slot::Bytes,
            "line" => Slot::Line,
            other => Slot::Field(Field::parse(other)?),
        })
    }

    /// What an event has there, as text.
    pub fn of<'e>(&self, event: &'e Event) -> Option<Cow<'e, str>> {
        match self {
            Slot::Actor => event.actor.as_deref().map(Cow::Borrowed),
            Slot::Process => event.actor.as_ref().map(|actor| Cow::Borrowed(actor.process())),
            Slot::Pid => event.pid.map(|pid| Cow::Owned(pid.to_string())),
            Slot::Tid => event.tid.map(|tid| Cow::Owned(tid.to_string())),
            Slot::Object => event.object.as_deref().map(Cow::Borrowed),
            Slot::Class => event.class.as_deref().map(Cow::Borrowed),
            Slot::Value => event.value.as_deref().map(Cow::Borrowed),
            Slot::Bytes => event.bytes.map(|bytes| Cow::Owned(bytes.to_string())),
            Slot::Line => event.place.as_ref().map(|place| Cow::Owned(place.line.to_string())),
            Slot::Field(field) => event.get(*field).and_then(text_of),
        }
    }
}

/// A further field's value as text; a null counts as not there.
fn text_of(val: &Val) -> Option<Cow<'_, str>> {
    Some(match val {
        Val::Null => return None,
        Val::Text(text) => Cow::Borrowed(text),
        Val::Bool(yes) => Cow::Owned(yes.to_string()),
        Val::Int(number) => Cow::Owned(number.to_string()),
        Val::Float(number) => Cow::Owned(number.to_string()),
        Val::List(vals) => Cow::Owned(vals.iter().filter_map(text_of).collect::<Vec<_>>().join(",")),
        Val::Map(_) => return None,
    })
}

impl Want {
    fn is(&self, text: &str, known: &Known) -> bool {
        self.0.iter().any(|wanted| glob(&known.resolve(wanted), text))
    }
}

/// Whether a text is as wanted, `*` standing for any text.
pub fn glob(wanted: &str, text: &str) -> bool {
    let Some((head, rest)) = wanted.split_once('*') else { return wanted == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(tail)
}

impl TryFrom<toml::Value> for Pattern {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Pattern, String> {
        match value {
            toml::Value::String(short) => read_short(&short),
            toml::Value::Table(table) => read_table(table),
            other => Err(format!("a pattern is a text or a table, not a {}", other.type_str())),
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = String;

    fn try_from(name: String) -> Result<Slot, String> {
        Slot::parse(&name).ok_or_else(|| unknown_word(&name))
    }
}

/// `"queue.get end"`.
fn read_short(text: &str) -> Result<Pattern, String> {
    let (kind, phase) = text.split_once(' ').map_or((text, None), |(kind, phase)| (kind, Some(phase)));
    Ok(Pattern { kinds: read_kind(kind)?, phase: phase.map(read_phase).transpose()?, ..Pattern::default() })
}

fn read_table(table: toml::Table) -> Result<Pattern, String> {
    let mut pattern = Pattern::default();
    for (key, value) in table {
        match key.as_str() {
            "kind" => {
                for kind in texts(&value) {
                    pattern.kinds.extend(read_kind(&kind)?);
                }
            }
            "phase" => pattern.phase = Some(read_phase(value.as_str().unwrap_or_default())?),
            "nth" => pattern.nth = Some(read_nth(&value)?),
            "without" => pattern.without = texts(&value).into_iter().map(Slot::try_from).collect::<Result<_, _>>()?,
            word => pattern.wants.push((Slot::try_from(word.to_string())?, Want(texts(&value)))),
        }
    }
    Ok(pattern)
}

/// A kind, or with `queue.*` all of a family.
fn read_kind(text: &str) -> Result<Vec<Kind>, String> {
    let found: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| glob(text, kind.as_str())).collect();
    if found.is_empty() {
        let near = nearest(text, Kind::ALL.iter().map(|kind| kind.as_str()));
        let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("no event is of kind `{text}`{hint}"));
    }
    Ok(found)
}

fn read_phase(text: &str) -> Result<Phase, String> {
    let found = Phase::ALL.into_iter().find(|phase| phase.as_str() == text);
    found.ok_or_else(|| format!("a phase is `begin`, `wait` or `end`, not `{text}`"))
}

fn read_nth(value: &toml::Value) -> Result<u64, String> {
    let counted = value.as_integer().and_then(|nth| u64::try_from(nth).ok()).filter(|nth| *nth > 0);
    counted.ok_or_else(|| format!("`nth` counts from 1, so it cannot be {value}"))
}

fn unknown_word(name: &str) -> String {
    let own = [
        "kind", "phase", "nth", "without", "actor", "process", "pid", "tid", "object", "class", "value", "bytes",
        "line",
    ];
    let near = nearest(name, own.into_iter().chain(Field::ALL.iter().map(|field| field.as_str())));
    let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    format!("an event has no `{name}`{hint}")
}

/// A single value or each of a list, as text.
fn texts(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::Array(values) => values.iter().flat_map(texts).collect(),
        toml::Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::knob::{Setting, Settings};

    fn pattern(text: &str) -> Pattern {
        #[derive(Deserialize)]
        struct On {
            on: Pattern,
        }
        toml::from_str::<On>(&format!("on = {text}")).unwrap().on
    }

    fn got(actor: &str, value: &str) -> Event {
        let mut event = Event::new(Kind::QueueGet).with(Field::Count, 3);
        event.actor = Some(actor.into());
        event.phase = Some(Phase::End);
        event.value = Some(value.into());
        event
    }

    #[test]
    fn a_pattern_asks_for_words_of_the_event() {
        let mut settings = Settings::default();
        settings.put("items", Setting::Int(3));
        let known = Known::new(&settings);
        let event = got("reader-2", "'A'");
        for yes in [
            r#""queue.get""#,
            r#""queue.get end""#,
            r#"{ kind = "queue.*", actor = "reader*" }"#,
            r#"{ kind = ["queue.put", "queue.get"], value = ["'B'", "'A'"] }"#,
            r#"{ count = "$items", without = ["outcome"] }"#,
            r#"{ count = 3 }"#,
        ] {
            assert!(pattern(yes).matches(&event, &known), "{yes}");
        }
        for no in [
            r#""queue.get begin""#,
            r#"{ kind = "queue.put" }"#,
            r#"{ actor = "reader" }"#,
            r#"{ outcome = "*" }"#,
            r#"{ without = ["count"] }"#,
        ] {
            assert!(!pattern(no).matches(&event, &known), "{no}");
        }
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest() {
        let wrong = |text: &str| Pattern::try_from(text.parse::<toml::Table>().unwrap()["on"].clone()).unwrap_err();
        assert!(wrong(r#"on = "queue.got""#).contains("did you mean `queue.get`?"));
        assert!(wrong(r#"on = { acter = "main" }"#).contains("did you mean `actor`?"));
        assert!(wrong("on = { nth = 0 }").contains("counts from 1"));
        assert!(wrong(r#"on = "queue.get ended""#).contains("`begin`, `wait` or `end`"));
    }

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(glob("B *", "B 4711"));
        assert!(glob("*/feeder", "writer/feeder"));
        assert!(glob("a*b*c", "a--b--b-c"));
        assert!(!glob("a*b", "ab-"));
        assert!(!glob("ab*ba", "aba"));
    }
}

//! Names: every id is well formed and stands once, and what is named elsewhere exists.

use std::collections::BTreeSet;

use super::sheet::Sheet;
use crate::lesson::claim::Scope;
use crate::lesson::drill;
use crate::lesson::fault::nearest;
use crate::lesson::variant::MAIN;
use crate::lesson::{Fault, Lesson, Source};

pub(super) fn faults(lesson: &Lesson, source: &Source, sheet: &Sheet<'_>) -> Vec<Fault> {
    let mut faults = head(lesson, source, sheet);
    for (table, ids) in tables(lesson) {
        faults.extend(well_formed(table, &ids, sheet));
    }
    faults.extend(moments(lesson, sheet));
    faults.extend(claims(lesson, sheet));
    faults.extend(challenges(lesson, sheet));
    faults
}

fn tables(lesson: &Lesson) -> [(&'static str, Vec<&str>); 7] {
    [
        ("knob", lesson.knobs.iter().map(|knob| knob.id.as_str()).collect()),
        ("variant", lesson.variants.iter().map(|variant| variant.id.as_str()).collect()),
        ("moment", lesson.moments.iter().map(|moment| moment.id.as_str()).collect()),
        ("claim", lesson.claims.iter().map(|claim| claim.id.as_str()).collect()),
        ("question", lesson.questions.iter().map(|question| question.id.as_str()).collect()),
        ("challenge", lesson.challenges.iter().map(|challenge| challenge.id.as_str()).collect()),
        ("gloss", lesson.glosses.iter().map(|gloss| gloss.id.as_str()).collect()),
    ]
}

fn head(lesson: &Lesson, source: &Source, sheet: &Sheet<'_>) -> Vec<Fault> {
    let head = &lesson.head;
    let mut faults = Vec::new();
    if !(1..=6).contains(&head.chapter) {
        faults.push(sheet.head("chapter", format!("there is no chapter {}", head.chapter), "give one from 1 to 6"));
    }
    if head.engines.is_empty() {
        faults.push(sheet.head("engines", "no engine runs this lesson", "name \"python\", \"native\" or both"));
    }
    if head.explore && !head.step {
        faults.push(sheet.head(
            "explore",
            "what cannot be stepped cannot be explored",
            "remove `explore` or `step = false`",
        ));
    }
    if let Some((what, advice)) = super::variant::no_ending(head.ends.as_deref()) {
        faults.push(sheet.head("ends", what, advice));
    }
    let known = known_lessons(source);
    for need in head.needs.iter().filter(|need| !known.contains(*need) || **need == lesson.id) {
        let near = nearest(need, known.iter().map(String::as_str).filter(|id| *id != lesson.id));
        let advice = near.map_or("name a lesson's folder".into(), |near| format!("write \"{near}\""));
        faults.push(sheet.head("needs", format!("there is no other lesson `{need}`"), advice));
    }
    faults
}

/// What a lesson may need: its neighbours, and the course in this binary.
fn known_lessons(source: &Source) -> BTreeSet<String> {
    [source, &Source::Course].into_iter().flat_map(|source| source.ids().unwrap_or_default()).collect()
}

fn well_formed(table: &str, ids: &[&str], sheet: &Sheet<'_>) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        if !is_id(id) || *id == MAIN {
            let advice =
                "use small letters, digits and hyphens, a letter first (`main` means the lesson's own program)";
            faults.push(sheet.entry(table, at, "id", format!("`{id}` cannot be an id"), advice));
        }
        if !seen.insert(id) {
            faults.push(sheet.entry(
                table,
                at,
                "id",
                format!("there are two of the id `{id}`"),
                "give this one another",
            ));
        }
    }
    faults
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

fn moments(lesson: &Lesson, sheet: &Sheet<'_>) -> Vec<Fault> {
    let ids: Vec<&str> = lesson.moments.iter().map(|moment| moment.id.as_str()).collect();
    let mut faults = Vec::new();
    for (at, moment) in lesson.moments.iter().enumerate() {
        let entry = |key: &str, what: String, advice: String| sheet.entry("moment", at, key, what, advice);
        faults.extend(variants(lesson, &moment.variants, |what, advice| entry("variants", what, advice)));
        if let Some(after) = moment.after.as_deref().filter(|after| !ids.contains(after) || *after == moment.id) {
            faults.push(entry("after", format!("there is no other moment `{after}`"), one_of(after, &ids)));
        }
        faults.extend(unknown_knobs(lesson, &moment.on.knobs(), |what, advice| entry("on", what, advice)));
        let given: Vec<String> = moment.given.keys().cloned().collect();
        faults.extend(unknown_knobs(lesson, &given, |what, advice| entry("given", what, advice)));
    }
    faults
}

fn claims(lesson: &Lesson, sheet: &Sheet<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, claim) in lesson.claims.iter().enumerate() {
        let entry = |key: &str, what: String, advice: String| sheet.entry("claim", at, key, what, advice);
        faults.extend(variants(lesson, &claim.variants, |what, advice| entry("variants", what, advice)));
        faults.extend(unknown_knobs(lesson, &claim.check.knobs(), |what, advice| entry("check", what, advice)));
        let when = claim.when.iter().flat_map(|when| when.knobs()).collect::<Vec<_>>();
        faults.extend(unknown_knobs(lesson, &when, |what, advice| entry("when", what, advice)));
        let given: Vec<String> = claim.given.keys().cloned().collect();
        faults.extend(unknown_knobs(lesson, &given, |what, advice| entry("given", what, advice)));
        if claim.scope == Scope::Explore && !lesson.head.explore {
            let advice = "set `explore = true` in the head, or another scope";
            faults.push(entry("scope", "nothing explores this lesson".into(), advice.into()));
        }
    }
    faults
}

fn challenges(lesson: &Lesson, sheet: &Sheet<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, challenge) in lesson.challenges.iter().enumerate() {
        let entry = |key: &str, what: String, advice: String| sheet.entry("challenge", at, key, what, advice);
        let variant = challenge.variant.iter().cloned().collect::<Vec<_>>();
        faults.extend(variants(lesson, &variant, |what, advice| entry("variant", what, advice)));
        faults.extend(unknown_knobs(lesson, &challenge.predicate.knobs(), |what, advice| {
            entry("predicate", what, advice)
        }));
        let given: Vec<String> = challenge.given.keys().cloned().collect();
        faults.extend(unknown_knobs(lesson, &given, |what, advice| entry("given", what, advice)));
        if !lesson.head.step {
            let advice = "remove it, or remove `step = false` from the head";
            faults.push(entry(
                "id",
                "a challenge is played step by step, and this lesson has none".into(),
                advice.into(),
            ));
        }
    }
    faults
}

/// A fault for each variant named that does not exist.
pub(super) fn variants(lesson: &Lesson, named: &[String], fault: impl Fn(String, String) -> Fault) -> Vec<Fault> {
    let known: Vec<&str> =
        std::iter::once(MAIN).chain(lesson.variants.iter().map(|variant| variant.id.as_str())).collect();
    let unknown = named.iter().filter(|id| !known.contains(&id.as_str()));
    unknown.map(|id| fault(format!("there is no variant `{id}`"), one_of(id, &known))).collect()
}

/// A fault for each knob referred to that does not exist.
pub(super) fn unknown_knobs(lesson: &Lesson, named: &[String], fault: impl Fn(String, String) -> Fault) -> Vec<Fault> {
    let mut known: Vec<&str> = lesson.knobs.iter().map(|knob| knob.id.as_str()).collect();
    known.extend(lesson.drill().map(|_| drill::KNOB));
    let unknown = named.iter().filter(|id| !known.contains(&id.as_str()));
    unknown.map(|id| fault(format!("there is no knob `{id}`"), one_of(id, &known))).collect()
}

/// The advice to write one of these.
pub(super) fn one_of(word: &str, known: &[&str]) -> String {
    match (nearest(word, known.iter().copied()), known) {
        (Some(near), _) => format!("write `{near}`"),
        (None, []) => "remove it: this lesson has none".into(),
        (None, known) => format!("write one of {}", known.join(", ")),
    }
}

//! Variants: a program of its own or other knobs, never both, and something that it shows. Knobs: what they say is so.

use super::names::{one_of, unknown_knobs};
use super::sheet::Sheet;
use crate::lesson::drill::Plan;
use crate::lesson::knob::{Knob, literal};
use crate::lesson::{Fault, Lesson, Source, Variant};

pub(super) fn faults(lesson: &Lesson, source: &Source, sheet: &Sheet<'_>) -> Vec<Fault> {
    let variants = lesson.variants.iter().enumerate();
    let knobs = lesson.knobs.iter().enumerate();
    variants
        .flat_map(|(at, variant)| {
            one(lesson, variant, source, |key, what, advice| sheet.entry("variant", at, key, what, advice))
        })
        .chain(knobs.flat_map(|(at, knob)| {
            of_knob(lesson, knob, |key, what, advice| sheet.entry("knob", at, key, what, advice))
        }))
        .collect()
}

fn one(
    lesson: &Lesson,
    variant: &Variant,
    source: &Source,
    fault: impl Fn(&str, String, String) -> Fault,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let file = format!("{}.py", variant.id);
    let files = source.files(&lesson.id).unwrap_or_default();
    if !variant.has_program() && files.contains(&file) {
        let advice = format!("remove `set` or {file}: a variant is one or the other");
        faults.push(fault("set", format!("`{}` turns knobs and has a program too", variant.id), advice));
    }
    let claims: Vec<&str> = lesson.claims.iter().map(|claim| claim.id.as_str()).collect();
    for id in variant.breaks.iter().filter(|id| !claims.contains(&id.as_str())) {
        faults.push(fault("breaks", format!("there is no claim `{id}`"), one_of(id, &claims)));
    }
    if variant.breaks.is_empty() && !lesson.claims.iter().any(|claim| claim.variants.contains(&variant.id)) {
        let advice = format!("say what it `breaks`, or write a claim with variants = [\"{}\"]", variant.id);
        faults.push(fault("id", format!("nothing is claimed of `{}`", variant.id), advice));
    }
    for engine in variant.engines.iter().filter(|engine| !lesson.head.engines.contains(engine)) {
        let engine = engine.as_str();
        let what = format!("the lesson does not run on {engine}");
        faults.push(fault("engines", what, format!("take \"{engine}\" out, or add it to the lesson's engines")));
    }
    if let Some((what, advice)) = no_ending(variant.ends.as_deref()) {
        faults.push(fault("ends", what, advice));
    }
    faults.extend(drill_faults(lesson, variant, &fault));
    let set: Vec<String> = variant.set.keys().cloned().collect();
    faults.extend(unknown_knobs(lesson, &set, |what, advice| fault("set", what, advice)));
    for (id, setting) in &variant.set {
        if let Some(knob) = lesson.knobs.iter().find(|knob| knob.id == *id && !knob.takes(setting)) {
            faults.push(fault("set", format!("`{id}` cannot be {setting}"), format!("it takes {}", knob.range().en)));
        }
    }
    faults
}

/// A drill's plan is one, and stands in its program.
fn drill_faults(lesson: &Lesson, variant: &Variant, fault: impl Fn(&str, String, String) -> Fault) -> Option<Fault> {
    let plan = variant.drill.as_deref()?;
    if Plan::read(plan).is_none() {
        let advice = "write words out of all, parents, children, with a space between them";
        return Some(fault("drill", format!("`{plan}` is no plan of forks"), advice.into()));
    }
    let program = lesson.program(Some(&variant.id));
    let stands = literal(&program.python, "PLAN").is_some_and(|(_, literal)| literal == format!("{plan:?}"));
    let what = format!("{} has no line PLAN = {plan:?}", program.file);
    (!stands).then(|| fault("drill", what, "put the constant on a line of its own, at the left margin".into()))
}

/// What is wrong with why a run is said to end.
pub(super) fn no_ending(ends: Option<&str>) -> Option<(String, String)> {
    let odd = ends.filter(|ends| !["done", "hang", "limit"].contains(ends))?;
    Some((format!("no run ends by `{odd}`"), "write hang or limit, or leave it out".into()))
}

fn of_knob(lesson: &Lesson, knob: &Knob, fault: impl Fn(&str, String, String) -> Fault) -> Vec<Fault> {
    let mut faults = Vec::new();
    let constant = knob.constant();
    if !knob.takes(&knob.default) {
        faults.push(fault(
            "default",
            format!("{} is outside the knob's own range", knob.default),
            format!("it takes {}", knob.range().en),
        ));
    }
    for program in &lesson.programs {
        let default = knob.default.python();
        match literal(&program.python, &constant) {
            Some((_, literal)) if knob.default.is_literal(literal) => {}
            Some((line, literal)) => {
                let what = format!("{} says {constant} = {literal} in line {line}", program.file);
                faults.push(fault(
                    "default",
                    what,
                    format!("write {constant} = {default} there, or default = {literal} here"),
                ));
            }
            None if program.variant.is_none() => {
                let what = format!("{} has no line {constant} = {default}", program.file);
                faults.push(fault("id", what, "put the constant on a line of its own, at the left margin".into()));
            }
            None => {}
        }
    }
    faults
}

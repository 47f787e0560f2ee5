//! Questions: one right answer, decided by the run.

use std::collections::BTreeSet;

use super::names::{one_of, unknown_knobs, variants};
use super::sheet::Sheet;
use crate::lesson::claim::Scope;
use crate::lesson::question::{Asked, Choice, Grade};
use crate::lesson::{Fault, Lesson, Question};

pub(super) fn faults(lesson: &Lesson, sheet: &Sheet<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, question) in lesson.questions.iter().enumerate() {
        let fault = |key: &str, what: String, advice: String| sheet.entry("question", at, key, what, advice);
        let variant: Vec<String> = question.variant.iter().cloned().collect();
        faults.extend(variants(lesson, &variant, |what, advice| fault("variant", what, advice)));
        let given: Vec<String> = question.given.keys().cloned().collect();
        faults.extend(unknown_knobs(lesson, &given, |what, advice| fault("given", what, advice)));
        let usual = lesson.settings(question.variant.as_deref());
        if given.iter().all(|id| usual.get(id).is_some()) && !usual.meet(&question.given) {
            let advice = "name the knobs as they are set before anybody turns one";
            faults.push(fault("given", "the question is never asked at first".into(), advice.into()));
        }
        faults.extend(options(question, &fault));
        faults.extend(grade(lesson, question, &fault));
    }
    if !lesson.questions.iter().any(|question| question.phase == Asked::Predict && question.variant.is_none()) {
        let advice = "add a [[question]] with phase = \"predict\"";
        faults.push(sheet.head("title", "nothing is asked before the run", advice));
    }
    faults
}

type MakeFault<'a> = &'a dyn Fn(&str, String, String) -> Fault;

fn options(question: &Question, fault: MakeFault<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let ids: BTreeSet<&str> = question.options.iter().map(|option| option.id.as_str()).collect();
    if question.options.len() < 2 || ids.len() < question.options.len() {
        faults.push(fault(
            "options",
            "the options are too few, or two have the same id".into(),
            "write at least a and b".into(),
        ));
    }
    let right = question.options.iter().filter(|option| option.right).count();
    let decided = question.options.iter().filter(|option| option.shows.is_some()).count();
    match (right, decided) {
        (1, 0) => {}
        (0, decided) if decided == question.options.len() => {}
        (0, 0) => faults.push(fault("options", "no option is right".into(), "mark one with right = true".into())),
        (_, 0) => faults.push(fault("options", "several options are right".into(), "leave right = true at one".into())),
        _ => {
            let advice = "give every option `shows` and none `right`, or one `right` and none `shows`";
            faults.push(fault("options", "some options are decided by the run and some are not".into(), advice.into()));
        }
    }
    let silent = |option: &&Choice| right == 1 && !option.right && option.misconception.is_none();
    if let Some(option) = question.options.iter().find(silent) {
        let advice = "add misconception = { en = …, zh = … }: what one who picks it believes";
        faults.push(fault("options", format!("option `{}` stands for no misconception", option.id), advice.into()));
    }
    faults
}

fn grade(lesson: &Lesson, question: &Question, fault: MakeFault<'_>) -> Vec<Fault> {
    match &question.grade {
        Some(Grade::Claims(ids)) => ids.iter().flat_map(|id| graded_by(lesson, question, id, fault)).collect(),
        Some(Grade::Check(check)) => unknown_knobs(lesson, &check.knobs(), |what, advice| fault("grade", what, advice)),
        None if question.options.iter().any(|option| option.shows.is_some()) => Vec::new(),
        None => {
            let advice = "add grade = [\"claim\"]: what must hold of the run for the right answer to be right";
            vec![fault("id", format!("no run decides the question `{}`", question.id), advice.into())]
        }
    }
}

fn graded_by(lesson: &Lesson, question: &Question, id: &str, fault: MakeFault<'_>) -> Option<Fault> {
    let claims: Vec<&str> = lesson.claims.iter().map(|claim| claim.id.as_str()).collect();
    let Some(claim) = lesson.claim(id) else {
        return Some(fault("grade", format!("there is no claim `{id}`"), one_of(id, &claims)));
    };
    let variant = question.variant.as_deref();
    let made = lesson.engines_of(variant).iter().any(|engine| claim.is_about(variant, *engine));
    if !made {
        let advice = "grade by a claim of the program that the question is about";
        return Some(fault("grade", format!("the claim `{id}` is not made of this program"), advice.into()));
    }
    (claim.scope == Scope::Versions).then(|| {
        fault(
            "grade",
            format!("the claim `{id}` is judged on several Pythons"),
            "grade by a claim that this run decides".into(),
        )
    })
}

//! Runs: what a lesson says, proved on runs that somebody else makes.

use std::collections::BTreeSet;

use crate::lesson::claim::{Case, Scope};
use crate::lesson::moment::Story;
use crate::lesson::{Claim, Engine, Fault, Lesson, Moment, Question, Settings, Verdict};
use crate::model::{Event, Field, Kind};

/// A run to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The variant; `None` for the lesson's own program.
    pub variant: Option<String>,
    /// The engine.
    pub engine: Engine,
    /// The knobs.
    pub settings: Settings,
}

/// Makes a run and gives its events, or says why it could not.
pub type MakeRun<'a> = &'a mut dyn FnMut(&Trial) -> Result<Vec<Event>, String>;

/// Has every program of a lesson run on these engines, `times` times each, and judges what comes out.
pub fn prove(lesson: &Lesson, engines: &[Engine], times: usize, run: MakeRun<'_>) -> Vec<Fault> {
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    let trials = trials(lesson, engines);
    for trial in &trials {
        let mut proof = Proof { lesson, trial, runs: Vec::new() };
        for _ in 0..times {
            match run(trial) {
                Ok(events) => proof.runs.push(events),
                Err(why) => {
                    return vec![
                        proof.fault(format!("it could not be run: {why}"), "see that it runs by itself first"),
                    ];
                }
            }
        }
        told.extend(proof.runs.iter().flat_map(|events| proof.told(events)));
        faults.extend(proof.faults());
    }
    let could =
        |moment: &&Moment| trials.iter().any(|trial| moment.is_told_in(trial.variant.as_deref(), &trial.settings));
    let never = lesson.moments.iter().filter(could).filter(|moment| !told.contains(&moment.id));
    faults.extend(never.map(|moment| never_told(lesson, &moment.id)));
    faults
}

/// The runs that a lesson asks for: each program on each engine.
pub fn trials(lesson: &Lesson, engines: &[Engine]) -> Vec<Trial> {
    let variants = || std::iter::once(None).chain(lesson.variants.iter().map(|variant| Some(variant.id.clone())));
    let engines = lesson.head.engines.iter().filter(|engine| engines.contains(engine));
    let of = |engine: &Engine| {
        let engine = *engine;
        let has = move |variant: &Option<String>| lesson.engines_of(variant.as_deref()).contains(&engine);
        variants().filter(has).map(move |variant| Trial {
            settings: lesson.settings(variant.as_deref()),
            variant,
            engine,
        })
    };
    engines.flat_map(of).collect()
}

struct Proof<'a> {
    lesson: &'a Lesson,
    trial: &'a Trial,
    runs: Vec<Vec<Event>>,
}

impl Proof<'_> {
    fn faults(&self) -> Vec<Fault> {
        let variant = self.trial.variant.as_deref();
        let claims = self.lesson.claims_of(variant, self.trial.engine).filter_map(|claim| self.claim(claim));
        let broken = self.lesson.broken_by(variant).filter_map(|claim| self.not_broken(claim));
        let questions =
            self.lesson.questions.iter().filter(|question| question.is_about(variant, &self.trial.settings));
        claims
            .chain(broken)
            .chain(questions.filter_map(|question| self.question(question)))
            .chain(self.ending())
            .collect()
    }

    fn verdicts(&self, claim: &Claim) -> Vec<Verdict> {
        let case = |events: &Vec<Event>| claim.judge(&Case::new(events, &self.trial.settings)).verdict;
        self.runs.iter().map(case).collect()
    }

    /// A claim that does not hold, or is never seen to.
    fn claim(&self, claim: &Claim) -> Option<Fault> {
        let verdicts = self.verdicts(claim);
        let verdict = match claim.scope {
            Scope::Run if verdicts.contains(&Verdict::Broken) => Verdict::Broken,
            Scope::Run if verdicts.contains(&Verdict::Holds) => Verdict::Holds,
            Scope::Run => Verdict::NotSeen,
            Scope::Runs => claim.judge_all(&verdicts),
            Scope::Explore | Scope::Versions => return None,
        };
        let id = &claim.id;
        match verdict {
            Verdict::Holds => None,
            Verdict::Broken => {
                Some(self.fault(format!("the claim `{id}` is broken"), "mend the program, or what is claimed"))
            }
            Verdict::NotSeen if claim.given.is_empty() && !is_of_some_versions(claim) => {
                let what = format!("the claim `{id}` was not seen in {} runs", self.runs.len());
                Some(self.fault(what, "let the program come to where it can be told"))
            }
            Verdict::NotSeen => None,
        }
    }

    /// A claim that a variant is said to break and does not.
    fn not_broken(&self, claim: &Claim) -> Option<Fault> {
        let so = claim.scope != Scope::Run || self.verdicts(claim).iter().all(|verdict| *verdict == Verdict::Broken);
        let what = format!("the claim `{}` was not broken", claim.id);
        (!so).then(|| self.fault(what, "take it out of `breaks`, or make the program break it in every run"))
    }

    /// A question that a run leaves open, or answers otherwise.
    fn question(&self, question: &Question) -> Option<Fault> {
        let decided = |events: &Vec<Event>| {
            let graded = question.graded(self.lesson, &Case::new(events, &self.trial.settings));
            graded.right.is_some() && graded.judgement.verdict != Verdict::Broken
        };
        let wrong = !self.runs.iter().all(decided);
        let what = format!("the question `{}` is not decided as it says", question.id);
        wrong.then(|| self.fault(what, "mend `grade` or `shows`, or which option is right"))
    }

    fn ending(&self) -> Option<Fault> {
        let wanted = self.lesson.ends(self.trial.variant.as_deref());
        let other = self.runs.iter().map(|events| reason(events)).find(|reason| *reason != Some(wanted))?;
        let other = other.unwrap_or("no end at all");
        let advice = "mend the program; a variant that is meant to says `ends`";
        Some(self.fault(format!("a run ended by {other}, not by {wanted}"), advice))
    }

    fn told(&self, events: &[Event]) -> BTreeSet<String> {
        let mut story = Story::new(&self.lesson.moments, self.trial.variant.as_deref(), &self.trial.settings);
        events.iter().for_each(|event| story.push(event));
        story.told().map(ToString::to_string).collect()
    }

    fn fault(&self, what: String, advice: &str) -> Fault {
        let Trial { variant, engine, .. } = self.trial;
        let file = &self.lesson.program(variant.as_deref()).file;
        let turned =
            variant.as_deref().filter(|_| file == "program.py").map(|id| format!(", variant {id}")).unwrap_or_default();
        Fault::new(format!("{}/{file} ({}{turned})", self.lesson.id, engine.as_str()), what, advice)
    }
}

/// Whether a claim is made of some versions only: on another it is not seen.
fn is_of_some_versions(claim: &Claim) -> bool {
    claim.when.as_ref().is_some_and(|when| when.kinds == [Kind::RunStart])
}

fn reason(events: &[Event]) -> Option<&str> {
    events.iter().rev().find(|event| event.kind == Kind::RunEnd)?.text(Field::Reason)
}

fn never_told(lesson: &Lesson, id: &str) -> Fault {
    let what = format!("the moment `{id}` never came in any run");
    Fault::new(format!("{}/lesson.toml", lesson.id), what, "mend its `on`: forklore run --json prints what happens")
}

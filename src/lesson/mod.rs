//! Lessons: a folder becomes a value; its prose, its claims, the course that it is part of, the progress in it.
//!
//! A lesson is a folder (`lessons/<id>/`, described in `lessons/README.md`). [`Lesson::load`] reads one whole; the course
//! reads only the head of each, because the first screen lists forty and must be there at once.
//!
//! Invariant: knows the model and nothing else; runs nothing and draws nothing.

pub mod challenge;
pub mod check;
pub mod claim;
pub mod conclusion;
pub mod course;
pub mod drill;
pub mod fault;
mod folder;
pub mod glossary;
pub mod knob;
pub mod known;
pub mod lines;
pub mod moment;
pub mod pattern;
pub mod preferences;
pub mod progress;
pub mod prose;
pub mod quantity;
pub mod question;
pub mod source;
pub mod store;
pub mod texts;
pub mod trust;
pub mod variant;

pub use challenge::Challenge;
pub use claim::{Case, Check, Claim, Judgement, Verdict};
pub use course::Course;
pub use fault::Fault;
pub use folder::Program;
pub use knob::{Knob, Setting, Settings};
pub use moment::Moment;
pub use pattern::Pattern;
pub use preferences::Preferences;
pub use progress::Progress;
pub use prose::Prose;
pub use question::Question;
pub use source::Source;
pub use texts::Texts;
pub use variant::Variant;

use serde::{Deserialize, Serialize};

use crate::model::{Both, Kind};

/// A lesson, read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Its folder's name.
    pub id: String,
    /// What stands at the top of lesson.toml.
    pub head: Head,
    /// Constants of the program that may be turned.
    pub knobs: Vec<Knob>,
    /// The program changed, most often so that it breaks.
    pub variants: Vec<Variant>,
    /// Places of the log at which there is something to tell.
    pub moments: Vec<Moment>,
    /// Sentences that runs are judged by.
    pub claims: Vec<Claim>,
    /// Questions before and after the run.
    pub questions: Vec<Question>,
    /// Goals for step mode.
    pub challenges: Vec<Challenge>,
    /// Words explained in this lesson only.
    pub glosses: Vec<Gloss>,
    /// The long texts, in both languages.
    pub prose: Prose,
    /// The programs: the lesson's own first, then those of its variants.
    pub programs: Vec<Program>,
}

/// What stands at the top of lesson.toml: enough to list the lesson.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Chapter, from 1 to 6.
    pub chapter: u8,
    /// Place in the course: lessons of a chapter stand in the order of these numbers.
    pub place: u32,
    /// Title in a few words.
    pub title: Both,
    /// What one will see, in a sentence or two.
    pub about: Both,
    /// Whether it is on the main path.
    #[serde(default)]
    pub core: bool,
    /// The engines on which it runs; the first is the default.
    pub engines: Vec<Engine>,
    /// Whether every order can be tried.
    #[serde(default)]
    pub explore: bool,
    /// Whether the learner can decide who goes next.
    #[serde(default = "yes")]
    pub step: bool,
    /// Whether it is about time itself: a run of it can be held, and not slowed down.
    #[serde(default)]
    pub full_speed: bool,
    /// Whether its output goes to a pseudo-terminal instead of a pipe.
    #[serde(default)]
    pub tty: bool,
    /// What else is a choice in step mode: `fork`, `output`, `exit`, `wait`.
    #[serde(default)]
    pub choices: Vec<Choosable>,
    /// Id of the claim that tells a right order from a wrong one, where every order is tried.
    #[serde(default)]
    pub right: Option<String>,
    /// Why a run of the lesson's own program ends, where it is not `done`: `hang` or `limit`.
    #[serde(default)]
    pub ends: Option<String>,
    /// Lessons that should come first.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The panes of its stage; the usual ones where none is named.
    #[serde(default)]
    pub panes: Vec<Pane>,
    /// A small picture of what one will see, line by line, the same in both languages.
    #[serde(default)]
    pub sketch: String,
}

fn yes() -> bool {
    true
}

/// What runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// Rust, on our own primitives: always there.
    Native,
    /// A CPython found on the machine.
    Python,
}

/// An operation that is a choice in step mode only where a lesson says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choosable {
    /// What runs first after a fork.
    Fork,
    /// Whose line comes first.
    Output,
    /// Who ends first.
    Exit,
    /// When a parent collects.
    Wait,
}

impl Choosable {
    /// The kinds of events that it means.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Choosable::Fork => &[Kind::ProcessFork, Kind::ProcessSpawn],
            Choosable::Output => &[Kind::Output],
            Choosable::Exit => &[Kind::ProcessExit],
            Choosable::Wait => &[Kind::ProcessWait, Kind::ProcessJoin, Kind::ThreadJoin],
        }
    }
}

/// A part of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pane {
    /// The program, with a mark per actor.
    Code,
    /// The tree of processes, a line for each.
    Processes,
    /// The family of processes, a line for each generation.
    Family,
    /// Queues, pipes, locks, values.
    Objects,
    /// A lane per actor.
    Timeline,
    /// What was printed, by whom.
    Output,
    /// CPU per process or thread.
    Cores,
    /// Memory per process, shared and private.
    Memory,
    /// What each way of starting a process costs.
    Chart,
}

/// A word of a lesson, explained.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gloss {
    /// Its id: what a link in the prose points to.
    pub id: String,
    /// The word.
    pub word: Both,
    /// What it means, in one sentence.
    pub text: Both,
}

impl Engine {
    /// `native` or `python`.
    pub fn as_str(self) -> &'static str {
        match self {
            Engine::Native => "native",
            Engine::Python => "python",
        }
    }
}

impl Lesson {
    /// A variant by its id.
    pub fn variant(&self, id: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == id)
    }

    /// A claim by its id.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }

    /// The claims made of a program on an engine: all of them must hold. `None` is the lesson's own program.
    pub fn claims_of<'a>(&'a self, variant: Option<&'a str>, engine: Engine) -> impl Iterator<Item = &'a Claim> {
        self.claims.iter().filter(move |claim| claim.is_about(variant, engine))
    }

    /// The engines that run the lesson's own program or a variant of it; the first is the default.
    pub fn engines_of(&self, variant: Option<&str>) -> Vec<Engine> {
        let named = variant.and_then(|id| self.variant(id)).map_or(&[][..], |variant| &variant.engines);
        let all = self.head.engines.iter().copied();
        all.filter(|engine| named.is_empty() || named.contains(engine)).collect()
    }

    /// Judges a run by every claim that single runs are judged by.
    pub fn judge<'a>(
        &'a self,
        variant: Option<&'a str>,
        engine: Engine,
        case: &Case<'_>,
    ) -> Vec<(&'a Claim, Judgement)> {
        let claims = self.claims_of(variant, engine).filter(|claim| claim.scope == claim::Scope::Run);
        claims.map(|claim| (claim, claim.judge(case))).collect()
    }

    /// The claims that a variant is known to break: shown as such, and no failure.
    pub fn broken_by<'a>(&'a self, variant: Option<&str>) -> impl Iterator<Item = &'a Claim> {
        let broken = variant.and_then(|id| self.variant(id)).map(|variant| variant.breaks.clone()).unwrap_or_default();
        self.claims.iter().filter(move |claim| broken.contains(&claim.id))
    }

    /// The claims that a single run of a program decides, in order, and whether each is known to break there.
    pub fn judged_in_a_run<'a>(
        &'a self,
        variant: Option<&'a str>,
        engine: Engine,
    ) -> impl Iterator<Item = (&'a Claim, bool)> {
        let breaks = variant.and_then(|id| self.variant(id)).map_or(&[][..], |variant| &variant.breaks);
        let decided = move |claim: &Claim| claim.is_about(variant, engine) || breaks.contains(&claim.id);
        let in_a_run = self.claims.iter().filter(|claim| claim.scope == claim::Scope::Run);
        in_a_run.filter(move |claim| decided(claim)).map(|claim| (claim, breaks.contains(&claim.id)))
    }

    /// The claim that tells a right order of a program from a wrong one.
    pub fn right_by(&self, variant: Option<&str>) -> Option<&Claim> {
        let own = variant.and_then(|id| self.variant(id)?.right.as_deref());
        self.claim(own.or(self.head.right.as_deref())?)
    }

    /// Why a run of a program is expected to end.
    pub fn ends(&self, variant: Option<&str>) -> &str {
        let told = match variant {
            None => &self.head.ends,
            Some(id) => self.variant(id).map_or(&None, |variant| &variant.ends),
        };
        told.as_deref().unwrap_or("done")
    }

    /// The program that is run: the variant's own, or the lesson's where the variant only turns knobs.
    pub fn program(&self, variant: Option<&str>) -> &Program {
        let own = variant.and_then(|id| self.programs.iter().find(|program| program.variant.as_deref() == Some(id)));
        own.unwrap_or(&self.programs[0])
    }

    /// The knobs of a run before the learner turns any: defaults, changed by the variant.
    pub fn settings(&self, variant: Option<&str>) -> Settings {
        let mut settings = Settings::defaults(&self.knobs);
        for (id, setting) in variant.and_then(|id| self.variant(id)).into_iter().flat_map(|variant| &variant.set) {
            settings.put(id, setting.clone());
        }
        self.drill_by(&mut settings, variant, drill::FIRST);
        settings
    }

    /// Whether a run may be stepped and gated.
    pub fn can_step(&self) -> bool {
        self.head.step
    }
}

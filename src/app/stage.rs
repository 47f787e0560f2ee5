//! The stage: one lesson or one recording, its run, and where the learner is in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::act::{Act, Asking, Page};
use super::exploring::Explored;
use super::grade;
use super::player::{Pace, Player, Temporality};
use super::stepping::Stepping;
use super::wish::Wish;
use crate::lesson::claim::{Case, Scope};
use crate::lesson::moment::Story;
use crate::lesson::question::{Asked, Question};
use crate::lesson::{Engine, Judgement, Lesson, Pane, Verdict};
use crate::model::schedule::Schedule;
use crate::model::waiting::{self, Waiting};
use crate::model::world::Actor;
use crate::model::{Event, Log, World, need};

/// One lesson or one recording.
pub struct Stage {
    /// The lesson, where it is known.
    pub lesson: Option<Arc<Lesson>>,
    /// What is run, or was.
    pub wish: Wish,
    /// Texts of the files that events point into, where no lesson knows them.
    pub sources: BTreeMap<String, String>,
    /// Where the learner is in the lesson.
    pub act: Act,
    /// The log and the cursor in it.
    pub player: Player,
    /// What the run does.
    pub life: Life,
    /// How fast.
    pub pace: Pace,
    /// What there is to tell at which place of the log.
    pub story: Option<Story>,
    /// What was answered since the lesson was opened, by the question's id; `None` if it was skipped.
    pub picked: BTreeMap<String, Option<usize>>,
    /// What the run has shown to be right, by the question's id.
    pub right: BTreeMap<String, usize>,
    /// Claims judged on this run.
    pub judged: Vec<Judged>,
    /// Which pane the keys are for.
    pub focus: Pane,
    /// Whether that pane is shown alone.
    pub zoomed: bool,
    /// What the learner has selected.
    pub selected: Option<String>,
    /// How many lines the code is moved down from where it would stand by itself.
    pub code_moved: i32,
    /// How many of the last lines of output are moved out of sight.
    pub output_back: usize,
    /// Step mode, where the learner decides who goes next.
    pub stepping: Option<Stepping>,
    /// Turns that step mode offers first: an outcome that is replayed.
    pub script: Schedule,
    /// Length of the log when turns were last given without asking.
    pub rushed_from: u64,
    /// What every order of this program gave.
    pub explored: Option<Explored>,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It has not been asked for.
    Ready,
    /// It was asked for and has not told anything.
    Starting,
    /// It goes on.
    Running,
    /// Its actors are held at their next operation.
    Held,
    /// It is over.
    Over,
    /// It was over long ago: a recording.
    Recorded,
}

/// A claim, judged on a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its place among the lesson's claims.
    pub claim: usize,
    /// What came out.
    pub judgement: Judgement,
    /// Whether this program is known to break it.
    pub meant_to_break: bool,
}

/// How many events of a program of the learner's own are kept at most.
const KEPT: usize = 400_000;
/// The panes that can be gone through, in this order.
const ORDER: [Pane; 9] = [
    Pane::Code,
    Pane::Family,
    Pane::Processes,
    Pane::Cores,
    Pane::Memory,
    Pane::Objects,
    Pane::Chart,
    Pane::Output,
    Pane::Timeline,
];
/// Those that a lesson has which names none.
const USUAL: [Pane; 5] = [Pane::Code, Pane::Processes, Pane::Objects, Pane::Timeline, Pane::Output];

impl Stage {
    /// A lesson, before its first question.
    pub fn new(lesson: Arc<Lesson>, wish: Wish) -> Stage {
        let mut stage = Stage { lesson: Some(lesson), ..Stage::empty(wish) };
        stage.asks_by_seed();
        stage.act = stage.next_question(Asked::Predict).map_or(Act::Watch, Act::Ask);
        stage
    }

    /// A recording, and the lesson that it is of where that is known.
    pub fn recorded(log: Log, lesson: Option<Arc<Lesson>>) -> Stage {
        let facts = log.world().run.clone();
        let wish = Wish {
            lesson: facts.program.to_string(),
            watched: false,
            engine: if &*facts.engine == "python" { Engine::Python } else { Engine::Native },
            variant: facts.variant.as_deref().map(Into::into),
            settings: settings_of(&log, lesson.as_deref()),
            seed: 1,
            pace: Pace::default(),
            order: None,
        };
        let mut stage = Stage { lesson, life: Life::Recorded, player: Player::new(log), ..Stage::empty(wish) };
        stage.begin_story();
        stage.tell_story(0);
        stage.judge();
        stage
    }

    /// A program of the learner's own.
    pub fn watched(wish: Wish) -> Stage {
        Stage::empty(wish)
    }

    fn empty(wish: Wish) -> Stage {
        Stage {
            lesson: None,
            act: Act::Watch,
            player: Player::default(),
            life: Life::Ready,
            pace: wish.pace,
            wish,
            sources: BTreeMap::new(),
            story: None,
            picked: BTreeMap::new(),
            right: BTreeMap::new(),
            judged: Vec::new(),
            focus: Pane::Processes,
            zoomed: false,
            selected: None,
            code_moved: 0,
            output_back: 0,
            stepping: None,
            script: Schedule::default(),
            rushed_from: 0,
            explored: None,
        }
    }

    /// The question of a drill is that of the seed.
    pub(super) fn asks_by_seed(&mut self) {
        let (variant, seed) = (self.wish.variant.clone(), self.wish.seed);
        let asking = self.lesson.as_ref().and_then(|lesson| lesson.asking(variant.as_deref(), seed));
        self.lesson = asking.map(Arc::new).or(self.lesson.take());
    }

    /// Whether a run is under way.
    pub fn is_live(&self) -> bool {
        matches!(self.life, Life::Starting | Life::Running | Life::Held)
    }

    /// The panes of this lesson: those that it names, the usual ones else; no objects where nothing is shared.
    pub fn panes(&self) -> Vec<Pane> {
        let named = self.lesson.as_ref().map(|lesson| lesson.head.panes.clone()).unwrap_or_default();
        let shares = self.player.log().world().objects().next().is_some();
        let wanted = |pane: &Pane| {
            let listed = if named.is_empty() { USUAL.contains(pane) } else { named.contains(pane) };
            listed && (*pane != Pane::Objects || shares)
        };
        ORDER.into_iter().filter(wanted).collect()
    }
}

/// The world at the cursor.
impl Stage {
    /// Who waits for whom, where nobody can move at the cursor. The end of a run that hung is as it was when it hung.
    pub fn waits(&self) -> Vec<Waiting> {
        let world = self.player.world();
        if !need::nobody_can_move(world) {
            return Vec::new();
        }
        let is_stuck = self.stepping.as_ref().is_some_and(Stepping::is_stuck) && self.player.is_at_end();
        // While it goes on freely, a wakeup may not have been told yet: there the finding speaks, which has waited.
        let is_settled = !self.is_live() || !self.player.is_at_end();
        let has_hung = || self.has_hung(world, self.player.cursor());
        if is_stuck || is_settled || has_hung() { waiting::graph(world) } else { Vec::new() }
    }

    /// Whether a lesson's run goes on in which nobody can move: all that is left to do is to end it.
    pub fn is_stuck(&self) -> bool {
        self.is_live() && !self.wish.watched && self.player.is_at_end() && !self.waits().is_empty()
    }

    /// Whether nobody can move in a lesson's run that goes on, whatever moment of it is looked at.
    pub fn hangs(&self) -> bool {
        let (log, world) = (self.player.log(), self.player.log().world());
        let is_stuck = || self.stepping.as_ref().is_some_and(Stepping::is_stuck) || self.has_hung(world, log.len());
        self.is_live() && !self.wish.watched && need::nobody_can_move(world) && is_stuck()
    }

    /// Whether it was found until then that nobody can move, and those who wait have not moved since.
    fn has_hung(&self, world: &World, until: u64) -> bool {
        let told = self.player.log().findings().iter().rfind(|told| told.id == "nobody_can_move" && told.n <= until);
        let waits = |told: &Waiting| {
            world.actor(&told.actor).and_then(Actor::waits).is_some_and(|wait| wait.since == told.since)
        };
        told.is_some_and(|told| told.waits.iter().all(waits))
    }
}

/// The run.
impl Stage {
    /// A new run begins: nothing of the one before remains, save what was answered.
    pub fn begins(&mut self) {
        self.act = Act::Watch;
        // What is not ours may never end.
        self.player = if self.wish.watched { Player::new(Log::newest(KEPT)) } else { Player::default() };
        self.life = Life::Starting;
        self.judged.clear();
        self.selected = None;
        self.code_moved = 0;
        self.output_back = 0;
        let script = self.script.clone();
        self.stepping = self.wish.order.clone().map(|taken| Stepping::new(taken, script));
        self.begin_story();
    }

    fn begin_story(&mut self) {
        let of = |lesson: &Arc<Lesson>| Story::new(&lesson.moments, self.wish.variant.as_deref(), &self.wish.settings);
        self.story = self.lesson.as_ref().map(of);
    }

    /// The run has told something.
    pub fn told(&mut self, events: Vec<Event>) {
        let before = self.player.log().len();
        if self.life == Life::Starting {
            self.life = Life::Running;
        }
        self.player.push(events);
        self.tell_story(before);
    }

    fn tell_story(&mut self, from: u64) {
        let Some(story) = &mut self.story else { return };
        self.player.log().since(from).iter().for_each(|event| story.push(event));
    }

    /// The run is over: it is judged.
    pub fn ended(&mut self) {
        self.life = Life::Over;
        self.judge();
    }

    fn judge(&mut self) {
        let Some(lesson) = self.lesson.clone() else { return };
        let variant = self.wish.variant.as_deref();
        let case = Case::new(self.player.log().events(), &self.wish.settings);
        let broken: Vec<&str> = lesson.broken_by(variant).map(|claim| claim.id.as_str()).collect();
        let about = |claim: &crate::lesson::Claim| {
            claim.scope == Scope::Run && (claim.is_about(variant, self.wish.engine) || broken.contains(&&*claim.id))
        };
        self.judged = (0..lesson.claims.len())
            .filter(|at| about(&lesson.claims[*at]))
            .map(|claim| Judged {
                judgement: lesson.claims[claim].judge(&case),
                meant_to_break: broken.contains(&&*lesson.claims[claim].id),
                claim,
            })
            .collect();
        let asked = lesson.questions.iter().filter(|question| question.is_about(variant, &self.wish.settings));
        let right = |question: &Question| Some((question.id.clone(), grade::right(question, &lesson, &case)?));
        self.right = asked.filter_map(right).collect();
    }

    /// How many claims hold, and how many this run could judge.
    pub fn score(&self) -> (usize, usize) {
        let seen = |judged: &&Judged| judged.judgement.verdict != Verdict::NotSeen && !judged.meant_to_break;
        let holds = |judged: &&Judged| judged.judgement.verdict == Verdict::Holds;
        (self.judged.iter().filter(seen).filter(holds).count(), self.judged.iter().filter(seen).count())
    }
}

/// Questions, and the way through the lesson.
impl Stage {
    /// The next question of a phase that is about this program and has not been answered.
    pub fn next_question(&self, phase: Asked) -> Option<Asking> {
        let lesson = self.lesson.as_ref()?;
        let open = |question: &Question| self.is_asked(question, phase) && !self.picked.contains_key(&question.id);
        lesson.questions.iter().position(open).map(|at| Asking::new(phase, at))
    }

    /// Which of the questions of its phase this one is, from 1, and how many there are.
    pub fn count_of(&self, asking: &Asking) -> (usize, usize) {
        let lesson = self.lesson.as_ref().map_or(&[][..], |lesson| &lesson.questions);
        let asked = |(_, question): &(usize, &Question)| self.is_asked(question, asking.phase);
        let all: Vec<usize> = lesson.iter().enumerate().filter(asked).map(|(at, _)| at).collect();
        (all.iter().take_while(|at| **at <= asking.question).count(), all.len())
    }

    fn is_asked(&self, question: &Question, phase: Asked) -> bool {
        question.phase == phase && self.is_about(question)
    }

    fn is_about(&self, question: &Question) -> bool {
        question.is_about(self.wish.variant.as_deref(), &self.wish.settings)
    }

    /// The questions before and after the run that are about this program, with its knobs as they are.
    pub fn compared(&self) -> impl Iterator<Item = &Question> {
        let questions = self.lesson.iter().flat_map(|lesson| &lesson.questions);
        questions.filter(|question| question.phase != Asked::Recap && self.is_about(question))
    }

    /// The question that is being asked.
    pub fn question(&self) -> Option<(&Question, &Asking)> {
        match &self.act {
            Act::Ask(asking) => Some((self.lesson.as_ref()?.questions.get(asking.question)?, asking)),
            _ => None,
        }
    }

    /// Whether there is a drill.
    pub fn has_drill(&self) -> bool {
        self.life != Life::Recorded && self.lesson.as_ref().is_some_and(|lesson| lesson.drill().is_some())
    }

    /// The seed of the drill's program, where that is what is on stage.
    pub fn drill_seed(&self) -> Option<u64> {
        let variant = self.wish.variant.as_deref().and_then(|id| self.lesson.as_ref()?.variant(id))?;
        variant.drill.as_ref().map(|_| self.wish.seed)
    }

    /// What stands in the footer for Enter: whether the run waits to be talked about.
    pub fn has_more(&self) -> bool {
        matches!(self.life, Life::Over | Life::Recorded) && self.lesson.is_some()
    }

    /// What comes after watching, or after a page of the verdict, where the claims take so many; `None` where nothing does.
    pub fn following(&self, pages: usize) -> Option<Act> {
        let claims = |page| (page < pages && !self.judged.is_empty()).then_some(Act::Verdict(Page::Claims(page)));
        let recap = || self.next_question(Asked::Recap).map(Act::Ask).unwrap_or(Act::Verdict(Page::Recap));
        match &self.act {
            Act::Ask(asking) if asking.phase == Asked::Predict => self.next_question(Asked::Predict).map(Act::Ask),
            Act::Watch if self.life == Life::Recorded => claims(0).or(Some(Act::Verdict(Page::Recap))),
            Act::Watch | Act::Ask(Asking { phase: Asked::Report, .. }) => {
                let compare = self.compared().next().is_some().then_some(Act::Verdict(Page::Compare));
                let ask = self.next_question(Asked::Report).map(Act::Ask);
                ask.or(compare).or_else(|| claims(0)).or_else(|| Some(recap()))
            }
            Act::Verdict(Page::Compare) => claims(0).or_else(|| Some(recap())),
            Act::Verdict(Page::Claims(page)) => claims(page + 1).or_else(|| Some(recap())),
            Act::Ask(_) => Some(recap()),
            Act::Verdict(Page::Recap) => None,
        }
    }
}

/// As many lines as no program that no lesson knows is thought to have.
const LONG: usize = 100_000;

/// Looking around.
impl Stage {
    /// To the next or previous pane.
    pub fn focus_next(&mut self, forward: bool) {
        let panes = self.panes();
        let at = panes.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let next = if forward { at + 1 } else { at + panes.len().saturating_sub(1) };
        self.focus = panes.get(next % panes.len().max(1)).copied().unwrap_or(self.focus);
    }

    /// Up or down in the pane that has the keys.
    pub fn go(&mut self, down: bool) {
        match self.focus {
            Pane::Code => self.move_code(down, 1),
            Pane::Output => self.scroll_output(down),
            _ => self.select_next(down),
        }
    }

    /// The program's text so many lines up or down, as far as it goes.
    pub fn move_code(&mut self, down: bool, by: usize) {
        let program = self.lesson.as_ref().map(|lesson| lesson.program(self.wish.variant.as_deref()));
        let lines = program.map_or(LONG, |program| {
            let texts = [Some(&program.python), program.rust.as_ref()];
            texts.into_iter().flatten().map(|text| text.lines().count()).max().unwrap_or(0)
        });
        let (by, lines) = (by as i32, lines as i32);
        self.code_moved = (self.code_moved + if down { by } else { -by }).clamp(-lines, lines);
    }

    fn scroll_output(&mut self, down: bool) {
        let all = self.player.log().outputs(self.player.cursor(), usize::MAX).len();
        let back = if down { self.output_back.saturating_sub(1) } else { self.output_back + 1 };
        self.output_back = back.min(all.saturating_sub(1));
    }

    fn select_next(&mut self, down: bool) {
        let world = self.player.world();
        let names: Vec<&str> = match self.focus {
            Pane::Objects => world.objects().map(|object| &*object.name).collect(),
            _ => world.actors().map(|actor| &*actor.name).collect(),
        };
        let at = names.iter().position(|name| Some(*name) == self.selected.as_deref());
        let next = match (at, down) {
            (None, true) => 0,
            (None, false) => names.len().saturating_sub(1),
            (Some(at), true) => (at + 1).min(names.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.selected = names.get(next).map(ToString::to_string);
    }

    /// Whether the cursor looks back, or moves by itself.
    pub fn temporality(&self) -> Temporality {
        self.player.temporality()
    }
}

/// The knobs of a recorded run, as far as the lesson knows them.
fn settings_of(log: &Log, lesson: Option<&Lesson>) -> crate::lesson::Settings {
    let facts = &log.world().run;
    let mut settings = lesson.map(|lesson| lesson.settings(facts.variant.as_deref())).unwrap_or_default();
    for knob in lesson.into_iter().flat_map(|lesson| &lesson.knobs) {
        let told = facts.knobs.iter().find(|(id, _)| **id == *knob.id);
        if let Some(setting) = told.and_then(|(_, text)| knob.parse(text).ok()) {
            settings.put(&knob.id, setting);
        }
    }
    settings
}

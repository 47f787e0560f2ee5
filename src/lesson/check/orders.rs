//! Orders: what a lesson says of every order of its steps, proved on orders that somebody else tries.

use std::collections::BTreeSet;

use super::runs::Trial;
use crate::lesson::claim::{Case, Scope};
use crate::lesson::{Challenge, Claim, Engine, Fault, Lesson, Verdict};
use crate::model::Event;
use crate::model::schedule::Schedule;

/// Somebody who has programs run in a given order.
pub trait Explorer {
    /// Tries every order of a trial's steps and shows each; with `reduce` those that nobody can tell apart once only.
    /// Whether these were all.
    ///
    /// # Errors
    /// Why it could not be done.
    fn explore(
        &mut self,
        trial: &Trial,
        reduce: bool,
        see: &mut dyn FnMut(&Schedule, &[Event]),
    ) -> Result<bool, String>;

    /// What happens in the turns of this schedule, and no further.
    ///
    /// # Errors
    /// Why it could not be done.
    fn begin(&mut self, trial: &Trial, schedule: &Schedule) -> Result<Vec<Event>, String>;
}

/// Has every order of a lesson's programs tried that something is said of, and judges what comes out.
pub fn prove(lesson: &Lesson, explorer: &mut dyn Explorer) -> Vec<Fault> {
    let programs = std::iter::once(None).chain(lesson.variants.iter().map(|variant| Some(variant.id.as_str())));
    programs.flat_map(|variant| prove_program(lesson, variant, explorer)).collect()
}

fn prove_program(lesson: &Lesson, variant: Option<&str>, explorer: &mut dyn Explorer) -> Vec<Fault> {
    let mut proofs: Vec<Proof<'_>> = Vec::new();
    let claims = lesson.claims_of(variant, Engine::Native).filter(|claim| claim.scope == Scope::Explore);
    for claim in claims {
        let trial = trial_of(lesson, variant, Some(claim));
        Proof::of(&mut proofs, lesson, trial).claims.push((claim, Vec::new()));
    }
    for claim in lesson.broken_by(variant).filter(|claim| claim.scope == Scope::Explore) {
        let trial = trial_of(lesson, variant, Some(claim));
        Proof::of(&mut proofs, lesson, trial).broken.push((claim, Vec::new()));
    }
    for challenge in lesson.challenges.iter().filter(|challenge| challenge.variant.as_deref() == variant) {
        let trial = trial_of(lesson, variant, None);
        Proof::of(&mut proofs, lesson, trial).challenges.push((challenge, 0));
    }
    proofs.into_iter().flat_map(|proof| proof.prove(explorer)).collect()
}

/// A program as a claim wants it: with the knobs that it names.
fn trial_of(lesson: &Lesson, variant: Option<&str>, claim: Option<&Claim>) -> Trial {
    let mut settings = lesson.settings(variant);
    for (id, setting) in claim.into_iter().flat_map(|claim| &claim.given) {
        settings.put(id, setting.clone());
    }
    Trial { variant: variant.map(str::to_string), engine: Engine::Native, settings }
}

/// All that is said of the orders of one program with the same knobs.
struct Proof<'a> {
    lesson: &'a Lesson,
    trial: Trial,
    /// With what each order came to.
    claims: Vec<(&'a Claim, Vec<Verdict>)>,
    /// The same of those that this program is said to break.
    broken: Vec<(&'a Claim, Vec<Verdict>)>,
    /// With the number of orders that win it.
    challenges: Vec<(&'a Challenge, usize)>,
}

impl<'a> Proof<'a> {
    /// The one of these knobs.
    fn of<'p>(proofs: &'p mut Vec<Proof<'a>>, lesson: &'a Lesson, trial: Trial) -> &'p mut Proof<'a> {
        let place = proofs.iter().position(|proof| proof.trial == trial).unwrap_or_else(|| {
            let (claims, broken, challenges) = (Vec::new(), Vec::new(), Vec::new());
            proofs.push(Proof { lesson, trial, claims, broken, challenges });
            proofs.len() - 1
        });
        &mut proofs[place]
    }

    fn prove(mut self, explorer: &mut dyn Explorer) -> Vec<Fault> {
        let mut orders = Vec::new();
        let all = explorer.explore(&self.trial.clone(), self.may_reduce(), &mut |schedule, events| {
            orders.push(schedule.clone());
            self.judge(&Case::new(events, &self.trial.settings.clone()));
        });
        match all {
            Err(why) => {
                vec![self.fault(format!("it could not be explored: {why}"), "see that it runs by itself first")]
            }
            Ok(false) => {
                let what = format!("it has more than {} orders", orders.len());
                vec![self.fault(what, "make the program smaller, or claim it of `runs`")]
            }
            Ok(true) => {
                let claims = self.claims.iter().filter_map(|(claim, verdicts)| self.claim(claim, verdicts));
                let broken = self.broken.iter().filter_map(|(claim, verdicts)| self.not_broken(claim, verdicts));
                let challenges = self.challenges.iter();
                let challenges = challenges.filter_map(|(challenge, won)| self.challenge(challenge, *won));
                claims.chain(broken).chain(challenges).chain(self.shortest(&orders, explorer)).collect()
            }
        }
    }

    /// Numbers of orders, and of moves, are those without any reduction.
    fn may_reduce(&self) -> bool {
        self.claims.iter().all(|(claim, _)| claim.tally.is_none())
            && self.challenges.iter().all(|(challenge, _)| challenge.shortest.is_none())
    }

    fn judge(&mut self, case: &Case<'_>) {
        let claims = self.claims.iter_mut().chain(&mut self.broken);
        claims.for_each(|(claim, verdicts)| verdicts.push(claim.judge(case).verdict));
        self.challenges.iter_mut().for_each(|(challenge, won)| *won += usize::from(challenge.is_won(case)));
    }

    fn claim(&self, claim: &Claim, verdicts: &[Verdict]) -> Option<Fault> {
        let held = verdicts.iter().filter(|verdict| **verdict == Verdict::Holds).count();
        let seen = verdicts.iter().filter(|verdict| **verdict != Verdict::NotSeen).count();
        match claim.judge_all(verdicts) {
            Verdict::Holds => None,
            Verdict::NotSeen => {
                let what = format!("the claim `{}` was not seen in any of {} orders", claim.id, verdicts.len());
                Some(self.fault(what, "let the program come to where it can be told"))
            }
            Verdict::Broken => {
                let what = format!("the claim `{}` is broken: so it was in {held} of {seen} orders", claim.id);
                Some(self.fault(what, "mend the program, or what is claimed"))
            }
        }
    }

    /// A claim that a variant is said to break, and that no order breaks.
    fn not_broken(&self, claim: &Claim, verdicts: &[Verdict]) -> Option<Fault> {
        let what = format!("the claim `{}` was broken in none of {} orders", claim.id, verdicts.len());
        let advice = "take it out of `breaks`, or make the program break it in some order";
        (!verdicts.contains(&Verdict::Broken)).then(|| self.fault(what, advice))
    }

    fn challenge(&self, challenge: &Challenge, won: usize) -> Option<Fault> {
        let id = &challenge.id;
        let (what, advice) = match (challenge.never, won) {
            (true, 0) => return None,
            (true, _) => (format!("the challenge `{id}` can be won, in {won} orders"), "take out its `never`"),
            (false, 0) => {
                (format!("the challenge `{id}` cannot be won"), "mend its `predicate`, or say `never = true`")
            }
            (false, _) => return None,
        };
        Some(self.fault(what, advice))
    }

    /// Challenges whose shortest way is another than they say: the beginnings of all orders are tried, one move longer
    /// each time, until one wins.
    fn shortest(&self, orders: &[Schedule], explorer: &mut dyn Explorer) -> Vec<Fault> {
        let mut open: Vec<(&Challenge, u32)> = Vec::new();
        for (challenge, _) in self.challenges.iter().filter(|(_, won)| *won > 0) {
            open.extend(challenge.shortest.map(|shortest| (*challenge, shortest)));
        }
        let mut faults = Vec::new();
        let longest = orders.iter().map(|order| order.0.len()).max().unwrap_or(0);
        for moves in 0..=longest {
            if open.is_empty() {
                break;
            }
            match self.won_in(moves, orders, &open, explorer) {
                Err(why) => return vec![self.fault(format!("it could not be played: {why}"), "see that it runs")],
                Ok(won) => open.retain(|(challenge, said)| {
                    let is_won = won.contains(&challenge.id);
                    faults.extend((is_won && *said as usize != moves).then(|| self.other_shortest(challenge, moves)));
                    !is_won
                }),
            }
        }
        faults
    }

    /// Which challenges are won by some beginning of so many moves.
    fn won_in(
        &self,
        moves: usize,
        orders: &[Schedule],
        open: &[(&Challenge, u32)],
        explorer: &mut dyn Explorer,
    ) -> Result<BTreeSet<String>, String> {
        let beginnings: BTreeSet<_> = orders.iter().filter_map(|order| order.0.get(..moves)).collect();
        let mut won = BTreeSet::new();
        for beginning in beginnings {
            let events = explorer.begin(&self.trial, &Schedule(beginning.to_vec()))?;
            let case = Case::new(&events, &self.trial.settings);
            won.extend(open.iter().filter(|(challenge, _)| challenge.is_won(&case)).map(|(won, _)| won.id.clone()));
        }
        Ok(won)
    }

    fn other_shortest(&self, challenge: &Challenge, moves: usize) -> Fault {
        let what = format!("the challenge `{}` can be won in {moves} moves, and not in fewer", challenge.id);
        self.fault(what, &format!("write shortest = {moves}"))
    }

    fn fault(&self, what: String, advice: &str) -> Fault {
        let variant = self.trial.variant.as_deref();
        let turned = variant.map(|id| format!(", variant {id}")).unwrap_or_default();
        Fault::new(format!("{}/lesson.toml (explored{turned})", self.lesson.id), what, advice)
    }
}

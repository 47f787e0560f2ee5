//! A schedule that does not fit the run: at which turn, why, and who could have gone.

use super::event::{Field, Kind};
use super::log::Log;
use super::schedule::{Schedule, Stand, Turn};
use super::tell;
use super::tongue::{Both, both};

/// Where a schedule did not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Place in the schedule, from 0.
    pub turn: usize,
    /// Everybody who stood in front of a step; nobody, if the run was over.
    pub stands: Vec<Stand>,
}

impl Misfit {
    /// What does not fit, why, and who could have gone; `log` is what has happened.
    pub fn sentence(&self, schedule: &Schedule, log: &Log) -> Both {
        let (turn, turns) = (self.turn, schedule.0.len());
        let Some(named) = schedule.0.get(turn) else { return Both::same(schedule.to_string()) };
        if self.stands.is_empty() {
            return both!(
                "the schedule is longer than the run: it has {turns} turns, and after {turn} the run is over; leave out \
                 what comes after",
                "这个顺序比运行还长：它有 {turns} 步，而走完 {turn} 步运行就结束了；请删去后面的部分"
            );
        }
        let (Both { en: why, zh: why_zh }, Both { en: could, zh: could_zh }) = (self.why(named, log), self.who_could());
        let step = turn + 1;
        both!(
            "turn {step} of the schedule is {named}, who cannot go there: {why}; {could}",
            "顺序的第 {step} 步是 {named}，但它此时走不了：{why_zh}；{could_zh}"
        )
    }

    /// Why the one named cannot go.
    fn why(&self, named: &Turn, log: &Log) -> Both {
        let stands = |stand: &&Stand| stand.turn.actor == named.actor;
        let name = &named.actor;
        match self.stands.iter().find(stands) {
            Some(_) if named.timeout => both!("it does not wait with a time limit", "它没有在限时等待"),
            Some(stand) => {
                let Both { en, zh } = lacking(stand);
                both!("it {en}", "它在{zh}")
            }
            None if has_ended(name, log) => both!("it has ended", "它已经结束"),
            None if log.world().actor(name).is_some() => {
                both!("it stands in front of no step of its own", "它面前没有可走的步")
            }
            None => both!("there is no {name} by then", "此时还没有 {name}"),
        }
    }

    fn who_could(&self) -> Both {
        let able = self.stands.iter().filter(|stand| stand.lacks.is_none()).map(|stand| stand.turn.to_string());
        let able: Vec<String> = able.collect();
        if able.is_empty() {
            return both!(
                "nobody could go any more, a deadlock: leave out the rest",
                "谁也走不了了，已经死锁：请删去后面的部分"
            );
        }
        Both::new(format!("{} could", able.join(", ")), format!("能走的有 {}", able.join("、")))
    }
}

/// What one who stands in front of a step waits for.
fn lacking(stand: &Stand) -> Both {
    let object = stand.object.as_deref().unwrap_or("?");
    tell::waiting(stand.kind, object, stand.target.as_deref(), stand.value.as_deref(), stand.lacks.unwrap_or_default())
}

/// Whether it ended by itself, before all that was left was ended.
fn has_ended(name: &str, log: &Log) -> bool {
    let exit = |kind| matches!(kind, Kind::ProcessExit | Kind::ThreadExit);
    log.events()
        .iter()
        .any(|event| exit(event.kind) && event.actor.as_deref() == Some(name) && event.text(Field::By).is_none())
}

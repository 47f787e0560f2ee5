//! A schedule: who goes next, as a list of actors' names. `seller, seller-2*2, reader!timeout`.
//!
//! The same text is printed by the explorer, copied by the learner and taken by `--schedule`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::event::{Kind, Place};
use super::name::{ActorName, ObjectName};

/// One choice: an actor goes, or its wait ends because its time is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// Who.
    pub actor: ActorName,
    /// Whether its timed wait ends instead.
    pub timeout: bool,
}

/// Who goes next, choice by choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule(pub Vec<Turn>);

/// An actor in front of its next step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// Who, and whether this is the ending of its timed wait instead of its step.
    pub turn: Turn,
    /// What is missing (a word of field `for`); `None` if it can go.
    pub lacks: Option<&'static str>,
    /// Kind of its step.
    pub kind: Kind,
    /// The object that it is about.
    pub object: Option<ObjectName>,
    /// The actor that it is about.
    pub target: Option<ActorName>,
    /// Line of the program.
    pub place: Option<Place>,
    /// The value, as far as it is known.
    pub value: Option<Arc<str>>,
}

/// A choice that was made: who stood there, and which of them went (`None`: nobody could).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Everybody who stood in front of a step.
    pub stands: Vec<Stand>,
    /// Place in them of the one who went.
    pub chosen: Option<usize>,
}

impl Choice {
    /// One among actors that all could do the same; `chosen` went.
    #[cfg(test)]
    pub fn among(names: &[&str], chosen: usize) -> Choice {
        let stand = |name: &&str| Stand {
            turn: Turn::of(*name),
            lacks: None,
            kind: Kind::ValueRead,
            object: Some("counter".into()),
            target: None,
            place: None,
            value: None,
        };
        Choice { stands: names.iter().map(stand).collect(), chosen: Some(chosen) }
    }

    /// Who went.
    pub fn turn(&self) -> Option<&Turn> {
        self.chosen.and_then(|place| self.stands.get(place)).map(|stand| &stand.turn)
    }

    /// Those who could go.
    pub fn able(&self) -> impl Iterator<Item = &Stand> {
        self.stands.iter().filter(|stand| stand.lacks.is_none())
    }
}

/// A text that is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no turn of a schedule: write an actor's name, `name*3` for three turns, `name!timeout` for a wait that times out"
)]
pub struct NoSchedule(pub String);

impl Turn {
    /// The actor goes.
    pub fn of(actor: impl Into<ActorName>) -> Turn {
        Turn { actor: actor.into(), timeout: false }
    }
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.actor, if self.timeout { "!timeout" } else { "" })
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, group) in self.0.chunk_by(|one, two| one == two).enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            write!(f, "{}", group[0])?;
            if group.len() > 1 {
                write!(f, "*{}", group.len())?;
            }
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = NoSchedule;

    fn from_str(text: &str) -> Result<Schedule, NoSchedule> {
        let mut turns = Vec::new();
        for word in text.split([',', ' ', '\n']).filter(|word| !word.is_empty()) {
            let (turn, times) = turn(word).ok_or_else(|| NoSchedule(word.to_string()))?;
            turns.extend(std::iter::repeat_n(turn, times));
        }
        Ok(Schedule(turns))
    }
}

fn turn(word: &str) -> Option<(Turn, usize)> {
    let (name, times) = match word.rsplit_once('*') {
        Some((name, times)) => (name, times.parse().ok().filter(|times| (1..=100_000).contains(times))?),
        None => (word, 1),
    };
    let (name, timeout) = match name.strip_suffix("!timeout") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let is_name = !name.is_empty() && !name.contains(['!', '*']);
    is_name.then(|| (Turn { actor: ActorName::from(name), timeout }, times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_reads_back_what_it_prints() {
        let text = "seller*2,seller-2,reader!timeout,seller";
        let schedule: Schedule = text.parse().unwrap();
        assert_eq!(schedule.0.len(), 5);
        assert_eq!(schedule.to_string(), text);
        assert_eq!("seller seller-2".parse::<Schedule>().unwrap().0.len(), 2);
        assert!("!timeout".parse::<Schedule>().is_err());
        assert!("a*0".parse::<Schedule>().is_err());
        assert!("a*b".parse::<Schedule>().is_err());
    }
}

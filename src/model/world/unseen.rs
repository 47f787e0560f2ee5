//! The unseen: processes of a watched run that have told nothing themselves.

use super::{Actor, World};
use crate::model::tongue::{Both, both};

/// Those that were only seen from outside.
#[derive(Debug, Default)]
pub struct Unseen<'a> {
    /// Pythons that the probe did not get into.
    pub shut: Vec<&'a Actor>,
    /// Those that are no Python.
    pub others: Vec<&'a Actor>,
}

impl World {
    /// Who could not be looked into. A lesson's processes are all known.
    pub fn unseen(&self) -> Unseen<'_> {
        if !self.run.watched {
            return Unseen::default();
        }
        let is_unseen = |actor: &&Actor| actor.outside || has_said_nothing(actor);
        let (shut, others) =
            self.actors().filter(is_unseen).partition(|actor| self.program_of(actor).contains("ython"));
        Unseen { shut, others }
    }

    /// What a process that has said nothing is known to execute.
    fn program_of<'a>(&'a self, actor: &'a Actor) -> &'a str {
        let command = self.run.program.split(' ').next().unwrap_or_default();
        let otherwise = if actor.is_first() { command } else { &actor.name };
        actor.title.as_deref().unwrap_or(otherwise)
    }
}

/// Whether it was started as a program, and was over before anybody saw it.
fn has_said_nothing(actor: &Actor) -> bool {
    let is_program = actor.is_process() && (actor.is_first() || actor.method.as_deref() == Some("spawn"));
    is_program && !actor.is_alive() && actor.ppid.is_none() && actor.status.is_some()
}

impl Unseen<'_> {
    /// Why so little is known of the Pythons, if there are any.
    pub fn why(&self) -> Option<Both> {
        let names = names(&self.shut)?;
        Some(both!(
            "The probe did not get into {names} (older than 3.8, python -I, -S or -E, an emptied environment, or over too \
             soon): only seen from outside.",
            "探针没能进入 {names}（版本低于 3.8，用了 python -I、-S、-E，环境变量被清空，或结束得太早）：只能从外部观察。"
        ))
    }

    /// Who else there is, if there is anybody.
    pub fn who(&self) -> Option<Both> {
        let names = names(&self.others)?;
        Some(both!(
            "Only seen from outside, because they are no Python: {names}.",
            "以下进程不是 Python，只能从外部观察：{names}。"
        ))
    }
}

/// The first few of their names.
fn names(actors: &[&Actor]) -> Option<String> {
    const NAMED: usize = 6;
    let more = if actors.len() > NAMED { " …" } else { "" };
    let names: Vec<&str> = actors.iter().take(NAMED).map(|actor| &*actor.name).collect();
    (!names.is_empty()).then(|| names.join(", ") + more)
}

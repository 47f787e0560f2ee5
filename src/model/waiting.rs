//! The wait-for graph: who waits for what, since when, and who could give it.

use std::sync::Arc;

use super::event::{Kind, Place, Val};
use super::name::{ActorName, ObjectName};
use super::need;
use super::tell;
use super::tongue::Both;
use super::world::{Actor, Wait, World};

/// An actor that waits: an arrow from it, through the object where there is one, to everybody who could end its waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who waits.
    pub actor: ActorName,
    /// For what, as a word of field `for`.
    pub what: Arc<str>,
    /// For what, in words: "waits for lock".
    pub sentence: Both,
    /// Of which object; `None` where it waits for an actor's end.
    pub object: Option<ObjectName>,
    /// Who could give it; nobody, if it is empty. Those that have ended cannot.
    pub givers: Vec<Giver>,
    /// Whether the arrow is part of the circle.
    pub in_circle: bool,
    /// Since when, in nanoseconds since the start of the run.
    pub since: u64,
    /// Where in the program.
    pub place: Option<Place>,
}

/// Who could give what an actor waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giver {
    /// Who.
    pub actor: ActorName,
    /// Whether it has ended, and so never will.
    pub ended: bool,
}

/// Everybody who waits: those of the circle first, each before the one that it waits for, then the others as they came.
pub fn graph(world: &World) -> Vec<Waiting> {
    let circle = need::circle(world);
    let in_circle = |actor: &Actor| circle.iter().position(|member| *member == actor.name);
    let mut waiting: Vec<&Actor> = world.alive().filter(|actor| actor.waits().is_some() && !rests(actor)).collect();
    waiting.sort_by_key(|actor| in_circle(actor).unwrap_or(usize::MAX));
    waiting.iter().filter_map(|actor| Some(arrow(world, actor, actor.waits()?, in_circle(actor).is_some()))).collect()
}

/// Whether it is a worker or a handler of a pool that merely has nothing to do, or a manager's thread that waits for its caller's sake.
pub(super) fn rests(actor: &Actor) -> bool {
    let waits_in = |kind| actor.waits().is_some_and(|wait| wait.kind == kind);
    waits_in(Kind::PoolTask) || waits_in(Kind::ManagerServe) || actor.has_role("handler") && waits_in(Kind::SyncWait)
}

fn arrow(world: &World, actor: &Actor, wait: &Wait, in_circle: bool) -> Waiting {
    let giver = |name: ActorName| {
        let ended = !world.actor(&name).is_some_and(Actor::is_alive);
        Giver { actor: name, ended }
    };
    Waiting {
        actor: actor.name.clone(),
        what: wait.what.clone(),
        sentence: tell::wait(wait),
        object: wait.object.clone(),
        givers: need::givers(world, actor, wait).into_iter().map(giver).collect(),
        in_circle,
        since: wait.since,
        place: actor.place.clone(),
    }
}

impl Waiting {
    /// As it stands in the event of a finding.
    pub(super) fn val(&self) -> Val {
        let mut with: Vec<(&str, Val)> = vec![("actor", Val::text(&*self.actor)), ("for", Val::text(&self.what))];
        with.extend(self.object.as_ref().map(|object| ("object", Val::text(&**object))));
        let names = |ended: bool| {
            let givers = self.givers.iter().filter(move |giver| giver.ended == ended);
            Val::List(givers.map(|giver| Val::text(&*giver.actor)).collect())
        };
        with.push(("givers", names(false)));
        with.push(("ended", names(true)));
        with.push(("circle", Val::Bool(self.in_circle)));
        with.push(("since", Val::Int(i64::try_from(self.since).unwrap_or(i64::MAX))));
        if let Some(place) = &self.place {
            with.push(("file", Val::text(&place.file)));
            with.push(("line", Val::Int(place.line.into())));
        }
        Val::Map(with.into_iter().map(|(key, val)| (Arc::from(key), val)).collect())
    }
}

//! A manager: the process that owns what others have only proxies of.

use crate::model::event::{Event, Field, Kind};
use crate::model::name::ActorName;

/// A manager.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manager {
    /// Its server, as far as it is one of the run's actors.
    pub server: Option<ActorName>,
    /// Connections that were refused because of a wrong key.
    pub refused: u64,
}

impl Manager {
    pub(super) fn hears(&mut self, event: &Event, who: &ActorName) -> bool {
        match event.kind {
            Kind::ManagerStart => {
                self.server = Some(event.text(Field::Child).map_or_else(|| who.clone(), ActorName::from));
            }
            Kind::NetAuth if event.outcome().is_some() => self.refused += 1,
            Kind::NetListen | Kind::NetConnect | Kind::NetAccept | Kind::NetAuth => {}
            _ => return false,
        }
        true
    }
}

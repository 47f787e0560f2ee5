//! A named block of shared memory: who has it open, and whether its name is still there.

use std::sync::Arc;

use crate::model::event::{Event, Field, Kind};
use crate::model::name::ActorName;

/// A block of shared memory that has a name in the system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// Its name in the system.
    pub name: Arc<str>,
    /// Bytes.
    pub size: u64,
    /// Processes that have it open.
    pub open_in: Vec<ActorName>,
    /// Whether its name was removed: nobody can open it any more, and it is gone with the last that has it open.
    pub unlinked: bool,
}

impl Memory {
    pub(super) fn hears(&mut self, event: &Event, process: &str) -> bool {
        if event.outcome().is_some() {
            return true;
        }
        match event.kind {
            Kind::MemoryCreate | Kind::MemoryAttach => {
                self.name = event.text(Field::Name).map_or_else(|| self.name.clone(), Arc::from);
                self.size = event.int(Field::Size).and_then(|size| u64::try_from(size).ok()).unwrap_or(self.size);
                self.opens(process);
            }
            Kind::MemoryClose => self.ends(process),
            Kind::MemoryUnlink => self.unlinked = true,
            _ => return false,
        }
        true
    }

    pub(super) fn opens(&mut self, process: &str) {
        if !self.is_open_in(process) {
            self.open_in.push(ActorName::from(process));
        }
    }

    /// Whether a process has it open.
    pub fn is_open_in(&self, process: &str) -> bool {
        self.open_in.iter().any(|name| name == process)
    }

    /// A process lets go of it, or has ended.
    pub(super) fn ends(&mut self, process: &str) {
        self.open_in.retain(|name| name != process);
    }
}

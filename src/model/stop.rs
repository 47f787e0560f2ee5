//! The stop: where forklore ends what is left of a run. What is told after it is our doing, not the program's.

use std::sync::Arc;

use super::event::{Event, Field, Kind};
use super::tongue::{Both, both};

/// That forklore ended what was left of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Number of the event that tells it.
    pub n: u64,
    /// Why: `hang`, `limit`, `stopped`, `died`; `done` where only some whom the program had left behind were alive.
    pub reason: Arc<str>,
    /// By which signal.
    pub signal: Arc<str>,
    /// How many processes were alive.
    pub processes: u64,
}

impl Stop {
    pub(super) fn of(event: &Event, n: u64) -> Stop {
        Stop {
            n,
            reason: event.text(Field::Reason).unwrap_or("stopped").into(),
            signal: event.text(Field::Signal).unwrap_or("SIGKILL").into(),
            processes: event.int(Field::Count).and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
        }
    }

    /// What has become of what is shown: for whoever looks at the end of the run.
    pub fn sentence(&self) -> Both {
        let (signal, processes) = (&self.signal, self.processes);
        match processes {
            1 => both!(
                "forklore then ended the one process left ({signal}), shown here as it stood.",
                "随后 forklore 结束了剩下的 1 个进程（{signal}）；这里显示的是此前的样子。"
            ),
            _ => both!(
                "forklore then ended the {processes} processes left ({signal}), shown here as they stood.",
                "随后 forklore 结束了剩下的 {processes} 个进程（{signal}）；这里显示的是此前的样子。"
            ),
        }
    }

    /// As a line among those of the run.
    pub(super) fn line(&self) -> Both {
        let (signal, processes) = (&self.signal, self.processes);
        let Both { en, zh } = match &*self.reason {
            "hang" => Both::fixed("nobody can move: ", "所有进程都无法继续："),
            "limit" => Both::fixed("a limit is reached: ", "达到上限："),
            "done" => Both::fixed("the program is over: ", "程序已经结束："),
            _ => Both::default(),
        };
        match processes {
            1 => both!(
                "{en}forklore ends the one process that is left, with {signal}",
                "{zh}forklore 用 {signal} 结束剩下的 1 个进程"
            ),
            _ => both!(
                "{en}forklore ends the {processes} processes that are left, with {signal}",
                "{zh}forklore 用 {signal} 结束剩下的 {processes} 个进程"
            ),
        }
    }
}

/// The events of a run up to where forklore ended what was left of it: those of the program.
pub fn own(events: &[Event]) -> &[Event] {
    let stop = events.iter().rposition(|event| event.kind == Kind::RunStop);
    stop.map_or(events, |stop| &events[..=stop])
}

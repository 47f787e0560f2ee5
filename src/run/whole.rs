//! A run as a whole: its events, once it has ended or would never end.

use std::time::{Duration, Instant};

use crossbeam_channel::RecvTimeoutError;

use super::{Feed, Request, start};
use crate::model::{Event, Kind, Log, need};

/// How long nothing must have moved, where nobody can move, before the run is ended.
const STILL: Duration = Duration::from_secs(1);
/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Has a run made, and gives its events. It is ended where nobody can move any more, after `limit`, and when it is no
/// longer wanted.
///
/// # Errors
/// If the machine refuses what a run needs.
pub fn whole(request: Request, limit: Duration, wanted: &dyn Fn() -> bool) -> anyhow::Result<Vec<Event>> {
    let run = start(request)?;
    let (mut log, began, mut stirred) = (Log::new(), Instant::now(), Instant::now());
    loop {
        match run.feed.recv_timeout(LOOK) {
            Ok(Feed::Events(events)) => {
                if events.iter().any(|event| event.kind != Kind::Sample) {
                    stirred = Instant::now();
                }
                log.extend(events);
            }
            Ok(Feed::Ended) | Err(RecvTimeoutError::Disconnected) => return Ok(log.events().to_vec()),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
        if began.elapsed() > limit || !wanted() {
            run.stop("limit");
        } else if stirred.elapsed() > STILL && need::nobody_can_move(log.world()) {
            run.stop("hang");
        }
    }
}

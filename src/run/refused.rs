//! Refused: whether the machine would not let a run have a process that its program asked for.

use crate::model::{Event, Field, Kind};
use crate::mp::os::most_processes;

/// How the machine refused a process, in the system's words. Where the program had first lowered its own limit
/// (RLIMIT_NPROC), it was the program's doing, and this is `None`.
pub fn by_the_machine(events: &[Event]) -> Option<&str> {
    by_a_machine_of(most_processes(), events)
}

/// The same on a machine whose user may have so many processes; `None`: as many as it likes.
fn by_a_machine_of(most: Option<u64>, events: &[Event]) -> Option<&str> {
    let lowered = |event: &Event| {
        let told = event.int(Field::Count).and_then(|count| u64::try_from(count).ok());
        told.is_some_and(|told| most.is_none_or(|most| told < most))
    };
    let refused = |event: &&Event| event.kind == Kind::ProcessGone && event.outcome().is_some() && !lowered(event);
    events.iter().find(refused).and_then(Event::outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_refused_where_it_is_gone_for_a_reason_and_not_where_it_has_ended() {
        let gone = Event::new(Kind::ProcessGone).with(Field::Child, "child");
        let refused = gone.clone().with(Field::Outcome, "EAGAIN: Try again");
        assert_eq!(by_a_machine_of(None, &[Event::new(Kind::RunStart), refused.clone()]), Some("EAGAIN: Try again"));
        assert_eq!(by_a_machine_of(None, &[gone, Event::new(Kind::RunEnd)]), None);
    }

    #[test]
    fn a_program_that_has_lowered_its_own_limit_is_refused_by_itself() {
        let refused = |most: i64| {
            let gone = Event::new(Kind::ProcessGone).with(Field::Child, "child").with(Field::Outcome, "EAGAIN");
            [gone.with(Field::Count, most)]
        };
        assert_eq!(by_a_machine_of(None, &refused(0)), None);
        assert_eq!(by_a_machine_of(Some(100), &refused(99)), None);
        assert_eq!(by_a_machine_of(Some(100), &refused(100)), Some("EAGAIN"));
    }
}

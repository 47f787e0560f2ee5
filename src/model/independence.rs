//! Independence: which two steps may change places without anybody being able to tell.
//!
//! The heart of the reduction (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996):
//! orders that differ only in the places of independent neighbours are one and the same. Where in doubt, steps depend.

use super::event::Kind;

/// A step, as far as dependence is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRef<'a> {
    /// Whose.
    pub actor: &'a str,
    /// Its kind.
    pub kind: Kind,
    /// The object that it is about.
    pub object: Option<&'a str>,
    /// The actor that it is about.
    pub target: Option<&'a str>,
}

/// Whether two steps may change places.
pub fn independent(one: StepRef<'_>, two: StepRef<'_>) -> bool {
    if one.actor == two.actor || concerns(one, two) || concerns(two, one) {
        return false;
    }
    match (one.object, two.object) {
        (Some(first), Some(second)) => first != second || only_looks(one.kind) && only_looks(two.kind),
        (None, None) => one.kind.family() != two.kind.family(),
        _ => true,
    }
}

/// A signal depends on whatever its target does.
fn concerns(one: StepRef<'_>, two: StepRef<'_>) -> bool {
    let process = |name: &str| name.split('/').next().map(str::to_string);
    one.kind == Kind::ProcessSignal && one.target.is_some_and(|target| process(target) == process(two.actor))
}

/// Whether a step changes nothing.
fn only_looks(kind: Kind) -> bool {
    matches!(kind, Kind::ValueRead | Kind::QueueEmpty | Kind::PipePoll)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step<'a>(actor: &'a str, kind: Kind, object: &'a str) -> StepRef<'a> {
        StepRef { actor, kind, object: (!object.is_empty()).then_some(object), target: None }
    }

    #[test]
    fn two_reads_of_a_value_change_places_and_a_read_and_a_write_do_not() {
        let (read, write) = (Kind::ValueRead, Kind::ValueWrite);
        assert!(independent(step("a", read, "x"), step("b", read, "x")));
        assert!(!independent(step("a", read, "x"), step("b", write, "x")));
        assert!(independent(step("a", write, "x"), step("b", write, "y")));
        assert!(!independent(step("a", read, "x"), step("a", read, "x")));
    }

    #[test]
    fn lines_of_output_keep_their_order_and_a_signal_depends_on_its_target() {
        assert!(!independent(step("a", Kind::Output, ""), step("b", Kind::Output, "")));
        let signal = StepRef { target: Some("b"), ..step("a", Kind::ProcessSignal, "") };
        assert!(!independent(signal, step("b/feeder", Kind::QueuePut, "q")));
        assert!(independent(signal, step("c", Kind::QueuePut, "q")));
    }
}

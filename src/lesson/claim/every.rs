//! `every`: each event of one kind is also like that.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;

/// Each event of one kind is also like that: `{ name = "every", of = "pool.callback begin", is = { actor = "main/*" } }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Every {
    of: Pattern,
    is: Pattern,
}

impl Judge for Every {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let (fit, odd): (Vec<_>, Vec<_>) = case.all(&self.of).partition(|event| self.is.matches(event, &case.known));
        let numbers = |events: Vec<&crate::model::Event>| events.into_iter().map(|event| event.n).collect::<Vec<_>>();
        match (fit.is_empty(), odd.is_empty()) {
            (true, true) => Judgement::not_seen(),
            (_, true) => Judgement::holds(numbers(fit)),
            (_, false) => Judgement::broken(numbers(odd)),
        }
    }
}

//! The table of named checks.

use std::sync::Arc;

use super::{
    Judge, alike, at_once, before, count, ending, every, exit_status, family, figure, lasts, messages, parallelism,
    parent_is, prints, value, zombie,
};
use crate::lesson::fault::nearest;

macro_rules! table {
    ($($name:literal => $check:ty,)*) => {
        /// The names of all checks.
        pub const NAMES: &[&str] = &[$($name),*];

        /// Reads what a check is told.
        pub fn read(name: &str, told: toml::Table) -> Result<Arc<dyn Judge>, String> {
            match name {
                $($name => Ok(Arc::new(told.try_into::<$check>().map_err(|error| format!("check `{name}`: {}", error.message()))?)),)*
                _ => Err(unknown(name)),
            }
        }
    };
}

table! {
    "count" => count::Count,
    "some" => count::Some,
    "never" => count::Never,
    "every" => every::Every,
    "before" => before::Before,
    "all_before" => before::AllBefore,
    "at_most" => at_once::AtMost,
    "overlaps" => at_once::Overlaps,
    "lasts" => lasts::Lasts,
    "same" => alike::Same,
    "distinct" => alike::Distinct,
    "seen_before" => alike::SeenBefore,
    "same_order" => messages::SameOrder,
    "each_once" => messages::EachOnce,
    "all_got" => messages::AllGot,
    "prints" => prints::Prints,
    "whole_lines" => prints::WholeLines,
    "ends_with" => value::EndsWith,
    "reads_see_writes" => value::ReadsSeeWrites,
    "exit_status" => exit_status::ExitStatus,
    "parent_is" => parent_is::ParentIs,
    "family" => family::Family,
    "zombie" => zombie::Zombie,
    "reason" => ending::Reason,
    "stuck" => ending::Stuck,
    "figure" => figure::Figure,
    "parallelism" => parallelism::Parallelism,
}

fn unknown(name: &str) -> String {
    match nearest(name, NAMES.iter().copied()) {
        Some(near) => format!("no check is named `{name}`: did you mean `{near}`?"),
        None => format!("no check is named `{name}`: there are {}", NAMES.join(", ")),
    }
}

//! The table of named checks.

use std::sync::Arc;

use super::Judge;
use super::count;
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
}

fn unknown(name: &str) -> String {
    match nearest(name, NAMES.iter().copied()) {
        Some(near) => format!("no check is named `{name}`: did you mean `{near}`?"),
        None => format!("no check is named `{name}`: there are {}", NAMES.join(", ")),
    }
}

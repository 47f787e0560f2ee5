//! A moment: a place in the log at which there is something to tell.

use serde::Deserialize;

use super::pattern::Pattern;

/// A place in the log at which there is something to tell; the text stands under `## id`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Its id, and the heading of its text.
    pub id: String,
    /// The event at which it is told: the first that matches, or the `nth`.
    pub on: Pattern,
    /// Another moment that must have come first.
    #[serde(default)]
    pub after: Option<String>,
    /// Told at every matching event, not only at the first.
    #[serde(default)]
    pub every: bool,
    /// The programs in which it is told (`main` for the lesson's own); all where none is named.
    #[serde(default)]
    pub variants: Vec<String>,
}

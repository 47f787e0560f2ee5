//! Bounds: what a number must be, as checks are told it: `is`, `at_least`, `at_most`.

use crate::lesson::known::Known;
use crate::lesson::quantity::Quantity;

/// What a number must be.
pub(super) struct Bounds<'q> {
    pub is: &'q Option<Quantity>,
    pub at_least: &'q Option<Quantity>,
    pub at_most: &'q Option<Quantity>,
}

impl Bounds<'_> {
    /// Whether a number is within them; no number is, where one of them cannot be worked out.
    pub fn hold(&self, number: f64, known: &Known) -> bool {
        let fits = |bound: &Option<Quantity>, fits: fn(f64, f64) -> bool| {
            bound.as_ref().is_none_or(|bound| bound.of(known).is_some_and(|bound| fits(number, bound)))
        };
        fits(self.is, |number, bound| (number - bound).abs() < 1e-9)
            && fits(self.at_least, |number, bound| number >= bound)
            && fits(self.at_most, |number, bound| number <= bound)
    }
}

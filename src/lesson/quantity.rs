//! A quantity: a number of lesson.toml, written out or made from knobs: `3`, `"$workers"`, `"2 ** $forks"`.

use serde::Deserialize;

use super::known::Known;

/// A number, written out or made from knobs.
///
/// A sum is numbers and knobs with `+`, `-`, `*`, `**` between them, done from left to right.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Quantity {
    /// Written out.
    Number(f64),
    /// To be worked out for the run.
    Sum(String),
}

impl Quantity {
    /// The number in this run; `None` if it cannot be worked out.
    pub fn of(&self, known: &Known) -> Option<f64> {
        match self {
            Quantity::Number(number) => Some(*number),
            Quantity::Sum(sum) => work_out(&known.resolve(sum)),
        }
    }
}

fn work_out(sum: &str) -> Option<f64> {
    let mut words = sum.split_whitespace();
    let mut result = number(words.next()?)?;
    while let Some(sign) = words.next() {
        let operand = number(words.next()?)?;
        result = match sign {
            "+" => result + operand,
            "-" => result - operand,
            "*" => result * operand,
            "**" => result.powf(operand),
            _ => return None,
        };
    }
    Some(result)
}

/// A number, or a yes or no as 1 or 0.
fn number(word: &str) -> Option<f64> {
    match word {
        "true" => Some(1.0),
        "false" => Some(0.0),
        _ => word.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::knob::{Setting, Settings};

    #[test]
    fn a_quantity_is_made_from_knobs() {
        let mut settings = Settings::default();
        settings.put("forks", Setting::Int(3));
        let known = Known::new(&settings);
        let worth = |text: &str| Quantity::Sum(text.into()).of(&known);
        assert_eq!(worth("$forks"), Some(3.0));
        assert_eq!(worth("2 ** $forks"), Some(8.0));
        assert_eq!(worth("$forks * 2 + 1"), Some(7.0));
        assert_eq!(worth("$knives + 1"), None);
        assert_eq!(worth("1 +"), None);
    }
}

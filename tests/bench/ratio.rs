//! A ratio: two things run in turn, so that whatever else the machine does falls on both.

use std::time::Instant;

/// What one thing took, and how many times what the other took.
pub struct Ratio {
    took: [Vec<f64>; 2],
}

impl Ratio {
    /// Runs both in turn, so many times after a first that does not count. Each says what it took.
    pub fn of(rounds: usize, mut one: impl FnMut() -> f64, mut other: impl FnMut() -> f64) -> Ratio {
        let _ = (one(), other());
        let (first, second) = (0..rounds).map(|_| (one(), other())).unzip();
        Ratio { took: [first, second] }
    }

    /// One line: the medians in a unit of so many seconds, the median of the ratios with its quartiles, what to reach.
    pub fn print(&self, what: &str, (unit, seconds): (&str, f64), reach: &str) {
        let [one, other] = [0, 1].map(|which| at(&self.took[which], 0.5) / seconds);
        let ratios: Vec<f64> = self.took[0].iter().zip(&self.took[1]).map(|(one, other)| one / other).collect();
        let [low, median, high] = [0.25, 0.5, 0.75].map(|place| at(&ratios, place));
        println!("{what}: {one:.1} against {other:.1} {unit}, {median:.3} × ({low:.3}–{high:.3})   (reach: {reach})");
    }
}

/// The value at a place from 0 to 1 of the sorted ones.
fn at(values: &[f64], place: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * place).round() as usize]
}

/// Seconds that something takes, shared by so many.
pub fn seconds_each(count: u32, act: impl FnOnce()) -> f64 {
    let start = Instant::now();
    act();
    start.elapsed().as_secs_f64() / f64::from(count)
}

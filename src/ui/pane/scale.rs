//! The scale of the timeline: which column a moment stands in.

use crate::model::Log;
use crate::model::ObjectName;
use crate::model::event::{Event, Kind};
use crate::model::timeline::{Lane, What, Window};
use crate::model::world::Moment;

/// Which column a moment stands in: by the clock, or one event after the other.
pub struct Scale {
    window: Window,
    /// Moments of the events shown, where each has a column of its own, and the number of the first.
    order: Option<(Vec<Moment>, u64)>,
}

/// The most holds of an actor that are looked at for one picture.
const HOLDS: usize = 1000;

/// Events that columns are made for, at most; more than the widest screen has columns.
const EVENTS: usize = 400;

impl Scale {
    /// The scale of a log as seen from a place in it, by the clock or `by_events`. `growing` leaves room for what is to
    /// come.
    pub fn new(log: &Log, cursor: u64, by_events: bool, growing: bool) -> Scale {
        let now = log.time_at(cursor);
        let end = if growing { roomy(log.end_time()) } else { log.end_time() };
        let from = beginning(log, end);
        let window = Window { from, to: end.max(from + 1), at: cursor, now };
        let order = by_events.then(|| last_moments(log, cursor));
        Scale { window, order }
    }

    /// The stretch of time shown.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The column of a moment.
    pub fn column(&self, at: Moment, width: usize) -> Option<usize> {
        match &self.order {
            None => Some(self.by_clock(at.t, width)),
            Some((moments, _)) => {
                let (first, each) = layout(moments.len(), width);
                let place = moments.partition_point(|moment| moment.n < at.n).checked_sub(first)?;
                Some(place * each).filter(|column| *column < width)
            }
        }
    }

    /// What an actor did, for each column.
    pub fn states(&self, lane: &Lane, width: usize) -> Vec<Option<What>> {
        let Some((moments, _)) = &self.order else {
            return lane.columns(&self.window, width).into_iter().map(|column| Some(column?.what)).collect();
        };
        let (first, each) = layout(moments.len(), width);
        let mut states = Vec::new();
        for moment in moments.iter().skip(first) {
            let window = Window { from: moment.t, to: moment.t, at: moment.n + 1, now: moment.t };
            let what = lane.at(moment.t, &window).filter(|span| span.to.is_none()).map(|span| span.what);
            states.extend(std::iter::repeat_n(what, each));
        }
        states.truncate(width);
        states
    }

    /// How long an actor held which lock in which column, in nanoseconds, hold by hold; nothing where columns are events.
    pub fn held(&self, lane: &Lane, width: usize) -> Vec<(ObjectName, usize, u64)> {
        let mut held = Vec::new();
        if self.order.is_some() {
            return held;
        }
        for hold in lane.holds(&self.window, HOLDS) {
            let to = hold.to.map_or(self.window.now, |to| to.t);
            for column in self.by_clock(hold.from.t, width)..=self.by_clock(to, width) {
                let (begin, end) = self.bounds(column, width);
                held.push((hold.object.clone(), column, to.min(end).saturating_sub(hold.from.t.max(begin))));
            }
        }
        held
    }

    /// From when to when a column stands for.
    pub fn bounds(&self, column: usize, width: usize) -> (u64, u64) {
        let length = u128::from(self.window.to - self.window.from);
        let edge = |column: usize| self.window.from + (length * column as u128 / width.max(1) as u128) as u64;
        (edge(column), edge(column + 1))
    }

    /// From which to which column an actor held a lock.
    pub fn holds(&self, lane: &Lane, width: usize) -> Vec<(usize, usize)> {
        let until = |to: Option<Moment>| to.unwrap_or(Moment { n: self.window.at, t: self.window.now });
        let bounds = |hold: crate::model::timeline::Hold| {
            let to = self.column(until(hold.to), width).unwrap_or(width.saturating_sub(1));
            Some((self.column(hold.from, width).unwrap_or(0), to))
        };
        lane.holds(&self.window, HOLDS).into_iter().filter_map(bounds).collect()
    }

    /// The column of the cursor.
    pub fn cursor(&self, width: usize) -> usize {
        match &self.order {
            None => self.by_clock(self.window.now, width),
            Some((moments, _)) => {
                let (first, each) = layout(moments.len(), width);
                ((moments.len() - first) * each).min(width.saturating_sub(1))
            }
        }
    }

    /// Columns and texts of the axis.
    pub fn ticks(&self, width: usize) -> Vec<(usize, String)> {
        match &self.order {
            None => self.clock_ticks(width),
            Some((moments, first)) => order_ticks(moments, *first, width),
        }
    }

    fn by_clock(&self, t: u64, width: usize) -> usize {
        let length = u128::from(self.window.to - self.window.from).max(1);
        let column = u128::from(t.saturating_sub(self.window.from)) * width as u128 / length;
        (column as usize).min(width.saturating_sub(1))
    }

    fn clock_ticks(&self, width: usize) -> Vec<(usize, String)> {
        let length = self.window.to - self.window.from;
        let step = round_up(length * 11 / (width.max(1) as u64));
        let text = |t: u64| match step {
            step if step >= 1_000_000_000 => format!("{} s", t / 1_000_000_000),
            step if step >= 10_000_000 => format!("{:.*} s", if step >= 100_000_000 { 1 } else { 2 }, t as f64 / 1e9),
            step if step >= 1_000_000 => format!("{} ms", t / 1_000_000),
            step if step >= 10_000 => format!("{:.2} ms", t as f64 / 1e6),
            _ => format!("{} µs", t / 1000),
        };
        let (first, last) = (self.window.from.div_ceil(step), self.window.to / step);
        (first..=last).take(100).map(|tick| (self.by_clock(tick * step, width), text(tick * step))).collect()
    }
}

/// Where the picture begins: at the oldest event that is kept; an interpreter that took long to start leaves no empty
/// stretch before its first word.
fn beginning(log: &Log, end: u64) -> u64 {
    let oldest = log.begin_time();
    let first = log.events().iter().find(|event| event.actor.is_some()).map_or(oldest, |event| event.t);
    if oldest == 0 && first > end / 8 { first } else { oldest }
}

/// The first moment shown, and how many columns each has.
fn layout(moments: usize, width: usize) -> (usize, usize) {
    let each = (width / (moments + 1).max(1)).clamp(1, 4);
    (moments.saturating_sub(width / each), each)
}

fn order_ticks(moments: &[Moment], number: u64, width: usize) -> Vec<(usize, String)> {
    let (first, each) = layout(moments.len(), width);
    let apart = (10 / each).max(2);
    let shown = (first..moments.len()).step_by(apart);
    shown.map(|at| ((at - first) * each, (number + at as u64).to_string())).collect()
}

/// The last events before the cursor that did something, and the number of the first of them: they are counted from 1 where
/// that does not take too long, and else as all events are.
fn last_moments(log: &Log, cursor: u64) -> (Vec<Moment>, u64) {
    let acts = |event: &&Event| !matches!(event.kind, Kind::Sample | Kind::Claim | Kind::Finding | Kind::RunStart);
    let before = log.until(cursor);
    let looked_at = &before[before.len().saturating_sub(EVENTS * 8)..];
    let mut moments: Vec<Moment> =
        looked_at.iter().rev().filter(acts).map(|event| Moment { n: event.n, t: event.t }).collect();
    let all = moments.len() as u64;
    moments.truncate(EVENTS);
    moments.reverse();
    let counted = 1 + all - moments.len() as u64;
    let first = if looked_at.len() == before.len() { counted } else { moments.first().map_or(1, |moment| moment.n) };
    (moments, first)
}

/// A round length of time that is not shorter: 1, 2 or 5 and zeros.
fn round_up(length: u64) -> u64 {
    let mut step = 1_000;
    loop {
        for factor in [1, 2, 5] {
            if step * factor >= length {
                return step * factor;
            }
        }
        step = match step.checked_mul(10) {
            Some(next) if next < u64::MAX / 100 => next,
            _ => return step,
        };
    }
}

/// A length with some room behind it, in few steps, so that a picture that grows does not shift with every event.
fn roomy(length: u64) -> u64 {
    let mut unit = 1_000_000;
    loop {
        for tenths in [10, 15, 20, 30, 40, 60, 80] {
            let roomy = unit / 10 * tenths;
            if roomy > length {
                return roomy;
            }
        }
        unit = match unit.checked_mul(10) {
            Some(next) if next < u64::MAX / 100 => next,
            _ => return length,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_room_grows_in_few_steps() {
        assert_eq!([1, 1_001, 30_000, 700_000_000].map(round_up), [1_000, 2_000, 50_000, 1_000_000_000]);
        assert_eq!([0, 1_000_000, 1_600_000_000].map(roomy), [1_000_000, 1_500_000, 2_000_000_000]);
    }

    #[test]
    fn acts_are_counted_and_samples_are_not() {
        let mut log = Log::new();
        for kind in [Kind::RunStart, Kind::ProcessStart, Kind::Sample, Kind::Sample, Kind::Output, Kind::Output] {
            log.push(Event { n: log.len(), t: log.len(), actor: Some("main".into()), ..Event::new(kind) });
        }
        let ticks = Scale::new(&log, log.len(), true, true).ticks(80);
        assert_eq!(ticks, [(0, "1".to_string()), (8, "3".to_string())]);
    }

    #[test]
    fn an_empty_log_has_a_scale_too() {
        for by_events in [false, true] {
            let scale = Scale::new(&Log::new(), 0, by_events, true);
            for width in [0, 1, 80] {
                scale.ticks(width);
                assert_eq!(scale.cursor(width), 0);
            }
        }
    }
}

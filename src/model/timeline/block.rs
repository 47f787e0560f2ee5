//! Stretches of time in blocks that know their bounds, so that a window is answered without looking at all of them.

/// Something that lasts from one time to another, in nanoseconds.
pub(super) trait Lasting {
    /// From when to when; `u64::MAX` while it lasts.
    fn bounds(&self) -> (u64, u64);
}

/// Many stretches of time, in the order in which they came.
pub(super) struct Blocks<T> {
    items: Vec<T>,
    bounds: Vec<(u64, u64)>,
}

impl<T> Default for Blocks<T> {
    fn default() -> Blocks<T> {
        Blocks { items: Vec::new(), bounds: Vec::new() }
    }
}

const BLOCK: usize = 128;

impl<T: Lasting + Clone> Blocks<T> {
    pub fn push(&mut self, item: T) {
        let (from, to) = item.bounds();
        if self.items.len().is_multiple_of(BLOCK) {
            self.bounds.push((u64::MAX, 0));
        }
        self.items.push(item);
        if let Some(bounds) = self.bounds.last_mut() {
            *bounds = (bounds.0.min(from), bounds.1.max(to));
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn get(&self, place: usize) -> &T {
        &self.items[place]
    }

    /// Changes one, and what its block says of it.
    pub fn change(&mut self, place: usize, change: impl FnOnce(&mut T)) {
        change(&mut self.items[place]);
        let block = place / BLOCK;
        let end = self.items.len().min((block + 1) * BLOCK);
        let all = self.items[block * BLOCK..end].iter().map(Lasting::bounds);
        self.bounds[block] = all.fold((u64::MAX, 0), |sum, (from, to)| (sum.0.min(from), sum.1.max(to)));
    }

    /// The last `most` that touch the window and are wanted, in the order in which they came.
    pub fn last_in(&self, from: u64, to: u64, most: usize, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let mut found = Vec::new();
        for block in (0..self.bounds.len()).rev() {
            if self.bounds[block].0 > to || self.bounds[block].1 < from {
                continue;
            }
            let end = self.items.len().min((block + 1) * BLOCK);
            for item in self.items[block * BLOCK..end].iter().rev() {
                if found.len() == most {
                    break;
                }
                let (began, ended) = item.bounds();
                if began <= to && ended >= from && wanted(item) {
                    found.push(item.clone());
                }
            }
            if found.len() == most {
                break;
            }
        }
        found.reverse();
        found
    }
}

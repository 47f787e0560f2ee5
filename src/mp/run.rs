//! What a lesson's program is given: its knobs, its seed.

use std::cell::Cell;
use std::sync::Arc;

use crate::wire::order::{Order, Setting};

use super::me;

/// What a lesson's program is given.
#[derive(Clone)]
pub struct Run {
    order: Arc<Order>,
    imported: bool,
}

impl Run {
    pub(crate) fn new(order: Order) -> Run {
        Run { order: Arc::new(order), imported: false }
    }

    /// What the program is given in a process that was started afresh.
    pub(crate) fn imported(order: Order) -> Run {
        Run { order: Arc::new(order), imported: true }
    }

    /// `__name__`: in a child that was started afresh, the program is a module that is imported.
    pub fn module(&self) -> &'static str {
        if self.imported { "__mp_main__" } else { "__main__" }
    }

    /// `__name__ == "__main__"`.
    pub fn is_main(&self) -> bool {
        !self.imported
    }

    pub(crate) fn order(&self) -> &Order {
        &self.order
    }

    /// A knob that is a whole number or a switch (0 and 1).
    ///
    /// # Panics
    /// If the lesson has no such knob: `forklore check` finds that.
    pub fn knob(&self, id: &str) -> i64 {
        match self.setting(id) {
            Setting::Int(number) => *number,
            Setting::Bool(on) => i64::from(*on),
            Setting::Float(number) => *number as i64,
            Setting::Text(_) => panic!("the knob {id} is no number"),
        }
    }

    /// A knob that is a number.
    pub fn number(&self, id: &str) -> f64 {
        match self.setting(id) {
            Setting::Float(number) => *number,
            _ => self.knob(id) as f64,
        }
    }

    /// A knob that is a switch.
    pub fn is_on(&self, id: &str) -> bool {
        self.knob(id) != 0
    }

    /// A knob that is a word.
    pub fn word(&self, id: &str) -> &str {
        match self.setting(id) {
            Setting::Text(word) => word,
            _ => panic!("the knob {id} is no word"),
        }
    }

    fn setting(&self, id: &str) -> &Setting {
        let found = self.order.knobs.iter().find(|(name, _)| name == id);
        &found.unwrap_or_else(|| panic!("the lesson has no knob {id}")).1
    }

    /// `random.random()`: from 0 to 1, decided by the run's seed, the actor's name and how often it was asked here.
    pub fn random(&self) -> f64 {
        thread_local! {
            static ASKED: Cell<(u32, u64)> = const { Cell::new((0, 0)) };
        }
        let slot = me::slot().0;
        let times = ASKED.with(|asked| {
            let (owner, times) = asked.get();
            let times = if owner == slot { times + 1 } else { 0 };
            asked.set((slot, times));
            times
        });
        let mut mixed = self.order.seed ^ times.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in me::name().bytes() {
            mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // The finalizer of MurmurHash3: every bit of the input reaches every bit of the output.
        mixed ^= mixed >> 33;
        mixed = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^= mixed >> 33;
        mixed = mixed.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        mixed ^= mixed >> 33;
        (mixed >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The variant of the lesson that runs, if it is one.
    pub fn variant(&self) -> Option<&str> {
        self.order.variant.as_deref()
    }
}

//! Which field comes after which: the contract's order at first, then whatever order the server keeps to.
//!
//! A field is found by comparing one key, the expected one. Fields left out, or sent in another order, would each
//! cost a search, for every record alike; so what was found last time is what is expected next time.

use crate::schema::Shape;

/// For each shape a row: what comes first, and what comes after each of its fields.
pub(crate) struct Order([u8; Order::ROWS * Order::ROW]);

impl Order {
    const ROWS: usize = 16;
    /// One more than a shape has fields.
    const ROW: usize = 32;

    /// The contract's order: after nothing comes field 0, after field 0 comes field 1.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const CONTRACT: Self = {
        let mut slots = [0; Self::ROWS * Self::ROW];
        let mut slot = 0;
        while slot < slots.len() {
            slots[slot] = (slot % Self::ROW) as u8;
            slot += 1;
        }
        Self(slots)
    };

    pub(crate) const fn new() -> Self {
        Self::CONTRACT
    }

    /// Where the shape keeps what comes first.
    #[inline(always)]
    pub(crate) fn start(shape: &Shape) -> usize {
        shape.row * Self::ROW
    }

    /// Where the shape keeps what comes after this field.
    #[inline(always)]
    pub(crate) fn after(shape: &Shape, field: usize) -> usize {
        shape.row * Self::ROW + field + 1
    }

    /// The field expected there.
    #[inline(always)]
    pub(crate) fn expected(&self, slot: usize) -> usize {
        self.0.get(slot).copied().unwrap_or(0).into()
    }

    /// Another field came there.
    pub(crate) fn learn(&mut self, slot: usize, field: usize) {
        if let Some(expected) = self.0.get_mut(slot) {
            *expected = field as u8;
        }
    }
}

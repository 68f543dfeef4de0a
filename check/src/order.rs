//! Predicts which field comes next: first by the contract's order, then by the order that the server sends.
//!
//! A correct prediction needs one comparison of keys. A wrong one needs a search; its result is the next prediction.

use crate::schema::Shape;

/// One row per shape: the field that comes first, and the field that comes after each field.
pub(crate) struct FieldOrder([u8; FieldOrder::ROWS * FieldOrder::ROW]);

impl FieldOrder {
    const ROWS: usize = 16;
    /// The slots of a row: one more than the fields of a shape.
    const ROW: usize = 32;

    /// The contract's order: field 0 comes first, field 1 after field 0.
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

    /// The slot for the first field of an object.
    #[inline(always)]
    pub(crate) fn start(shape: &Shape) -> usize {
        shape.row * Self::ROW
    }

    /// The slot for the field after this one.
    #[inline(always)]
    pub(crate) fn after(shape: &Shape, field: usize) -> usize {
        shape.row * Self::ROW + field + 1
    }

    /// The field that is predicted for a slot.
    #[inline(always)]
    pub(crate) fn expected(&self, slot: usize) -> usize {
        self.0.get(slot).copied().unwrap_or(0).into()
    }

    /// Stores the field that was found for a slot.
    pub(crate) fn learn(&mut self, slot: usize, field: usize) {
        if let Some(expected) = self.0.get_mut(slot) {
            *expected = field as u8;
        }
    }
}

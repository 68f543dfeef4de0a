//! Duplicate members: the last one counts, as in `JSON.parse`, so the violations of the earlier one are retracted.
//!
//! Each violation is retracted at most once, and the list of violations is not searched. A response full of duplicates
//! takes no longer than any other response of its length.

use core::ops::Range;

use crate::check::Counts;
use crate::violation::Violation;

/// The record index of a retracted violation. No page has that many records.
const RETRACTED: u32 = u32::MAX;

/// The violations of each field of the objects that are open.
pub(crate) struct Duplicates {
    entries: Vec<Entry>,
    /// Violations of the current record were marked as retracted, and are still in the list.
    retracted: bool,
}

struct Entry {
    field: usize,
    /// The violations of the field in the list.
    listed: Range<usize>,
    /// The number of its violations, listed or not.
    counts: Counts,
}

impl Duplicates {
    pub(crate) const fn new() -> Self {
        Self { entries: Vec::new(), retracted: false }
    }

    /// Opens an object. Returns the handle that the other methods take as `object`.
    #[inline(always)]
    pub(crate) fn enter(&self) -> usize {
        self.entries.len()
    }

    /// Closes an object and drops its entries.
    #[inline(always)]
    pub(crate) fn leave(&mut self, object: usize) {
        self.entries.truncate(object);
    }

    /// Stores the violations of a field; there is one entry per field. `None` when memory runs out.
    #[cold]
    pub(crate) fn insert(
        &mut self,
        object: usize,
        field: usize,
        listed: Range<usize>,
        counts: Counts,
    ) -> Option<()> {
        let new = Entry { field, listed, counts };
        match self.find(object, field) {
            Some(entry) => *entry = new,
            None => {
                self.entries.try_reserve(1).ok()?;
                self.entries.push(new);
            }
        }
        Some(())
    }

    /// Retracts the violations of a field that is repeated. Returns how many there were.
    #[cold]
    pub(crate) fn retract(&mut self, object: usize, field: usize, violations: &mut Vec<Violation>) -> Counts {
        let Some(entry) = self.find(object, field) else { return 0 };
        let listed = core::mem::take(&mut entry.listed);
        let counts = core::mem::take(&mut entry.counts);
        if listed.end == violations.len() {
            // The last ones are removed at once, so that others can be listed in their place.
            violations.truncate(listed.start);
            return counts;
        }
        for violation in violations.get_mut(listed).unwrap_or_default() {
            violation.record = RETRACTED;
        }
        self.retracted = true;
        counts
    }

    fn find(&mut self, object: usize, field: usize) -> Option<&mut Entry> {
        self.entries.iter_mut().skip(object).find(|entry| entry.field == field)
    }

    /// Removes retracted violations at the end of a record, whose violations begin at `from`. The violations of other
    /// records, which may be many, are not visited.
    #[inline(always)]
    pub(crate) fn remove_retracted(&mut self, from: usize, violations: &mut Vec<Violation>) {
        if core::mem::take(&mut self.retracted) {
            compact(from, violations);
        }
    }
}

#[cold]
fn compact(from: usize, violations: &mut Vec<Violation>) {
    let mut kept = from;
    for at in from..violations.len() {
        if let Some(violation) = violations.get(at).copied()
            && violation.record != RETRACTED
            && let Some(slot) = violations.get_mut(kept)
        {
            *slot = violation;
            kept += 1;
        }
    }
    violations.truncate(kept);
}

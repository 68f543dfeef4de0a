//! What the check finds and keeps: records, violations, repairs and selected values, within their limits.

use core::ops::Range;

use super::{Checker, ID};
use crate::json::StopReason;
use crate::page::{Page, Record, Repair, SelectedField, Span};
use crate::path::{Location, Path, Segment};
use crate::schema::{Absent, Shape};
use crate::violation::{Found, Violation};
use crate::{MAX_RECORDS, MAX_VIOLATIONS};

/// Two counters in one: breaches of the contract in the lower half, numbers that JavaScript cannot represent in the
/// upper half. Neither overflows: each violation takes more than one byte of the response or of its repairs.
pub(crate) type Counts = u64;

const BREACH: Counts = 1;
const NUMBER: Counts = 1 << 32;

impl Checker {
    pub(crate) fn into_page(self, bytes: &[u8], next: Option<Range<usize>>, document: Span) -> Page {
        let Self {
            records,
            violations,
            counts,
            invalid,
            repairs,
            added,
            select,
            selected,
            results,
            text,
            mut rows,
            ..
        } = self;
        let tail = bytes.get(results.end as usize..document.end as usize).unwrap_or_default();
        let violation_count = (counts as u32).saturating_add((counts >> 32) as u32);
        Page {
            next,
            violations,
            invalid,
            violation_count,
            records,
            repairs,
            added,
            select,
            selected,
            document,
            results,
            text,
            rows: rows.end(tail),
        }
    }

    /// Drops the findings of an earlier array of records.
    pub(super) fn clear(&mut self) {
        self.records.clear();
        self.violations.clear();
        self.invalid.clear();
        self.repairs.clear();
        self.selected.clear();
        (self.counts, self.added) = (0, 0);
    }

    /// Adds a record.
    pub(super) fn record(&mut self, record: Record) -> Option<()> {
        if self.records.len() >= MAX_RECORDS {
            self.stop.stop(0, StopReason::TooMany { what: "records", limit: MAX_RECORDS });
            return None;
        }
        self.push(record, |checker| &mut checker.records)
    }

    /// Marks the current record as breaking the contract.
    #[cold]
    pub(super) fn mark_invalid(&mut self) -> Option<()> {
        self.push(self.records.len() as u32, |checker| &mut checker.invalid)
    }

    /// Stores the span of a field's value: of the `id`, and of a selected field.
    pub(super) fn locate(&mut self, field: usize, value: Span) -> Option<()> {
        if field == ID {
            self.id = value;
        }
        if self.select.is_all() || !self.select.has(field) {
            return Some(());
        }
        self.push(SelectedField { field: field as u32, value }, |checker| &mut checker.selected)
    }

    /// Handles absent fields: lists those that are required and plans the repairs. `at` is the object's closing brace.
    #[cold]
    pub(super) fn missing(
        &mut self,
        shape: &'static Shape,
        missing: u32,
        at: usize,
        empty: bool,
        here: &Location<'_>,
    ) -> Option<()> {
        for (index, field) in shape.fields.iter().enumerate() {
            if missing >> index & 1 == 1 && field.absent == Absent::Violation {
                self.violation(here, Some(Segment::Field(field)), field.expected(), Found::Missing)?;
            }
        }
        let missing = missing & shape.defaulted;
        if missing == 0 {
            return Some(());
        }
        // `check_page` rejects responses whose offsets do not fit.
        let repair = Repair { at: at as u32, missing, shape, empty };
        self.added = self.added.saturating_add(repair.max_length());
        if self.added > self.max_added {
            self.stop.stop(at, StopReason::TooManyRepairs);
            return None;
        }
        self.push(repair, |checker| &mut checker.repairs)
    }

    /// Adds a breach of the contract at the location `last` below `here`.
    #[cold]
    pub(super) fn violation(
        &mut self,
        here: &Location<'_>,
        last: Option<Segment>,
        expected: &'static str,
        found: Found,
    ) -> Option<()> {
        self.counts += BREACH;
        self.list(here, last, expected, found)
    }

    /// Adds one violation when the value just passed, at the location `last` below `here`, contains numbers that
    /// JavaScript cannot represent.
    #[inline(always)]
    pub(super) fn numbers(&mut self, here: &Location<'_>, last: Option<Segment>) -> Option<()> {
        if core::mem::take(&mut self.stop.unrepresentable) { self.number(here, last) } else { Some(()) }
    }

    /// Adds a number that JavaScript cannot represent, at the location `last` below `here`.
    #[cold]
    pub(super) fn number(&mut self, here: &Location<'_>, last: Option<Segment>) -> Option<()> {
        self.counts += NUMBER;
        self.list(here, last, Violation::NUMBER, Found::Number)
    }

    fn list(
        &mut self,
        here: &Location<'_>,
        last: Option<Segment>,
        expected: &'static str,
        found: Found,
    ) -> Option<()> {
        if self.violations.len() >= MAX_VIOLATIONS {
            return Some(());
        }
        let record = self.records.len() as u32;
        let violation = Violation { record, path: Path::new(here, last), expected, found };
        self.push(violation, |checker| &mut checker.violations)
    }

    /// Notes which violations belong to a field, so that they can be retracted when the field is repeated.
    #[cold]
    pub(super) fn note_for_retraction(
        &mut self,
        outer: usize,
        index: usize,
        from: usize,
        counts: Counts,
    ) -> Option<()> {
        let inserted =
            self.duplicates.insert(outer, index, from..self.violations.len(), self.counts - counts);
        if inserted.is_none() {
            self.stop.stop(0, StopReason::OutOfMemory);
        }
        inserted
    }

    /// Appends to a list. An allocation that fails is an error, not an abort.
    fn push<T>(&mut self, item: T, list: impl FnOnce(&mut Self) -> &mut Vec<T>) -> Option<()> {
        let list = list(self);
        if list.try_reserve(1).is_err() {
            self.stop.stop(0, StopReason::OutOfMemory);
            return None;
        }
        list.push(item);
        Some(())
    }
}

//! The result of the check of a page.

use core::ops::Range;

use crate::json;
use crate::literal::ascii_literal;
use crate::schema::Shape;
use crate::select::Select;
use crate::utf8::TextInfo;
use crate::violation::Violation;

/// A page whose envelope is valid. It contains offsets into the bytes, not the bytes.
#[derive(Debug, Clone)]
pub struct Page {
    /// The span of the cursor of the next page, a JSON string with its quotes; `None` on the last page.
    pub next: Option<Range<usize>>,
    /// The violations of the records, in the order of the records, at most [`crate::MAX_VIOLATIONS`].
    pub violations: Vec<Violation>,
    /// The indexes of the records that break the contract, in order, even when their violations are not listed.
    pub invalid: Vec<u32>,
    /// The number of all violations, listed or not.
    pub violation_count: u32,
    /// The records, in order.
    pub(crate) records: Vec<Record>,
    /// The repairs, in the order of the bytes.
    pub(crate) repairs: Vec<Repair>,
    /// The most bytes that the repairs add.
    pub(crate) added: usize,
    /// The fields to return.
    pub(crate) select: Select,
    /// The values of the selected fields, in the order of the bytes; empty when whole records are returned.
    pub(crate) selected: Vec<SelectedField>,
    /// The document, without a byte order mark.
    pub(crate) document: Span,
    /// What is known of its text; `None` when it is not UTF-8.
    pub(crate) text: Option<TextInfo>,
    /// The content of `data.results`, without its brackets.
    pub(crate) results: Span,
    /// The document in ASCII with its records as rows. Empty when they were not written.
    pub(crate) rows: Vec<u8>,
}

/// A range of the bytes. Offsets fit in 32 bits: `check_page` rejects longer responses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// A span from two offsets that fit.
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A record of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Record {
    pub(crate) span: Span,
    /// The value of its last `id`, of any kind; empty when there is none.
    pub(crate) id: Span,
}

/// A selected field of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SelectedField {
    /// Its index in the table of the candidate.
    pub(crate) field: u32,
    pub(crate) value: Span,
}

/// A repair of one object: absent fields that are added with their defaults.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repair {
    /// The offset of the object's closing brace.
    pub(crate) at: u32,
    /// The absent fields: bit n for field n of `shape`. Each has a default.
    pub(crate) missing: u32,
    pub(crate) shape: &'static Shape,
    /// Whether the object is empty, so that the first member takes no comma.
    pub(crate) empty: bool,
}

impl Page {
    /// The number of records.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// The span of a record.
    #[must_use]
    pub fn span(&self, record: usize) -> Option<Range<usize>> {
        self.records.get(record).map(|record| record.span.range())
    }

    /// The span of a record's `id`, a JSON string with its quotes; `None` when it is absent or not a string. It is stored
    /// by the check, so this takes constant time.
    #[must_use]
    pub fn id(&self, bytes: &[u8], record: usize) -> Option<Range<usize>> {
        let id = self.records.get(record)?.id.range();
        if json::peek(bytes, id.start) == b'"' { Some(id) } else { None }
    }

    /// A record's `id` as [`ascii_literal`] writes it, cut to `max_units` UTF-16 units; `None` when it is absent or not a
    /// string.
    #[must_use]
    pub fn id_literal(&self, bytes: &[u8], record: usize, max_units: usize) -> Option<String> {
        ascii_literal(bytes.get(self.id(bytes, record)?)?, max_units)
    }

    /// Whether `JSON.parse` of the original bytes gives the right result: no repairs, and no selection of fields.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.repairs.is_empty() && self.select.is_all()
    }
}

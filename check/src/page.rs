//! What the check learnt of a page.

use core::ops::Range;

use crate::flaw::Fault;
use crate::json;
use crate::literal::ascii_literal;
use crate::schema::Shape;
use crate::select::Select;

/// A page that keeps the contract's envelope. It holds offsets into the bytes, not the bytes.
#[derive(Debug)]
pub struct Page {
    /// Where the cursor of the next page stands, as a string of JSON with its quotes; `None` at the end.
    pub next: Option<Range<usize>>,
    /// What is wrong with the records, in their order, as far as it is listed; none when all is well.
    pub faults: Vec<Fault>,
    /// Which records break the contract, in their order, whether or not their faults are listed.
    pub faulty: Vec<u32>,
    /// How many faults there are, listed or not.
    pub fault_count: u32,
    /// Where each record is.
    pub(crate) records: Vec<Record>,
    /// What is to be added, in the order of the bytes.
    pub(crate) fills: Vec<Fill>,
    /// How many bytes that adds, at most.
    pub(crate) added: usize,
    /// Which fields are handed over.
    pub(crate) select: Select,
    /// The values of the selected fields, in the order of the bytes; empty when all of a record is.
    pub(crate) picks: Vec<Pick>,
    /// From the first byte of the document (past a byte order mark) to the last.
    pub(crate) document: Span,
    /// The inside of `data.results`, without its brackets.
    pub(crate) results: Span,
}

/// A range of the bytes. Offsets fit in 32 bits: the check turns longer answers away.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// The check of the length made sure that offsets fit.
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
    /// The value of its last `id`, of whatever kind; empty when there is none.
    pub(crate) id: Span,
}

/// A selected field of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pick {
    /// Its place in the contract's table.
    pub(crate) field: u32,
    pub(crate) value: Span,
}

/// Fields to be added to one object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fill {
    /// Where the object's closing brace is.
    pub(crate) at: u32,
    /// Bit n for field n of `shape`; each has a stand-in.
    pub(crate) missing: u32,
    pub(crate) shape: &'static Shape,
    /// The object has no member yet, so that the first one takes no comma.
    pub(crate) empty: bool,
}

impl Page {
    /// How many records the page holds.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// Where a record's bytes are.
    #[must_use]
    pub fn span(&self, record: usize) -> Option<Range<usize>> {
        self.records.get(record).map(|record| record.span.range())
    }

    /// Where the `id` of a record stands, as a string of JSON with its quotes; `None` when it is absent or no string.
    /// Known from the check, so that asking for it costs nothing, however long the record is.
    #[must_use]
    pub fn id(&self, bytes: &[u8], record: usize) -> Option<Range<usize>> {
        let id = self.records.get(record)?.id.range();
        if json::peek(bytes, id.start) == b'"' { Some(id) } else { None }
    }

    /// The `id` of a record as [`ascii_literal`] writes it, cut to so many UTF-16 units; `None` when it is absent or no
    /// string.
    #[must_use]
    pub fn id_text(&self, bytes: &[u8], record: usize, most_units: usize) -> Option<String> {
        ascii_literal(bytes.get(self.id(bytes, record)?)?, most_units)
    }

    /// Where the document is: all of the bytes but a byte order mark.
    pub(crate) fn document(&self) -> Range<usize> {
        self.document.range()
    }

    /// Whether `JSON.parse` of the bytes as they came gives the right answer: nothing is to be added or left out.
    #[must_use]
    pub fn is_pristine(&self) -> bool {
        self.fills.is_empty() && self.select.is_all()
    }
}

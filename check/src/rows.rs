//! Writes the records as rows while they are checked: each object of the contract as the array of its values, in the
//! order of its table. Keys are 43 % of a page, and engines make objects by literals faster than by parsing their keys.
//!
//! An object that is not exactly a row stays an object, with all that is in it: when it has an unknown member, another
//! order, a member twice, or an absent member without a default. A value is a row exactly where the contract has an object
//! and the value is an array, so a response that has an array in such a place is not written as rows at all.

use crate::page::{Repair, Span};
use crate::scan::{self, BLOCK};
use crate::shape::Shape;
use crate::spare::SpareCapacity;
use crate::{ascii, rewrite};

/// The most bytes in ASCII of one byte: two bytes become an escape of six.
const MOST_IN_ASCII: usize = 3;

/// The bytes that are reserved beyond the response: for the defaults of some records, and for the last block that is copied,
/// which may reach past the end.
const SPARE: usize = 4_096;

/// The text of the rows so far. After each value there is a comma.
pub(crate) struct Rows {
    out: Vec<u8>,
    /// Where the first record begins.
    first: usize,
    /// Whether rows are written. Off when they are not wanted, and when they cannot be written.
    is_on: bool,
}

/// The row of an object that is being checked.
pub(crate) struct Row {
    /// Where it begins.
    start: usize,
    /// The field whose value comes next.
    next: usize,
    /// Whether the object is exactly a row so far.
    pub(crate) is_exact: bool,
}

impl Rows {
    /// No rows.
    pub(crate) const OFF: Self = Self { out: Vec::new(), first: 0, is_on: false };

    /// `length` is that of the response in ASCII, at most.
    pub(crate) fn new(length: usize) -> Self {
        let mut rows = Self { is_on: true, ..Self::OFF };
        rows.grow(length.saturating_add(SPARE));
        rows
    }

    /// Begins with this part of the response, up to the first record.
    #[inline(never)]
    pub(crate) fn begin(&mut self, head: &[u8]) {
        if self.first > 0 {
            // A second array of records: the first one does not count.
            return self.turn_off();
        }
        self.copy(head);
        self.first = self.out.len();
    }

    /// Ends with this part of the response, and returns the text. It is empty when no rows were written.
    #[inline(never)]
    pub(crate) fn end(&mut self, tail: &[u8]) -> Vec<u8> {
        // After the head there is a bracket.
        if self.out.last() == Some(&b',') {
            self.out.pop();
        }
        self.copy(tail);
        core::mem::take(&mut self.out)
    }

    /// Notes the first byte of a value where the contract has an object. An array there would be taken for a row.
    #[cold]
    pub(crate) fn not_an_object(&mut self, first: u8) {
        if first == b'[' {
            self.turn_off();
        }
    }

    /// Drops everything: this page is not written as rows.
    fn turn_off(&mut self) {
        self.is_on = false;
        self.out = Vec::new();
    }

    /// Opens an object.
    #[inline(never)]
    pub(crate) fn open_object(&mut self) -> Row {
        let start = self.out.len();
        self.put(b'[');
        Row { start, next: 0, is_exact: true }
    }

    /// Prepares for the value of a field.
    #[inline(always)]
    pub(crate) fn field(&mut self, row: &mut Row, shape: &Shape, field: usize) {
        if field != row.next {
            self.gap(row, shape, field);
        }
        row.next = field + 1;
    }

    /// Writes the defaults of the absent fields before a field.
    #[inline(never)]
    fn gap(&mut self, row: &mut Row, shape: &Shape, field: usize) {
        row.is_exact &= row.next <= field;
        for absent in shape.fields.get(row.next..field).unwrap_or_default() {
            match absent.default_json() {
                Some(default) => {
                    self.copy(default.as_bytes());
                    self.put(b',');
                }
                None => row.is_exact = false,
            }
        }
    }

    /// Closes an object. `bytes`, `span` and `repairs` are what is written when it is no row.
    #[inline(never)]
    pub(crate) fn close_object(
        &mut self,
        mut row: Row,
        shape: &Shape,
        bytes: &[u8],
        span: Span,
        repairs: &[Repair],
    ) {
        self.gap(&mut row, shape, shape.fields.len());
        if row.is_exact {
            self.close(b']');
        } else if row.start == self.first {
            // The first record is no row, so the others hardly are: the server sends other members, or another order.
            self.turn_off();
        } else {
            self.out.truncate(row.start);
            self.object(bytes, span, repairs);
        }
    }

    /// Writes an object as an object.
    #[cold]
    fn object(&mut self, bytes: &[u8], span: Span, repairs: &[Repair]) {
        let added: usize = repairs.iter().map(Repair::max_length).sum();
        self.append(span.range().len(), added, |out| rewrite::object(bytes, span, repairs, out));
        self.put(b',');
    }

    /// Opens a list.
    #[inline(never)]
    pub(crate) fn open_list(&mut self) {
        self.put(b'[');
    }

    /// Closes a list.
    pub(crate) fn close_list(&mut self) {
        self.close(b']');
    }

    #[inline(never)]
    fn close(&mut self, bracket: u8) {
        if self.out.last() == Some(&b',') {
            self.out.pop();
        }
        self.put(bracket);
        self.put(b',');
    }

    /// Writes a value of the response.
    #[inline(never)]
    pub(crate) fn value(&mut self, bytes: &[u8], value: Span) {
        if !self.is_on {
            return;
        }
        let is_copied = SpareCapacity::append_if(&mut self.out, |spare| {
            let is_ascii = scan::copy_value(bytes, value.start as usize, value.end as usize, spare);
            spare.put(b",");
            is_ascii
        });
        if !is_copied {
            self.copy(bytes.get(value.range()).unwrap_or_default());
            self.put(b',');
        }
    }

    /// Writes a text in ASCII.
    #[inline(never)]
    fn copy(&mut self, text: &[u8]) {
        self.append(text.len(), 0, |out| SpareCapacity::append(out, |spare| ascii::write(text, spare)));
    }

    #[inline(never)]
    fn put(&mut self, byte: u8) {
        self.append(0, 1, |out| SpareCapacity::append(out, |spare| spare.put(&[byte])));
    }

    /// Appends what `write` writes. When it does not fit, there is more room for a second try: for a text of this length in
    /// ASCII, and for what is added.
    #[inline(always)]
    fn append(&mut self, length: usize, added: usize, write: impl Fn(&mut Vec<u8>) -> bool) {
        let start = self.out.len();
        if self.is_on && !write(&mut self.out) {
            self.out.truncate(start);
            if self.grow(MOST_IN_ASCII * length + added + BLOCK) && !write(&mut self.out) {
                self.turn_off();
            }
        }
    }

    /// Makes room. Returns whether rows are written.
    #[cold]
    fn grow(&mut self, room: usize) -> bool {
        // Only the defaults of many records make rows longer than the response. An eighth more keeps the moves few.
        if self.out.try_reserve_exact(room.saturating_add(self.out.len() / 8)).is_err() {
            self.turn_off();
        }
        self.is_on
    }
}

//! Writes the records as rows while they are checked: each object of the contract as the array of its values, in the
//! order of its table, and then, if there are any, an object of its unknown members. Keys are 43 % of a page, and engines
//! make objects by literals faster than by parsing their keys.
//!
//! An object that cannot be a row stays an object, with all that is in it: when its members have another order, one is
//! there twice, or an optional one is absent. A value is a row exactly where the contract has an object and the
//! value is an array, so a response that has an array in such a place is not written as rows at all.

use crate::page::{Repair, Span};
use crate::scan::{self, BLOCK};
use crate::shape::Shape;
use crate::spare::SpareCapacity;
use crate::{ascii, rewrite};

/// The most bytes in ASCII of one byte: two bytes become an escape of six.
const MOST_IN_ASCII: usize = 3;

/// The most unknown members of the objects that are open at once. Their places are kept until the object ends.
const MOST_UNKNOWN: usize = 1_000;

/// The text of the rows so far. After each value there is a comma.
pub(crate) struct Rows {
    out: Vec<u8>,
    /// Where the first record begins.
    first: usize,
    /// The unknown members of the objects that are open.
    unknown: Vec<Span>,
    /// Whether rows are written. Off when they are not wanted, and when they cannot be written.
    is_on: bool,
}

/// The row of an object that is being checked.
pub(crate) struct Row {
    /// Where it begins.
    start: usize,
    /// The field whose value comes next.
    next: usize,
    /// The number of unknown members of the objects around it.
    unknown: usize,
    /// Whether the object is exactly a row so far.
    is_exact: bool,
}

impl Rows {
    /// `length` is that of the response.
    pub(crate) fn new(is_on: bool, length: usize) -> Self {
        let mut rows = Self { out: Vec::new(), first: 0, unknown: Vec::new(), is_on };
        if is_on && rows.out.try_reserve_exact(length).is_err() {
            rows.turn_off();
        }
        rows
    }

    /// Drops everything and begins with this part of the response.
    #[inline(never)]
    pub(crate) fn restart(&mut self, head: &[u8]) {
        self.out.clear();
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
        Row { start, next: 0, unknown: self.unknown.len(), is_exact: true }
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
                Some(default) => self.text(default.as_bytes()),
                None => row.is_exact = false,
            }
        }
    }

    /// Keeps an unknown member of the current object.
    #[cold]
    pub(crate) fn unknown(&mut self, row: &mut Row, member: Span) {
        if self.unknown.len() < MOST_UNKNOWN && self.unknown.try_reserve(1).is_ok() {
            self.unknown.push(member);
        } else {
            row.is_exact = false;
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
            self.unknown_members(bytes, row.unknown);
            self.close(b']');
        } else if row.start == self.first {
            // The server sends another order: the other records would not be rows either.
            self.turn_off();
        } else {
            self.out.truncate(row.start);
            self.object(bytes, span, repairs);
        }
        self.unknown.truncate(row.unknown);
    }

    /// Writes the unknown members from this one on, if there are any.
    fn unknown_members(&mut self, bytes: &[u8], from: usize) {
        if self.unknown.len() <= from {
            return;
        }
        let members = core::mem::take(&mut self.unknown);
        self.put(b'{');
        for member in members.get(from..).unwrap_or_default() {
            self.value(bytes, *member);
        }
        self.close(b'}');
        self.unknown = members;
    }

    /// Writes an object as an object.
    #[cold]
    fn object(&mut self, bytes: &[u8], span: Span, repairs: &[Repair]) {
        let added: usize = repairs.iter().map(Repair::max_length).sum();
        if self.has_room(span.range().len() + added) {
            rewrite::object(bytes, span, repairs, &mut self.out);
        }
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
        let Span { start, end } = value;
        if !self.has_room(value.range().len()) {
            return;
        }
        let is_copied = SpareCapacity::append_if(&mut self.out, |spare| {
            let is_ascii = scan::copy_value(bytes, start as usize, end as usize, spare);
            spare.put(b",");
            is_ascii
        });
        if !is_copied {
            self.text(bytes.get(value.range()).unwrap_or_default());
        }
    }

    /// Writes a value.
    #[inline(never)]
    fn text(&mut self, text: &[u8]) {
        self.copy(text);
        self.put(b',');
    }

    #[inline(never)]
    fn copy(&mut self, text: &[u8]) {
        if self.has_room(text.len()) {
            SpareCapacity::append(&mut self.out, |spare| ascii::write(text, spare));
        }
    }

    #[inline(never)]
    fn put(&mut self, byte: u8) {
        if self.has_room(0) {
            self.out.push(byte);
        }
    }

    /// Whether rows are written and there is room for a text of this length in ASCII and for a comma.
    #[inline(always)]
    fn has_room(&mut self, length: usize) -> bool {
        // A block that is copied may reach past the end of the text.
        let room = MOST_IN_ASCII * length + 2 * BLOCK;
        self.is_on && (self.out.capacity() - self.out.len() >= room || self.grow(room))
    }

    #[cold]
    fn grow(&mut self, room: usize) -> bool {
        if self.out.try_reserve(room).is_err() {
            self.turn_off();
        }
        self.is_on
    }
}

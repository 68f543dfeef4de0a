//! Walks the records once and compares each with the contract's tables. This is the hot path.

mod findings;
mod member;

use core::num::NonZeroUsize;

use crate::duplicates::Duplicates;
use crate::json::{self, Next, Stop, StopReason};
use crate::order::FieldOrder;
use crate::page::{Record, Repair, SelectedField, Span};
use crate::path::{Location, Segment};
use crate::rows::Rows;
use crate::schema::{CANDIDATE, Field, Kind, Shape};
use crate::select::{CheckOptions, Select};
use crate::utf8::TextInfo;
use crate::violation::{Found, Violation};
use crate::{MAX_EXTRA_REPAIR_BYTES, number, scan};

pub(crate) use findings::Counts;
use member::NextMember;

/// The containers that are open around a record: the envelope, its `data`, and `results`.
const AROUND_RECORDS: usize = 3;

/// The index of `id` in the table of the candidate.
const ID: usize = 0;

/// The state of the check of one page.
pub(crate) struct Checker {
    pub(crate) stop: Stop,
    records: Vec<Record>,
    violations: Vec<Violation>,
    /// The number of all violations, listed or not.
    counts: Counts,
    /// Whether to list the numbers that JavaScript cannot represent.
    check_numbers: bool,
    /// The indexes of the records that break the contract.
    invalid: Vec<u32>,
    repairs: Vec<Repair>,
    /// The bytes that the repairs add.
    added: usize,
    max_added: usize,
    select: Select,
    /// The fields of a record whose values are located: the selected ones and the `id`.
    located: u32,
    /// The value of the `id` of the current record.
    id: Span,
    selected: Vec<SelectedField>,
    results: Span,
    duplicates: Duplicates,
    order: FieldOrder,
    text: Option<TextInfo>,
    rows: Rows,
}

impl Checker {
    /// A checker for a response of `length` bytes. `text` is what is known of its text.
    pub(crate) fn new(length: usize, text: Option<TextInfo>, options: CheckOptions) -> Self {
        let CheckOptions { select, check_numbers, rows } = options;
        let rows = match text {
            Some(text) if rows && select.is_all() => Rows::new(length.saturating_add(text.more_in_ascii)),
            _ => Rows::OFF,
        };
        Self {
            stop: Stop::new(),
            records: Vec::new(),
            violations: Vec::new(),
            counts: 0,
            check_numbers,
            invalid: Vec::new(),
            repairs: Vec::new(),
            added: 0,
            max_added: length.saturating_add(MAX_EXTRA_REPAIR_BYTES),
            select,
            located: 1 << ID | if select.is_all() { 0 } else { select.of(u32::MAX) },
            id: Span::default(),
            selected: Vec::new(),
            results: Span::default(),
            duplicates: Duplicates::new(),
            order: FieldOrder::new(),
            text,
            rows,
        }
    }

    /// Checks the records; `at` is past the bracket that opens their array. An earlier array of records is dropped.
    pub(crate) fn results(&mut self, bytes: &[u8], at: usize) -> Next {
        self.clear();
        self.rows.begin(bytes.get(json::start(bytes)..at).unwrap_or_default());
        // Numbers outside of the records are not returned to callers, so they are not checked.
        self.stop.check_numbers = self.check_numbers;
        let inside = at;
        let mut at = json::space(bytes, at);
        if json::peek(bytes, at) != b']' {
            loop {
                let start = json::space(bytes, at);
                let (listed, counts) = (self.violations.len(), self.counts);
                self.id = Span::default();
                let end = self.element(bytes, &CANDIDATE, start, AROUND_RECORDS, &Location::RECORD)?.get();
                self.duplicates.remove_retracted(listed, &mut self.violations);
                if self.counts as u32 != counts as u32 {
                    self.mark_invalid()?;
                }
                self.record(Record { span: Span::new(start, end), id: self.id })?;
                at = json::space(bytes, end);
                match json::peek(bytes, at) {
                    b',' => at += 1,
                    b']' => break,
                    _ => return self.stop.stop(at, StopReason::Expected("`,` or `]`")),
                }
            }
        }
        self.stop.check_numbers = false;
        self.results = Span::new(inside, at);
        NonZeroUsize::new(at + 1)
    }

    /// Checks an element of a list; `depth` containers are open around it.
    #[inline(always)]
    fn element(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        at: usize,
        depth: usize,
        here: &Location<'_>,
    ) -> Next {
        let first = json::peek(bytes, at);
        if first == b'{' {
            return self.object(bytes, shape, at + 1, depth + 1, here);
        }
        self.rows.not_an_object(first);
        let end = self.any(bytes, at, depth, here, None)?;
        self.rows.value(bytes, Span::new(at, end.get()));
        self.violation(here, None, "object", Found::of(first))?;
        Some(end)
    }

    /// Passes over any JSON at the location `last` below `here`; `depth` containers are open around it.
    fn any(
        &mut self,
        bytes: &[u8],
        at: usize,
        depth: usize,
        here: &Location<'_>,
        last: Option<Segment>,
    ) -> Next {
        let end = json::value(bytes, at, depth, &mut self.stop)?;
        self.numbers(here, last)?;
        Some(end)
    }

    /// Checks a list; `at` is past its opening bracket, and `depth` includes the list.
    fn elements(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        at: usize,
        depth: usize,
        above: &Location<'_>,
    ) -> Next {
        self.rows.open_list();
        let mut at = json::space(bytes, at);
        if json::peek(bytes, at) == b']' {
            self.rows.close_list();
            return NonZeroUsize::new(at + 1);
        }
        let mut index = 0;
        loop {
            let here = Location { above: Some(above), segment: Some(Segment::Index(index)) };
            at = json::space(bytes, at);
            at = self.element(bytes, shape, at, depth, &here)?.get();
            at = json::space(bytes, at);
            match json::peek(bytes, at) {
                b',' => at += 1,
                b']' => {
                    self.rows.close_list();
                    return NonZeroUsize::new(at + 1);
                }
                _ => return self.stop.stop(at, StopReason::Expected("`,` or `]`")),
            }
            index += 1;
        }
    }

    /// Checks an object of the contract; `at` is past its opening brace, and `depth` includes the object.
    ///
    /// The recursion is bounded by the tables: no shape contains itself.
    fn object(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        mut at: usize,
        depth: usize,
        here: &Location<'_>,
    ) -> Next {
        let outer = self.duplicates.enter();
        let (start, repairs) = (at - 1, self.repairs.len());
        let mut row = self.rows.open_object();
        let mut seen = 0_u32;
        let mut slot = FieldOrder::start(shape);
        let mut empty = true;
        // A member outside of the contract contains a number that JavaScript cannot represent.
        let mut unrepresentable = false;
        let located = if depth == AROUND_RECORDS + 1 { self.located } else { 0 };
        let end = loop {
            // Compact JSON with the same order as the previous object does not reach the last arm.
            let first = json::peek(bytes, at);
            let key = if empty { at } else { at + 1 };
            let expected = self.order.expected(slot);
            let next = match shape.fields.get(expected) {
                Some(field) if (empty || first == b',') && scan::matches(bytes, key, &field.probe) => {
                    NextMember::Known(expected, key + usize::from(field.probe.len))
                }
                _ if first == b'}' => NextMember::End(at + 1),
                _ => self.next_member(bytes, shape, at, slot, empty),
            };
            match next {
                NextMember::Known(index, value) => {
                    let field = shape.fields.get(index)?;
                    let bit = 1 << index;
                    if seen & bit != 0 {
                        self.counts -= self.duplicates.retract(outer, index, &mut self.violations);
                    }
                    seen |= bit;
                    slot = FieldOrder::after(shape, index);
                    let (listed, counts) = (self.violations.len(), self.counts);
                    let value = json::space(bytes, value);
                    self.rows.field(&mut row, shape, index);
                    at = self.field(bytes, field, value, depth, here)?.get();
                    if located & bit != 0 {
                        self.locate(index, Span::new(value, at))?;
                    }
                    if self.counts != counts {
                        self.note_for_retraction(outer, index, listed, counts)?;
                    }
                }
                NextMember::Unknown(value) => {
                    row.is_exact = false;
                    at = json::value(bytes, value, depth, &mut self.stop)?.get();
                    unrepresentable |= core::mem::take(&mut self.stop.unrepresentable);
                }
                NextMember::End(end) => break end,
                NextMember::Stop => return None,
            }
            empty = false;
        };
        self.duplicates.leave(outer);
        if unrepresentable {
            self.number(here, None)?;
        }
        let missing = shape.tracked & !seen;
        if missing != 0 {
            self.missing(shape, missing, end - 1, empty, here)?;
        }
        let repairs = self.repairs.get(repairs..).unwrap_or_default();
        self.rows.close_object(row, shape, bytes, Span::new(start, end), repairs);
        NonZeroUsize::new(end)
    }

    /// Checks the value of a field, which begins at `at`; `depth` containers are open around it.
    #[inline(always)]
    fn field(
        &mut self,
        bytes: &[u8],
        field: &'static Field,
        at: usize,
        depth: usize,
        here: &Location<'_>,
    ) -> Next {
        let first = json::peek(bytes, at);
        // Most values are strings, and most of the others are null. Two branches are predicted better than one jump
        // table.
        let end = if first == b'"' && matches!(field.kind, Kind::String | Kind::OpenEnum) {
            json::string(bytes, at + 1, &mut self.stop)?
        } else if first == b'n' && field.nullable {
            json::literal::<4>(bytes, at, "null", &mut self.stop)?
        } else {
            let below = Location { above: Some(here), segment: Some(Segment::Field(field)) };
            match (&field.kind, first) {
                (Kind::Object(shape), b'{') => return self.object(bytes, shape, at + 1, depth + 1, &below),
                (Kind::List(shape), b'[') => return self.elements(bytes, shape, at + 1, depth + 1, &below),
                _ => self.other(bytes, field, at, depth, here)?,
            }
        };
        self.rows.value(bytes, Span::new(at, end.get()));
        Some(end)
    }

    /// Checks a value that is neither a string of a field that takes strings, nor null, nor an object or list of the contract.
    #[inline(always)]
    fn other(
        &mut self,
        bytes: &[u8],
        field: &'static Field,
        at: usize,
        depth: usize,
        here: &Location<'_>,
    ) -> Next {
        let first = json::peek(bytes, at);
        let segment = Some(Segment::Field(field));
        match (&field.kind, first) {
            (Kind::Bool, b't' | b'f') => json::boolean(bytes, at, &mut self.stop),
            (Kind::Integer, b'-' | b'0'..=b'9') => self.integer(bytes, field, at, here),
            (Kind::AnyJson, _) | (Kind::AnyObject, b'{') => self.any(bytes, at, depth, here, segment),
            (kind, _) => {
                if let Kind::Object(_) = kind {
                    self.rows.not_an_object(first);
                }
                let end = self.any(bytes, at, depth, here, segment)?;
                self.violation(here, segment, field.expected(), Found::of(first))?;
                Some(end)
            }
        }
    }

    fn integer(&mut self, bytes: &[u8], field: &'static Field, at: usize, here: &Location<'_>) -> Next {
        let end = json::number(bytes, at, &mut self.stop)?;
        self.numbers(here, Some(Segment::Field(field)))?;
        if !number::is_integer(bytes.get(at..end.get()).unwrap_or_default()) {
            self.violation(here, Some(Segment::Field(field)), field.expected(), Found::Number)?;
        }
        Some(end)
    }
}

//! Walks the records once, the tables of the contract in hand: the hot path.

use core::num::NonZeroUsize;
use core::ops::Range;

use crate::duplicates::Duplicates;
use crate::flaw::{Fault, Found};
use crate::json::{self, Member, Next, Stop, Why};
use crate::order::Order;
use crate::page::{Fill, Page, Pick, Span};
use crate::path::{At, Path, Step};
use crate::schema::{Absent, CANDIDATE, Field, Kind, Shape};
use crate::select::Select;
use crate::{MAX_FAULTS, MAX_RECORDS, scan, unescape};

/// How many containers are open around a record: the envelope, its `data`, and `results`.
const AROUND_RECORDS: usize = 3;

/// What was learnt so far, and why it went no further.
pub(crate) struct Check {
    pub(crate) stop: Stop,
    records: Vec<Span>,
    faults: Vec<Fault>,
    /// The records that have faults.
    faulty: Vec<u32>,
    /// The record at hand has a fault that is not listed. One that a later member takes back counts all the same.
    unlisted: bool,
    fills: Vec<Fill>,
    select: Select,
    picks: Vec<Pick>,
    results: Span,
    duplicates: Duplicates,
    order: Order,
}

/// Where an object's next member leads.
enum Turn {
    /// A field of the contract, by its place in the table, and where its value begins.
    Known(usize, usize),
    /// Any other member, and where its value begins.
    Unknown(usize),
    /// Past the closing brace.
    End(usize),
    /// The check stops.
    Stop,
}

impl Check {
    pub(crate) fn new(select: Select) -> Self {
        Self {
            stop: Stop::new(),
            records: Vec::new(),
            faults: Vec::new(),
            faulty: Vec::new(),
            unlisted: false,
            fills: Vec::new(),
            select,
            picks: Vec::new(),
            results: Span::default(),
            duplicates: Duplicates::new(),
            order: Order::new(),
        }
    }

    pub(crate) fn into_page(self, next: Option<Range<usize>>, document: Span) -> Page {
        let Self { records, faults, faulty, fills, select, picks, results, .. } = self;
        Page { next, faults, faulty, records, fills, select, picks, document, results }
    }

    /// The records; `at` is past the bracket that opens their array. An earlier array of records counts no more.
    pub(crate) fn results(&mut self, bytes: &[u8], at: usize) -> Next {
        self.records.clear();
        self.faults.clear();
        self.faulty.clear();
        self.fills.clear();
        self.picks.clear();
        let inside = at;
        let mut at = json::space(bytes, at);
        if json::peek(bytes, at) != b']' {
            loop {
                let start = json::space(bytes, at);
                let faults = self.faults.len();
                let end = self.element(bytes, &CANDIDATE, start, AROUND_RECORDS, &At::RECORD)?.get();
                self.duplicates.settle(faults, &mut self.faults);
                if self.unlisted || self.faults.len() != faults {
                    self.faulty()?;
                }
                self.record(Span::new(start, end))?;
                at = json::space(bytes, end);
                match json::peek(bytes, at) {
                    b',' => at += 1,
                    b']' => break,
                    _ => return self.stop.stop(at, Why::Expected("`,` or `]`")),
                }
            }
        }
        self.results = Span::new(inside, at);
        NonZeroUsize::new(at + 1)
    }

    /// The record at hand has faults.
    #[cold]
    #[cfg_attr(small, optimize(size))]
    fn faulty(&mut self) -> Option<()> {
        self.unlisted = false;
        self.push(self.records.len() as u32, |check| &mut check.faulty)
    }

    fn record(&mut self, span: Span) -> Option<()> {
        if self.records.len() >= MAX_RECORDS {
            self.stop.stop(0, Why::TooMany { what: "records", limit: MAX_RECORDS });
            return None;
        }
        self.push(span, |check| &mut check.records)
    }

    /// An element of a list; `depth` containers are open around it.
    #[inline(always)]
    fn element(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        at: usize,
        depth: usize,
        here: &At<'_>,
    ) -> Next {
        let first = json::peek(bytes, at);
        if first == b'{' {
            return self.object(bytes, shape, at + 1, depth + 1, here);
        }
        let end = json::value(bytes, at, depth, &mut self.stop)?;
        self.fault(here, None, "object", Found::of(first))?;
        Some(end)
    }

    /// A list; `at` is past its opening bracket, which `depth` counts.
    fn list(&mut self, bytes: &[u8], shape: &'static Shape, at: usize, depth: usize, above: &At<'_>) -> Next {
        let mut at = json::space(bytes, at);
        if json::peek(bytes, at) == b']' {
            return NonZeroUsize::new(at + 1);
        }
        let mut index = 0;
        loop {
            let here = At { above: Some(above), step: Some(Step::Index(index)) };
            at = json::space(bytes, at);
            at = self.element(bytes, shape, at, depth, &here)?.get();
            at = json::space(bytes, at);
            match json::peek(bytes, at) {
                b',' => at += 1,
                b']' => return NonZeroUsize::new(at + 1),
                _ => return self.stop.stop(at, Why::Expected("`,` or `]`")),
            }
            index += 1;
        }
    }

    /// One of the contract's objects; `at` is past its opening brace, which `depth` counts.
    ///
    /// Recursion ends with the tables: an object holds no object of its own shape, at any remove.
    fn object(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        mut at: usize,
        depth: usize,
        here: &At<'_>,
    ) -> Next {
        let outer = self.duplicates.enter();
        let mut seen = 0_u32;
        let mut slot = Order::start(shape);
        let mut empty = true;
        let picking = depth == AROUND_RECORDS + 1 && !self.select.is_all();
        let end = loop {
            // Compact JSON in the order of the object before never needs the last line.
            let first = json::peek(bytes, at);
            let key = if empty { at } else { at + 1 };
            let expected = self.order.expected(slot);
            let turn = match shape.fields.get(expected) {
                Some(field) if (empty || first == b',') && scan::matches(bytes, key, &field.probe) => {
                    Turn::Known(expected, key + usize::from(field.probe.len))
                }
                _ if first == b'}' => Turn::End(at + 1),
                _ => self.turn(bytes, shape, at, slot, empty),
            };
            match turn {
                Turn::Known(index, value) => {
                    let field = shape.fields.get(index)?;
                    let bit = 1 << index;
                    if seen & bit != 0 {
                        self.duplicates.forget(outer, index, &mut self.faults);
                    }
                    seen |= bit;
                    slot = Order::after(shape, index);
                    let faults = self.faults.len();
                    let value = json::space(bytes, value);
                    at = self.field(bytes, field, value, depth, here)?.get();
                    if picking && self.select.has(index) {
                        let pick = Pick { field: index as u32, value: Span::new(value, at) };
                        self.push(pick, |check| &mut check.picks)?;
                    }
                    if self.faults.len() != faults {
                        self.note(outer, index, faults)?;
                    }
                }
                Turn::Unknown(value) => at = json::value(bytes, value, depth, &mut self.stop)?.get(),
                Turn::End(end) => break end,
                Turn::Stop => return None,
            }
            empty = false;
        };
        self.duplicates.leave(outer);
        let missing = shape.wanted & !seen;
        if missing != 0 {
            self.missing(shape, missing, end - 1, empty, here)?;
        }
        NonZeroUsize::new(end)
    }

    /// The next member, wherever in the table it is, however it is written.
    #[inline(never)]
    fn turn(&mut self, bytes: &[u8], shape: &'static Shape, at: usize, slot: usize, empty: bool) -> Turn {
        match json::member(bytes, at, empty, &mut self.stop) {
            Member::Key { start, end, value } => {
                let key = bytes.get(start..end).unwrap_or_default();
                // From the expected field on, and round: where one is left out, the next is near.
                let expected = self.order.expected(slot);
                let fields = shape.fields.iter().enumerate();
                let mut fields = fields.clone().skip(expected).chain(fields.take(expected));
                match fields.find(|(_, field)| unescape::means(key, field.name())) {
                    Some((index, _)) => {
                        self.order.learn(slot, index);
                        Turn::Known(index, value)
                    }
                    None => Turn::Unknown(value),
                }
            }
            Member::End(end) => Turn::End(end),
            Member::Stop => Turn::Stop,
        }
    }

    /// A field's value, which begins at `at`; `depth` containers are open around it.
    #[inline(always)]
    fn field(&mut self, bytes: &[u8], field: &'static Field, at: usize, depth: usize, here: &At<'_>) -> Next {
        let first = json::peek(bytes, at);
        // Most values are strings, and most of the others null: two branches that are guessed right more often
        // than one jump through a table.
        if first == b'"' && matches!(field.kind, Kind::String | Kind::OpenEnum) {
            return json::string(bytes, at + 1, &mut self.stop);
        }
        if first == b'n' && field.nullable {
            return json::literal::<4>(bytes, at, "null", &mut self.stop);
        }
        match (&field.kind, first) {
            (Kind::Bool, b't' | b'f') => json::boolean(bytes, at, &mut self.stop),
            (Kind::Integer, b'-' | b'0'..=b'9') => self.integer(bytes, field, at, here),
            (Kind::Object(shape), b'{') => {
                let here = At { above: Some(here), step: Some(Step::Field(field)) };
                self.object(bytes, shape, at + 1, depth + 1, &here)
            }
            (Kind::List(shape), b'[') => {
                let here = At { above: Some(here), step: Some(Step::Field(field)) };
                self.list(bytes, shape, at + 1, depth + 1, &here)
            }
            (Kind::AnyJson, _) | (Kind::AnyObject, b'{') => json::value(bytes, at, depth, &mut self.stop),
            _ => {
                let end = json::value(bytes, at, depth, &mut self.stop)?;
                self.fault(here, Some(Step::Field(field)), field.expected(), Found::of(first))?;
                Some(end)
            }
        }
    }

    fn integer(&mut self, bytes: &[u8], field: &'static Field, at: usize, here: &At<'_>) -> Next {
        let end = json::number(bytes, at, &mut self.stop)?;
        if !json::is_integer(bytes.get(at..end.get()).unwrap_or_default()) {
            self.fault(here, Some(Step::Field(field)), field.expected(), Found::Number)?;
        }
        Some(end)
    }

    /// Acts upon the absence of fields; `at` is the object's closing brace.
    #[cold]
    #[cfg_attr(small, optimize(size))]
    fn missing(
        &mut self,
        shape: &'static Shape,
        missing: u32,
        at: usize,
        empty: bool,
        here: &At<'_>,
    ) -> Option<()> {
        for (index, field) in shape.fields.iter().enumerate() {
            if missing >> index & 1 == 1 && field.absent == Absent::Fault {
                self.fault(here, Some(Step::Field(field)), field.expected(), Found::Missing)?;
            }
        }
        let missing = missing & shape.fillable;
        if missing != 0 {
            // The check of the length made sure that offsets fit.
            self.push(Fill { at: at as u32, missing, shape, empty }, |check| &mut check.fills)?;
        }
        Some(())
    }

    #[cold]
    #[cfg_attr(small, optimize(size))]
    fn fault(
        &mut self,
        here: &At<'_>,
        last: Option<Step>,
        expected: &'static str,
        found: Found,
    ) -> Option<()> {
        if self.faults.len() >= MAX_FAULTS {
            self.unlisted = true;
            return Some(());
        }
        let record = self.records.len() as u32;
        self.push(Fault { record, path: Path::new(here, last), expected, found }, |check| &mut check.faults)
    }

    /// Remembers which faults came with a field, in case that the field comes again.
    #[cold]
    #[cfg_attr(small, optimize(size))]
    fn note(&mut self, outer: usize, index: usize, from: usize) -> Option<()> {
        let noted = self.duplicates.note(outer, index, from..self.faults.len());
        if noted.is_none() {
            self.stop.stop(0, Why::OutOfMemory);
        }
        noted
    }

    /// Grows a list by one. Memory that runs out is a flaw, never an abort.
    fn push<T>(&mut self, item: T, list: impl FnOnce(&mut Self) -> &mut Vec<T>) -> Option<()> {
        let list = list(self);
        if list.try_reserve(1).is_err() {
            self.stop.stop(0, Why::OutOfMemory);
            return None;
        }
        list.push(item);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_records_and_no_more() {
        let mut check = Check::new(Select::ALL);
        check.records = vec![Span::default(); MAX_RECORDS - 1];
        assert!(check.record(Span::default()).is_some());
        assert!(check.record(Span::default()).is_none());
        assert!(matches!(check.stop.why, Why::TooMany { what: "records", limit: MAX_RECORDS }));
    }
}

//! Walks the records once, the tables of the contract in hand: the hot path.

use core::num::NonZeroUsize;
use core::ops::Range;

use crate::duplicates::Duplicates;
use crate::flaw::{Fault, Found};
use crate::json::{self, Member, Next, Stop, Why};
use crate::order::Order;
use crate::page::{Fill, Page, Pick, Record, Span};
use crate::path::{At, Path, Step};
use crate::schema::{Absent, CANDIDATE, Field, Kind, Shape};
use crate::select::{Ask, Select};
use crate::{MAX_FAULTS, MAX_RECORDS, MORE_REPAIRS, number, scan, unescape};

/// How many containers are open around a record: the envelope, its `data`, and `results`.
const AROUND_RECORDS: usize = 3;

/// The place of `id` in the contract's table.
const ID: usize = 0;

/// How many faults, those taken back not counted: breaches of the contract in the lower half, numbers that JavaScript
/// cannot hold in the upper. Neither half overflows: a fault takes more than a byte of the answer, or of the repairs.
pub(crate) type Tally = u64;

const BREACH: Tally = 1;
const NUMBER: Tally = 1 << 32;

/// What was learnt so far, and why it went no further.
pub(crate) struct Check {
    pub(crate) stop: Stop,
    records: Vec<Record>,
    faults: Vec<Fault>,
    /// All faults, listed or not.
    tally: Tally,
    /// List the numbers that JavaScript cannot hold.
    numbers: bool,
    /// The records that break the contract.
    faulty: Vec<u32>,
    fills: Vec<Fill>,
    /// How many bytes the fills add, and how many they may.
    added: usize,
    most_added: usize,
    select: Select,
    /// The fields of a record whose places are noted: the selected ones, and the `id`.
    noted: u32,
    /// Where the value of the `id` of the record at hand is.
    id: Span,
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
    /// Of an answer of `length` bytes.
    pub(crate) fn new(length: usize, Ask { select, numbers }: Ask) -> Self {
        Self {
            stop: Stop::new(),
            records: Vec::new(),
            faults: Vec::new(),
            tally: 0,
            numbers,
            faulty: Vec::new(),
            fills: Vec::new(),
            added: 0,
            most_added: length.saturating_add(MORE_REPAIRS),
            select,
            noted: 1 << ID | if select.is_all() { 0 } else { select.of(u32::MAX) },
            id: Span::default(),
            picks: Vec::new(),
            results: Span::default(),
            duplicates: Duplicates::new(),
            order: Order::new(),
        }
    }

    pub(crate) fn into_page(self, next: Option<Range<usize>>, document: Span) -> Page {
        let Self { records, faults, tally, faulty, fills, added, select, picks, results, .. } = self;
        let fault_count = (tally as u32).saturating_add((tally >> 32) as u32);
        Page { next, faults, faulty, fault_count, records, fills, added, select, picks, document, results }
    }

    /// The records; `at` is past the bracket that opens their array. An earlier array of records counts no more.
    pub(crate) fn results(&mut self, bytes: &[u8], at: usize) -> Next {
        self.records.clear();
        self.faults.clear();
        self.faulty.clear();
        self.fills.clear();
        self.picks.clear();
        (self.tally, self.added) = (0, 0);
        // Numbers outside of the records are not returned to callers, so they are not checked.
        self.stop.numbers = self.numbers;
        let inside = at;
        let mut at = json::space(bytes, at);
        if json::peek(bytes, at) != b']' {
            loop {
                let start = json::space(bytes, at);
                let (faults, tally) = (self.faults.len(), self.tally);
                self.id = Span::default();
                let end = self.element(bytes, &CANDIDATE, start, AROUND_RECORDS, &At::RECORD)?.get();
                self.duplicates.settle(faults, &mut self.faults);
                if self.tally as u32 != tally as u32 {
                    self.faulty()?;
                }
                self.record(Record { span: Span::new(start, end), id: self.id })?;
                at = json::space(bytes, end);
                match json::peek(bytes, at) {
                    b',' => at += 1,
                    b']' => break,
                    _ => return self.stop.stop(at, Why::Expected("`,` or `]`")),
                }
            }
        }
        self.stop.numbers = false;
        self.results = Span::new(inside, at);
        NonZeroUsize::new(at + 1)
    }

    /// The record at hand breaks the contract.
    #[cold]
    fn faulty(&mut self) -> Option<()> {
        self.push(self.records.len() as u32, |check| &mut check.faulty)
    }

    fn record(&mut self, record: Record) -> Option<()> {
        if self.records.len() >= MAX_RECORDS {
            self.stop.stop(0, Why::TooMany { what: "records", limit: MAX_RECORDS });
            return None;
        }
        self.push(record, |check| &mut check.records)
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
        let end = self.any(bytes, at, depth, here, None)?;
        self.fault(here, None, "object", Found::of(first))?;
        Some(end)
    }

    /// Any JSON, for the place `last` below `here`; `depth` containers are open around it.
    fn any(&mut self, bytes: &[u8], at: usize, depth: usize, here: &At<'_>, last: Option<Step>) -> Next {
        let end = json::value(bytes, at, depth, &mut self.stop)?;
        self.numbers(here, last)?;
        Some(end)
    }

    /// Lists what was found of numbers that JavaScript cannot hold, for the place `last` below `here`.
    #[inline(always)]
    fn numbers(&mut self, here: &At<'_>, last: Option<Step>) -> Option<()> {
        if core::mem::take(&mut self.stop.unheld) { self.number(here, last) } else { Some(()) }
    }

    /// A list; `at` is past its opening bracket, which `depth` counts.
    fn elements(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        at: usize,
        depth: usize,
        above: &At<'_>,
    ) -> Next {
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
        // A member that the contract does not know holds a number that JavaScript cannot hold.
        let mut unheld = false;
        let noted = if depth == AROUND_RECORDS + 1 { self.noted } else { 0 };
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
                        self.tally -= self.duplicates.forget(outer, index, &mut self.faults);
                    }
                    seen |= bit;
                    slot = Order::after(shape, index);
                    let (faults, tally) = (self.faults.len(), self.tally);
                    let value = json::space(bytes, value);
                    at = self.field(bytes, field, value, depth, here)?.get();
                    if noted & bit != 0 {
                        self.place(index, Span::new(value, at))?;
                    }
                    if self.tally != tally {
                        self.note(outer, index, faults, tally)?;
                    }
                }
                Turn::Unknown(value) => {
                    at = json::value(bytes, value, depth, &mut self.stop)?.get();
                    unheld |= core::mem::take(&mut self.stop.unheld);
                }
                Turn::End(end) => break end,
                Turn::Stop => return None,
            }
            empty = false;
        };
        self.duplicates.leave(outer);
        if unheld {
            self.number(here, None)?;
        }
        let missing = shape.wanted & !seen;
        if missing != 0 {
            self.missing(shape, missing, end - 1, empty, here)?;
        }
        NonZeroUsize::new(end)
    }

    /// Where a field of the record at hand is that is asked for later.
    fn place(&mut self, field: usize, value: Span) -> Option<()> {
        if field == ID {
            self.id = value;
        }
        if self.select.is_all() || !self.select.has(field) {
            return Some(());
        }
        self.push(Pick { field: field as u32, value }, |check| &mut check.picks)
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
                self.elements(bytes, shape, at + 1, depth + 1, &here)
            }
            (Kind::AnyJson, _) | (Kind::AnyObject, b'{') => {
                self.any(bytes, at, depth, here, Some(Step::Field(field)))
            }
            _ => {
                let end = self.any(bytes, at, depth, here, Some(Step::Field(field)))?;
                self.fault(here, Some(Step::Field(field)), field.expected(), Found::of(first))?;
                Some(end)
            }
        }
    }

    fn integer(&mut self, bytes: &[u8], field: &'static Field, at: usize, here: &At<'_>) -> Next {
        let end = json::number(bytes, at, &mut self.stop)?;
        self.numbers(here, Some(Step::Field(field)))?;
        if !number::is_integer(bytes.get(at..end.get()).unwrap_or_default()) {
            self.fault(here, Some(Step::Field(field)), field.expected(), Found::Number)?;
        }
        Some(end)
    }

    /// Acts upon the absence of fields; `at` is the object's closing brace.
    #[cold]
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
        if missing == 0 {
            return Some(());
        }
        // The check of the length made sure that offsets fit.
        let fill = Fill { at: at as u32, missing, shape, empty };
        self.added = self.added.saturating_add(fill.length());
        if self.added > self.most_added {
            self.stop.stop(at, Why::TooManyRepairs);
            return None;
        }
        self.push(fill, |check| &mut check.fills)
    }

    /// A breach of the contract at the place `last` below `here`.
    #[cold]
    fn fault(
        &mut self,
        here: &At<'_>,
        last: Option<Step>,
        expected: &'static str,
        found: Found,
    ) -> Option<()> {
        self.tally += BREACH;
        self.list(here, last, expected, found)
    }

    /// A number that JavaScript cannot hold at the place `last` below `here`, or several.
    #[cold]
    fn number(&mut self, here: &At<'_>, last: Option<Step>) -> Option<()> {
        self.tally += NUMBER;
        self.list(here, last, Fault::NUMBER, Found::Number)
    }

    fn list(
        &mut self,
        here: &At<'_>,
        last: Option<Step>,
        expected: &'static str,
        found: Found,
    ) -> Option<()> {
        if self.faults.len() >= MAX_FAULTS {
            return Some(());
        }
        let record = self.records.len() as u32;
        self.push(Fault { record, path: Path::new(here, last), expected, found }, |check| &mut check.faults)
    }

    /// Remembers which faults came with a field, in case that the field comes again.
    #[cold]
    fn note(&mut self, outer: usize, index: usize, from: usize, tally: Tally) -> Option<()> {
        let noted = self.duplicates.note(outer, index, from..self.faults.len(), self.tally - tally);
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

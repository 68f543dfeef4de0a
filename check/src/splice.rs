//! Writes the records of a page again: what was missing added, what was not selected left out and, when asked, the
//! records that have faults too. As the whole document, or as one line a record.

use core::iter::Peekable;
use core::ops::Range;
use core::slice::Iter;

use crate::page::{Fill, Page, Pick, Span};
use crate::schema::CANDIDATE;
use crate::{json, scan};

impl Page {
    /// Appends the whole document to `out`. False, and nothing appended, when memory runs out.
    #[cfg_attr(small, optimize(size))]
    pub fn splice(&self, bytes: &[u8], skip_faulty: bool, out: &mut Vec<u8>) -> bool {
        if !self.reserve(bytes, out) {
            return false;
        }
        copy(bytes, self.document.start as usize..self.results.start as usize, out);
        self.each(bytes, skip_faulty, false, out);
        copy(bytes, self.results.end as usize..self.document.end as usize, out);
        true
    }

    /// Appends each record as a line of its own to `out`. False, and nothing appended, when memory runs out.
    #[cfg_attr(small, optimize(size))]
    pub fn lines(&self, bytes: &[u8], skip_faulty: bool, out: &mut Vec<u8>) -> bool {
        let room = self.reserve(bytes, out);
        if room {
            self.each(bytes, skip_faulty, true, out);
        }
        room
    }

    /// Makes room for everything, so that nothing is allocated afterwards: the bytes, what is added, and a line's end
    /// a record. A selected field takes no more than it took.
    #[cfg_attr(small, optimize(size))]
    fn reserve(&self, bytes: &[u8], out: &mut Vec<u8>) -> bool {
        let added: usize = self.fills.iter().map(added).sum();
        out.try_reserve(bytes.len().saturating_add(added).saturating_add(self.records.len())).is_ok()
    }

    /// Writes one record after the other, as a list or as lines.
    #[cfg_attr(small, optimize(size))]
    fn each(&self, bytes: &[u8], skip_faulty: bool, lines: bool, out: &mut Vec<u8>) {
        let mut faulty = self.faulty.iter().peekable();
        let mut parts = Parts { fills: self.fills.iter().peekable(), picks: self.picks.iter().peekable() };
        let mut first = true;
        for (index, record) in self.records.iter().enumerate() {
            if faulty.next_if(|record| **record as usize == index).is_some() && skip_faulty {
                parts.pass(record.end);
                continue;
            }
            if !core::mem::take(&mut first) && !lines {
                out.push(b',');
            }
            let start = out.len();
            self.record(bytes, *record, &mut parts, out);
            if lines {
                // Between the tokens of a record; no string of JSON holds an end of line.
                scan::flatten(out.get_mut(start..).unwrap_or_default());
                out.push(b'\n');
            }
        }
    }

    #[cfg_attr(small, optimize(size))]
    fn record(&self, bytes: &[u8], record: Span, parts: &mut Parts<'_>, out: &mut Vec<u8>) {
        // A record that is no object has no fields to choose from: it is handed over as it came.
        if self.select.is_all() || json::peek(bytes, record.start as usize) != b'{' {
            return parts.copy(bytes, record, out);
        }
        out.push(b'{');
        let mut empty = true;
        while let Some(pick) = parts.picks.next_if(|pick| pick.value.start < record.end) {
            if let Some(field) = CANDIDATE.fields.get(pick.field as usize) {
                if !core::mem::take(&mut empty) {
                    out.push(b',');
                }
                out.extend_from_slice(field.key());
                parts.pass_fills(pick.value.start);
                parts.copy(bytes, pick.value, out);
            }
        }
        // What is left are fills of fields that were not selected, and the record's own.
        while let Some(fill) = parts.fills.next_if(|fill| fill.at < record.end) {
            if fill.at + 1 == record.end {
                write(&Fill { missing: self.select.of(fill.missing), empty, ..*fill }, out);
            }
        }
        out.push(b'}');
    }
}

/// What is to be done to the bytes, as far as it is not done yet.
struct Parts<'a> {
    fills: Peekable<Iter<'a, Fill>>,
    picks: Peekable<Iter<'a, Pick>>,
}

impl Parts<'_> {
    /// Copies a stretch, with what was missing in it added.
    #[cfg_attr(small, optimize(size))]
    fn copy(&mut self, bytes: &[u8], span: Span, out: &mut Vec<u8>) {
        let mut from = span.start as usize;
        while let Some(fill) = self.fills.next_if(|fill| fill.at < span.end) {
            copy(bytes, from..fill.at as usize, out);
            write(fill, out);
            from = fill.at as usize;
        }
        copy(bytes, from..span.end as usize, out);
    }

    fn pass_fills(&mut self, end: u32) {
        while self.fills.next_if(|fill| fill.at < end).is_some() {}
    }

    fn pass(&mut self, end: u32) {
        self.pass_fills(end);
        while self.picks.next_if(|pick| pick.value.start < end).is_some() {}
    }
}

/// Room was made for everything beforehand, so this never allocates.
#[cfg_attr(small, optimize(size))]
fn copy(bytes: &[u8], range: Range<usize>, out: &mut Vec<u8>) {
    out.extend_from_slice(bytes.get(range).unwrap_or_default());
}

/// The members that a fill adds: key and stand-in.
#[cfg_attr(small, optimize(size))]
fn members(fill: &Fill) -> impl Iterator<Item = (&'static [u8], &'static str)> {
    let missing = fill.missing;
    let absent = move |index: usize| missing >> index & 1 == 1;
    fill.shape.fields.iter().enumerate().filter_map(move |(index, field)| {
        if absent(index) { Some((field.key(), field.stand_in()?)) } else { None }
    })
}

#[cfg_attr(small, optimize(size))]
fn added(fill: &Fill) -> usize {
    members(fill).map(|(key, text)| key.len() + text.len() + 1).sum()
}

#[cfg_attr(small, optimize(size))]
fn write(fill: &Fill, out: &mut Vec<u8>) {
    let mut comma = !fill.empty;
    for (key, text) in members(fill) {
        if core::mem::replace(&mut comma, true) {
            out.push(b',');
        }
        out.extend_from_slice(key);
        out.extend_from_slice(text.as_bytes());
    }
}

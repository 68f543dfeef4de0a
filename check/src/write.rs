//! Writes the records of a page again: what was missing added, what was not selected left out and, when asked, the
//! records that break the contract too. As the whole document, or as one line a record.

use std::borrow::Cow;

use core::iter::Peekable;
use core::ops::Range;
use core::slice::Iter;

use crate::page::{Fill, Page, Pick, Record, Span};
use crate::room::Room;
use crate::schema::CANDIDATE;
use crate::{ascii, json, line, scan, utf8};

/// Why a page cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteError {
    /// The answer is no UTF-8, in what is written or in what is left out.
    NotUtf8,
    /// Memory ran out.
    OutOfMemory,
}

impl Page {
    /// The document in ASCII, for `JSON.parse`: what is beyond ASCII is written as `\uXXXX`, what was missing is added,
    /// and what is not selected, or breaks the contract when `skip_faulty` says so, is left out. Without a byte order
    /// mark. Where nothing changes, it is the bytes themselves.
    ///
    /// # Errors
    ///
    /// The bytes are no UTF-8, in whatever part of the answer, or memory runs out.
    pub fn text<'a>(&self, bytes: &'a [u8], skip_faulty: bool) -> Result<Cow<'a, [u8]>, WriteError> {
        self.write(bytes, skip_faulty, false)
    }

    /// Each record as a line of its own, in the server's own characters, but for U+2028 and U+2029, which some readers
    /// take for the end of a line. What is added and what is left out is as in [`Page::text`].
    ///
    /// # Errors
    ///
    /// The bytes are no UTF-8, in whatever part of the answer, or memory runs out.
    pub fn lines(&self, bytes: &[u8], skip_faulty: bool) -> Result<Vec<u8>, WriteError> {
        self.write(bytes, skip_faulty, true).map(Cow::into_owned)
    }

    fn write<'a>(
        &self,
        bytes: &'a [u8],
        skip_faulty: bool,
        lines: bool,
    ) -> Result<Cow<'a, [u8]>, WriteError> {
        // A byte order mark, which is left out, would be as much longer as it is.
        let mark = self.document.start as usize;
        let more = utf8::more_in_ascii(bytes).ok_or(WriteError::NotUtf8)?.saturating_sub(mark);
        let document = bytes.get(self.document()).unwrap_or_default();
        let whole = self.select.is_all() && (!skip_faulty || self.faulty.is_empty());
        if whole && !lines && more == 0 && self.fills.is_empty() {
            return Ok(Cow::Borrowed(document));
        }
        let mut sink = Sink::new(bytes, lines);
        if whole {
            // Of the longer characters, lines have but the separators. So much is enough, and known without a look.
            let ends = if lines { self.records.len() } else { 0 };
            let added: usize = self.fills.iter().map(Fill::length).sum();
            sink.length = document.len() + more + ends + added;
        } else {
            self.write_records(skip_faulty, &mut sink);
        }
        sink.make_room()?;
        if whole && !lines {
            self.parts().copy(self.document, &mut sink);
        } else {
            self.write_records(skip_faulty, &mut sink);
        }
        Ok(Cow::Owned(sink.out))
    }

    fn parts(&self) -> Parts<'_> {
        Parts { fills: self.fills.iter().peekable(), picks: self.picks.iter().peekable() }
    }

    /// Writes one record after the other, as a document or as lines.
    fn write_records(&self, skip_faulty: bool, sink: &mut Sink<'_>) {
        if !sink.lines {
            sink.copy(self.document.start as usize..self.results.start as usize);
        }
        let mut faulty = self.faulty.iter().peekable();
        let mut parts = self.parts();
        let mut first = true;
        for (index, Record { span, .. }) in self.records.iter().enumerate() {
            if faulty.next_if(|record| **record as usize == index).is_some() && skip_faulty {
                parts.pass(span.end);
                continue;
            }
            if !core::mem::take(&mut first) && !sink.lines {
                sink.put(b",");
            }
            self.write_record(*span, &mut parts, sink);
            if sink.lines {
                sink.put(b"\n");
            }
        }
        if !sink.lines {
            sink.copy(self.results.end as usize..self.document.end as usize);
        }
    }

    fn write_record(&self, record: Span, parts: &mut Parts<'_>, sink: &mut Sink<'_>) {
        // A record that is no object has no fields to choose from: it is handed over as it came.
        if self.select.is_all() || json::peek(sink.bytes, record.start as usize) != b'{' {
            return parts.copy(record, sink);
        }
        sink.put(b"{");
        let mut empty = true;
        while let Some(pick) = parts.picks.next_if(|pick| pick.value.start < record.end) {
            if let Some(field) = CANDIDATE.fields.get(pick.field as usize) {
                if !core::mem::take(&mut empty) {
                    sink.put(b",");
                }
                sink.put(field.key());
                parts.pass_fills(pick.value.start);
                parts.copy(pick.value, sink);
            }
        }
        // What is left are fills of fields that were not selected, and the record's own.
        while let Some(fill) = parts.fills.next_if(|fill| fill.at < record.end) {
            if fill.at + 1 == record.end {
                Fill { missing: self.select.of(fill.missing), empty, ..*fill }.write(sink);
            }
        }
        sink.put(b"}");
    }
}

/// What is to be done to the bytes, as far as it is not done yet.
struct Parts<'a> {
    fills: Peekable<Iter<'a, Fill>>,
    picks: Peekable<Iter<'a, Pick>>,
}

impl Parts<'_> {
    /// Copies a stretch, with what was missing in it added.
    fn copy(&mut self, span: Span, sink: &mut Sink<'_>) {
        let mut from = span.start as usize;
        while let Some(fill) = self.fills.next_if(|fill| fill.at < span.end) {
            sink.copy(from..fill.at as usize);
            fill.write(sink);
            from = fill.at as usize;
        }
        sink.copy(from..span.end as usize);
    }

    fn pass_fills(&mut self, end: u32) {
        while self.fills.next_if(|fill| fill.at < end).is_some() {}
    }

    fn pass(&mut self, end: u32) {
        self.pass_fills(end);
        while self.picks.next_if(|pick| pick.value.start < end).is_some() {}
    }
}

impl Fill {
    /// The members that it adds: key and stand-in.
    fn members(&self) -> impl Iterator<Item = (&'static [u8], &'static str)> {
        let missing = self.missing;
        let absent = move |index: usize| missing >> index & 1 == 1;
        self.shape.fields.iter().enumerate().filter_map(move |(index, field)| {
            if absent(index) { Some((field.key(), field.stand_in()?)) } else { None }
        })
    }

    /// How many bytes it adds.
    pub(crate) fn length(&self) -> usize {
        let mut sink = Sink::new(&[], false);
        self.write(&mut sink);
        sink.length
    }

    fn write(&self, sink: &mut Sink<'_>) {
        let mut comma = !self.empty;
        for (key, text) in self.members() {
            if core::mem::replace(&mut comma, true) {
                sink.put(b",");
            }
            sink.put(key);
            sink.put(text.as_bytes());
        }
    }
}

/// Where the text goes. Before there is room, it is only counted.
struct Sink<'a> {
    bytes: &'a [u8],
    /// As lines in UTF-8, or else as one document in ASCII.
    lines: bool,
    length: usize,
    out: Vec<u8>,
}

impl<'a> Sink<'a> {
    const fn new(bytes: &'a [u8], lines: bool) -> Self {
        Self { bytes, lines, length: 0, out: Vec::new() }
    }

    /// Makes room for all that was counted. The blocks that are copied may reach past their end.
    fn make_room(&mut self) -> Result<(), WriteError> {
        let room = self.length.saturating_add(scan::BLOCK);
        self.out.try_reserve_exact(room).map_err(|_| WriteError::OutOfMemory)
    }

    /// A stretch of the answer, which is UTF-8.
    fn copy(&mut self, range: Range<usize>) {
        let text = self.bytes.get(range).unwrap_or_default();
        self.length += if self.lines {
            Room::append(&mut self.out, |room| line::write(text, room))
        } else {
            Room::append(&mut self.out, |room| ascii::write(text, room))
        };
    }

    /// A text of our own, which is ASCII.
    fn put(&mut self, text: &[u8]) {
        self.length += Room::append(&mut self.out, |room| room.text(text));
    }
}

//! Writes the records of a page again: what was missing added, what was not selected left out and, when asked, the
//! records that break the contract too. As the whole document, or as one line a record.

use core::iter::Peekable;
use core::ops::Range;
use core::slice::Iter;

use crate::page::{Fill, Page, Pick, Record, Span};
use crate::room::Room;
use crate::schema::CANDIDATE;
use crate::utf8::{self, Survey};
use crate::{ascii, json, line, scan};

/// Why a page cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteError {
    /// The answer is no UTF-8, in what is written or in what is left out.
    NotUtf8,
    /// Memory ran out.
    OutOfMemory,
}

/// What is written: a document in ASCII for `JSON.parse`, or a line of JSON a record.
#[derive(Debug, Clone)]
pub struct Text {
    /// The answer itself where it serves, or else a text of its own.
    bytes: Vec<u8>,
    range: Range<usize>,
}

impl Text {
    /// The text itself.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or_default()
    }
}

impl Page {
    /// The document in ASCII, for `JSON.parse`: what is beyond ASCII is written as `\uXXXX`, what was missing is added,
    /// and what is not selected, or breaks the contract when `skip_faulty` says so, is left out. Without a byte order
    /// mark. Where nothing changes, the bytes are not copied.
    ///
    /// # Errors
    ///
    /// The bytes are no UTF-8, in whatever part of the answer, or memory runs out.
    pub fn text(&self, bytes: Vec<u8>, skip_faulty: bool) -> Result<Text, WriteError> {
        let survey = self.survey(&bytes)?;
        if survey.more_in_ascii == 0 && self.is_complete(skip_faulty) {
            return Ok(Text { range: self.document(), bytes });
        }
        self.write(&bytes, survey.more_in_ascii, skip_faulty, false)
    }

    /// Each record as a line of its own, in the server's own characters, but for U+2028 and U+2029, which some readers
    /// take for the end of a line. What is added and what is left out is as in [`Page::text`]. Where nothing else changes
    /// than the byte behind each record, the bytes are not copied.
    ///
    /// # Errors
    ///
    /// The bytes are no UTF-8, in whatever part of the answer, or memory runs out.
    pub fn lines(&self, mut bytes: Vec<u8>, skip_faulty: bool) -> Result<Text, WriteError> {
        let survey = self.survey(&bytes)?;
        if survey.is_one_line
            && self.is_complete(skip_faulty)
            && let Some(range) = self.end_lines(&mut bytes)
        {
            return Ok(Text { range, bytes });
        }
        self.write(&bytes, survey.more_in_ascii, skip_faulty, true)
    }

    /// Reads all but a byte order mark.
    fn survey(&self, bytes: &[u8]) -> Result<Survey, WriteError> {
        utf8::survey(bytes.get(self.document()).unwrap_or_default()).ok_or(WriteError::NotUtf8)
    }

    /// Ends a line behind each record. `None` where two records have more between them than a comma.
    fn end_lines(&self, bytes: &mut [u8]) -> Option<Range<usize>> {
        let (first, last) = (self.records.first()?.span, self.records.last()?.span);
        let is_next = |pair: &[Record]| matches!(pair, [a, b] if a.span.end + 1 == b.span.start);
        let lines = first.start as usize..last.end as usize + 1;
        if !self.records.windows(2).all(is_next) || lines.end > bytes.len() {
            return None;
        }
        for record in &self.records {
            *bytes.get_mut(record.span.end as usize)? = b'\n';
        }
        Some(lines)
    }

    /// Whether all that came is handed over, and nothing is added.
    fn is_complete(&self, skip_faulty: bool) -> bool {
        self.is_pristine() && (!skip_faulty || self.faulty.is_empty())
    }

    /// Writes record after record. The room is that of the whole document in ASCII with all repairs, which nothing that
    /// is written can pass: what is left out makes it shorter, and an end of a line stands where a comma or bracket did.
    fn write(
        &self,
        bytes: &[u8],
        more_in_ascii: usize,
        skip_faulty: bool,
        lines: bool,
    ) -> Result<Text, WriteError> {
        // The blocks that are copied may reach past their end.
        let room = bytes.len().saturating_add(more_in_ascii).saturating_add(self.added + scan::BLOCK);
        let mut out = Vec::new();
        out.try_reserve_exact(room).map_err(|_| WriteError::OutOfMemory)?;
        let mut sink = Sink { bytes, lines, out, is_full: false };
        self.write_records(skip_faulty, &mut sink);
        if sink.is_full {
            return Err(WriteError::OutOfMemory);
        }
        Ok(Text { range: 0..sink.out.len(), bytes: sink.out })
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

    /// How many bytes it adds at most: a key, a stand-in and a comma each.
    pub(crate) fn length(&self) -> usize {
        self.members().map(|(key, text)| key.len() + text.len() + 1).sum()
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

/// Where the text goes.
struct Sink<'a> {
    bytes: &'a [u8],
    /// As lines in UTF-8, or else as one document in ASCII.
    lines: bool,
    out: Vec<u8>,
    /// Something found no room.
    is_full: bool,
}

impl Sink<'_> {
    /// A stretch of the answer, which is UTF-8.
    fn copy(&mut self, range: Range<usize>) {
        let text = self.bytes.get(range).unwrap_or_default();
        self.is_full |= if self.lines {
            !Room::append(&mut self.out, |room| line::write(text, room))
        } else {
            !Room::append(&mut self.out, |room| ascii::write(text, room))
        };
    }

    /// A text of our own, which is ASCII.
    fn put(&mut self, text: &[u8]) {
        self.is_full |= !Room::append(&mut self.out, |room| room.text(text));
    }
}

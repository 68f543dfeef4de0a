//! Rewrites a page: adds the repairs, leaves out fields that are not selected and, on request, invalid records. The
//! result is a document, or one line per record.

use core::iter::Peekable;
use core::ops::Range;
use core::slice::Iter;

use crate::page::{Page, Record, Repair, SelectedField, Span};
use crate::schema::CANDIDATE;
use crate::spare::SpareCapacity;
use crate::{WriteError, ascii, json, line, scan};

/// A rewritten page: a document in ASCII for `JSON.parse`, or one line of JSON per record.
#[derive(Debug, Clone)]
pub struct Text {
    /// The response itself when only the bytes between its records change, otherwise new text.
    bytes: Vec<u8>,
    range: Range<usize>,
    /// Whether the records are rows.
    has_rows: bool,
}

impl Text {
    /// Whether the records are rows: each object of the contract is the array of its values in the order of its table, or
    /// itself where it is not exactly that.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        self.has_rows
    }

    /// The bytes of the text.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or_default()
    }
}

impl Page {
    /// The document in ASCII, for `JSON.parse`: other characters become `\uXXXX`, repairs are added, and fields that are
    /// not selected are left out; with `skip_invalid`, invalid records too. There is no byte order mark. The records are
    /// rows when the check has written them.
    ///
    /// # Errors
    ///
    /// The bytes are not UTF-8, in any part of the response, or an allocation fails.
    pub fn text(mut self, bytes: Vec<u8>, skip_invalid: bool) -> Result<Text, WriteError> {
        let info = self.text.ok_or(WriteError::NotUtf8)?;
        let rows = core::mem::take(&mut self.rows);
        if !rows.is_empty() && self.returns_all(skip_invalid) {
            return Ok(Text { range: 0..rows.len(), bytes: rows, has_rows: true });
        }
        // Freed first, so that there is never more than one text beside the response.
        drop(rows);
        self.write(&bytes, info.more_in_ascii, skip_invalid, false)
    }

    /// One line per record, in UTF-8. U+2028 and U+2029 are escaped, because some readers treat them as line ends.
    /// Repairs and selection are as in [`Page::text`]. When only the byte after each record changes, the bytes are not
    /// copied.
    ///
    /// # Errors
    ///
    /// The bytes are not UTF-8, in any part of the response, or an allocation fails.
    pub fn lines(self, mut bytes: Vec<u8>, skip_invalid: bool) -> Result<Text, WriteError> {
        let info = self.text.ok_or(WriteError::NotUtf8)?;
        if info.is_one_line
            && self.is_unchanged()
            && self.returns_all(skip_invalid)
            && let Some(range) = self.end_lines(&mut bytes)
        {
            return Ok(Text { range, bytes, has_rows: false });
        }
        self.write(&bytes, info.more_in_ascii, skip_invalid, true)
    }

    /// Whether no record is left out.
    fn returns_all(&self, skip_invalid: bool) -> bool {
        !skip_invalid || self.invalid.is_empty()
    }

    /// Ends a line after each record in place. `None` when there is more than a comma between two records.
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

    /// Writes the records. The capacity is that of the whole document in ASCII with all repairs. It always suffices: what
    /// is left out makes the text shorter, and a line end replaces a comma or a bracket.
    fn write(
        &self,
        bytes: &[u8],
        more_in_ascii: usize,
        skip_invalid: bool,
        lines: bool,
    ) -> Result<Text, WriteError> {
        // A block that is copied may reach past the end of the text.
        let capacity = bytes.len().saturating_add(more_in_ascii).saturating_add(self.added + scan::BLOCK);
        let mut out = Vec::new();
        out.try_reserve_exact(capacity).map_err(|_| WriteError::OutOfMemory)?;
        let mut sink = Sink { bytes, lines, out, is_full: false };
        self.write_records(skip_invalid, &mut sink);
        if sink.is_full {
            return Err(WriteError::OutOfMemory);
        }
        Ok(Text { range: 0..sink.out.len(), bytes: sink.out, has_rows: false })
    }

    fn edits(&self) -> Edits<'_> {
        Edits { repairs: self.repairs.iter().peekable(), selected: self.selected.iter().peekable() }
    }

    /// Writes all records, as a document or as lines.
    fn write_records(&self, skip_invalid: bool, sink: &mut Sink<'_>) {
        if !sink.lines {
            sink.copy(self.document.start as usize..self.results.start as usize);
        }
        let mut invalid = self.invalid.iter().peekable();
        let mut edits = self.edits();
        let mut first = true;
        for (index, Record { span, .. }) in self.records.iter().enumerate() {
            if invalid.next_if(|record| **record as usize == index).is_some() && skip_invalid {
                edits.skip(span.end);
                continue;
            }
            if !core::mem::take(&mut first) && !sink.lines {
                sink.put(b",");
            }
            self.write_record(*span, &mut edits, sink);
            if sink.lines {
                sink.put(b"\n");
            }
        }
        if !sink.lines {
            sink.copy(self.results.end as usize..self.document.end as usize);
        }
    }

    fn write_record(&self, record: Span, edits: &mut Edits<'_>, sink: &mut Sink<'_>) {
        // A record that is not an object has no fields to select, so it is copied.
        if self.select.is_all() || json::peek(sink.bytes, record.start as usize) != b'{' {
            return edits.copy(record, sink);
        }
        sink.put(b"{");
        let mut empty = true;
        while let Some(selected) = edits.selected.next_if(|selected| selected.value.start < record.end) {
            if let Some(field) = CANDIDATE.fields.get(selected.field as usize) {
                if !core::mem::take(&mut empty) {
                    sink.put(b",");
                }
                sink.put(field.key());
                edits.skip_repairs(selected.value.start);
                edits.copy(selected.value, sink);
            }
        }
        // The remaining repairs are those of fields that are not selected, and that of the record itself.
        while let Some(repair) = edits.repairs.next_if(|repair| repair.at < record.end) {
            if repair.at + 1 == record.end {
                Repair { missing: self.select.of(repair.missing), empty, ..*repair }.write(sink);
            }
        }
        sink.put(b"}");
    }
}

/// Writes a part of the response in ASCII, with its repairs, into the spare capacity. Returns whether all of it fits.
pub(crate) fn object(bytes: &[u8], span: Span, repairs: &[Repair], out: &mut Vec<u8>) -> bool {
    let mut sink = Sink { bytes, lines: false, out: core::mem::take(out), is_full: false };
    Edits { repairs: repairs.iter().peekable(), selected: [].iter().peekable() }.copy(span, &mut sink);
    *out = sink.out;
    !sink.is_full
}

/// The edits that remain, in the order of the bytes.
struct Edits<'a> {
    repairs: Peekable<Iter<'a, Repair>>,
    selected: Peekable<Iter<'a, SelectedField>>,
}

impl Edits<'_> {
    /// Copies a span and applies its repairs.
    fn copy(&mut self, span: Span, sink: &mut Sink<'_>) {
        let mut from = span.start as usize;
        while let Some(repair) = self.repairs.next_if(|repair| repair.at < span.end) {
            sink.copy(from..repair.at as usize);
            repair.write(sink);
            from = repair.at as usize;
        }
        sink.copy(from..span.end as usize);
    }

    fn skip_repairs(&mut self, end: u32) {
        while self.repairs.next_if(|repair| repair.at < end).is_some() {}
    }

    fn skip(&mut self, end: u32) {
        self.skip_repairs(end);
        while self.selected.next_if(|selected| selected.value.start < end).is_some() {}
    }
}

impl Repair {
    /// The members that the repair adds: key and default.
    fn members(&self) -> impl Iterator<Item = (&'static [u8], &'static str)> {
        let missing = self.missing;
        let absent = move |index: usize| missing >> index & 1 == 1;
        self.shape.fields.iter().enumerate().filter_map(move |(index, field)| {
            if absent(index) { Some((field.key(), field.default_json()?)) } else { None }
        })
    }

    /// The most bytes that the repair adds: a key, a default and a comma for each member.
    pub(crate) fn max_length(&self) -> usize {
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

/// The output.
struct Sink<'a> {
    bytes: &'a [u8],
    /// Whether to write lines in UTF-8, not a document in ASCII.
    lines: bool,
    out: Vec<u8>,
    /// Whether something did not fit.
    is_full: bool,
}

impl Sink<'_> {
    /// Copies a range of the response, which is UTF-8.
    fn copy(&mut self, range: Range<usize>) {
        let text = self.bytes.get(range).unwrap_or_default();
        self.is_full |= if self.lines {
            !SpareCapacity::append(&mut self.out, |spare| line::write(text, spare))
        } else {
            !SpareCapacity::append(&mut self.out, |spare| ascii::write(text, spare))
        };
    }

    /// Writes ASCII text.
    fn put(&mut self, text: &[u8]) {
        self.is_full |= !SpareCapacity::append(&mut self.out, |spare| spare.text(text));
    }
}

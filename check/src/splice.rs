//! Writes a page again, with what was missing added and, when asked, without the records that have faults.

use core::ops::Range;

use crate::page::{Fill, Page};

impl Page {
    /// Appends the whole document to `out`, with repairs and defaults filled in; `skip_faulty` leaves out
    /// the records with faults. False, and nothing appended, when memory runs out.
    #[cfg_attr(small, optimize(size))]
    pub fn splice(&self, bytes: &[u8], skip_faulty: bool, out: &mut Vec<u8>) -> bool {
        let most = bytes.len().saturating_add(self.fills.iter().map(added).sum());
        if out.try_reserve(most).is_err() {
            return false;
        }
        let mut faulty = self.faulty.iter().peekable();
        let mut fills = self.fills.iter().peekable();
        copy(bytes, self.document.start as usize..self.results.start as usize, out);
        let mut first = true;
        for (index, record) in self.records.iter().enumerate() {
            let skip = faulty.next_if(|record| **record as usize == index).is_some() && skip_faulty;
            if !skip && !core::mem::take(&mut first) {
                out.push(b',');
            }
            let mut from = record.start as usize;
            while let Some(fill) = fills.next_if(|fill| fill.at < record.end) {
                if !skip {
                    copy(bytes, from..fill.at as usize, out);
                    write(fill, out);
                    from = fill.at as usize;
                }
            }
            if !skip {
                copy(bytes, from..record.end as usize, out);
            }
        }
        copy(bytes, self.results.end as usize..self.document.end as usize, out);
        true
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

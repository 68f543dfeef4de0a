//! The envelope around the records: strict, because a page cannot be walked on from a wrong one.

use core::num::NonZeroUsize;
use core::ops::Range;

use crate::check::Check;
use crate::flaw::{Flaw, Found};
use crate::json::{self, Member, Next, Stop, Why};
use crate::page::{Page, Span};
use crate::select::Ask;
use crate::unescape;

/// Checks one answer. Its records may have faults, its envelope none.
///
/// # Errors
///
/// The bytes are no JSON, the envelope is not the contract's, or a limit is passed.
pub fn check_page(bytes: &[u8], ask: Ask) -> Result<Page, Flaw> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Flaw::TooMany { what: "bytes", limit: u32::MAX as usize });
    }
    let mut check = Check::new(bytes.len(), ask);
    let mut envelope = Envelope::new();
    match envelope.document(bytes, &mut check) {
        Some(end) => envelope.page(bytes, end.get(), check),
        None => Err(flaw(bytes, check.stop)),
    }
}

/// Why the bytes are not exactly one JSON document, as `JSON.parse` would take it; `None` when they are.
#[must_use]
pub fn check_json(bytes: &[u8]) -> Option<Flaw> {
    let mut stop = Stop::new();
    match json::document(bytes, &mut stop) {
        Some(_) => None,
        None => Some(flaw(bytes, stop)),
    }
}

#[cold]
fn flaw(bytes: &[u8], Stop { offset, why, .. }: Stop) -> Flaw {
    match why {
        Why::Expected(expected) => Flaw::Syntax { offset, expected, found: found_at(bytes, offset) },
        Why::TooDeep => Flaw::TooDeep { offset },
        Why::TooManyRepairs => Flaw::TooManyRepairs,
        Why::TooMany { what, limit } => Flaw::TooMany { what, limit },
        Why::OutOfMemory => Flaw::OutOfMemory,
    }
}

/// What stands where the grammar breaks: its kind, never itself.
fn found_at(bytes: &[u8], offset: usize) -> &'static str {
    if offset < bytes.len() { "something else" } else { "the end of the input" }
}

/// What was learnt of the envelope. Judged only when the whole document is known to be JSON, and because of two
/// members of one name the later counts.
struct Envelope {
    root: Found,
    status: Result<(), Found>,
    data: Result<(), Found>,
    results: Result<(), Found>,
    /// The cursor's string; `None` for null.
    next: Result<Option<Range<usize>>, Found>,
}

impl Envelope {
    const fn new() -> Self {
        let missing = Found::Missing;
        Self {
            root: missing,
            status: Err(missing),
            data: Err(missing),
            results: Err(missing),
            next: Err(missing),
        }
    }

    fn document(&mut self, bytes: &[u8], check: &mut Check) -> Next {
        let at = json::space(bytes, json::start(bytes));
        let first = json::peek(bytes, at);
        self.root = Found::of(first);
        let end = if first == b'{' {
            members(bytes, at + 1, check, |key, value, check| self.member(bytes, key, value, check))?
        } else {
            json::value(bytes, at, 0, &mut check.stop)?
        };
        json::end(bytes, end.get(), &mut check.stop)
    }

    fn member(&mut self, bytes: &[u8], key: &[u8], value: usize, check: &mut Check) -> Next {
        let found = Found::of(json::peek(bytes, value));
        if unescape::means(key, b"status") {
            let end = json::value(bytes, value, 1, &mut check.stop)?;
            let text = inside(bytes, value..end.get());
            self.status =
                if text.is_some_and(|text| unescape::means(text, b"success")) { Ok(()) } else { Err(found) };
            return Some(end);
        }
        if unescape::means(key, b"data") {
            // Whatever an earlier `data` held counts no more.
            (self.results, self.next) = (Err(Found::Missing), Err(Found::Missing));
            if found == Found::Object {
                self.data = Ok(());
                return members(bytes, value + 1, check, |key, value, check| {
                    self.data(bytes, key, value, check)
                });
            }
            self.data = Err(found);
        }
        json::value(bytes, value, 1, &mut check.stop)
    }

    fn data(&mut self, bytes: &[u8], key: &[u8], value: usize, check: &mut Check) -> Next {
        let found = Found::of(json::peek(bytes, value));
        if unescape::means(key, b"results") {
            if found == Found::Array {
                self.results = Ok(());
                return check.results(bytes, value + 1);
            }
            self.results = Err(found);
        }
        let end = json::value(bytes, value, 2, &mut check.stop)?;
        if unescape::means(key, b"next") {
            self.next = match (found, inside(bytes, value..end.get())) {
                (Found::Null, _) => Ok(None),
                (_, Some(text)) if !text.is_empty() => Ok(Some(value..end.get())),
                _ => Err(found),
            };
        }
        Some(end)
    }

    /// The page, or the outermost violation of the envelope.
    fn page(self, bytes: &[u8], end: usize, check: Check) -> Result<Page, Flaw> {
        let wrong = |path, expected| move |found| Flaw::Envelope { path, expected, found };
        if self.root != Found::Object {
            return Err(wrong("$", "object")(self.root));
        }
        self.status.map_err(wrong("$.status", "\"success\""))?;
        self.data.map_err(wrong("$.data", "object"))?;
        self.results.map_err(wrong("$.data.results", "array"))?;
        let next = self.next.map_err(wrong("$.data.next", "non-empty string or null"))?;
        Ok(check.into_page(next, Span::new(json::start(bytes), end)))
    }
}

/// Walks the members of an object; `at` is past its opening brace. `each` answers with the end of the value.
fn members(
    bytes: &[u8],
    mut at: usize,
    check: &mut Check,
    mut each: impl FnMut(&[u8], usize, &mut Check) -> Next,
) -> Next {
    let mut first = true;
    loop {
        match json::member(bytes, at, core::mem::take(&mut first), &mut check.stop) {
            Member::Key { start, end, value } => {
                at = each(bytes.get(start..end).unwrap_or_default(), value, check)?.get();
            }
            Member::End(end) => return NonZeroUsize::new(end),
            Member::Stop => return None,
        }
    }
}

/// The inside of a value that is a string.
fn inside(bytes: &[u8], value: Range<usize>) -> Option<&[u8]> {
    crate::members::text(bytes, value)
}

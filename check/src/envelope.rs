//! The envelope around the records. It is strict: without a valid envelope, the walk cannot continue.

use core::num::NonZeroUsize;
use core::ops::Range;

use crate::check::Checker;
use crate::error::DecodeError;
use crate::json::{self, Member, Next, Stop, StopReason};
use crate::page::{Page, Span};
use crate::select::CheckOptions;
use crate::violation::Found;
use crate::{unescape, utf8};

/// Checks one response. Its records may have violations; its envelope may not.
///
/// # Errors
///
/// The bytes are not JSON, the envelope breaks the contract, or a limit is exceeded.
pub fn check_page(bytes: &[u8], options: CheckOptions) -> Result<Page, DecodeError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(DecodeError::TooMany { what: "bytes", limit: u32::MAX as usize });
    }
    let text = utf8::inspect(bytes.get(json::start(bytes)..).unwrap_or_default());
    let mut checker = Checker::new(bytes.len(), text, options);
    let mut envelope = Envelope::new();
    match envelope.document(bytes, &mut checker) {
        Some(end) => envelope.page(bytes, end.get(), checker),
        None => Err(decode_error(bytes, checker.stop)),
    }
}

/// Checks that the bytes are exactly one JSON document, as `JSON.parse` accepts it. `None` when they are.
#[must_use]
pub fn check_json(bytes: &[u8]) -> Option<DecodeError> {
    let mut stop = Stop::new();
    match json::document(bytes, &mut stop) {
        Some(_) => None,
        None => Some(decode_error(bytes, stop)),
    }
}

#[cold]
fn decode_error(bytes: &[u8], Stop { offset, reason, .. }: Stop) -> DecodeError {
    match reason {
        StopReason::Expected(expected) => {
            DecodeError::Syntax { offset, expected, found: found_at(bytes, offset) }
        }
        StopReason::TooDeep => DecodeError::TooDeep { offset },
        StopReason::TooManyRepairs => DecodeError::TooManyRepairs,
        StopReason::TooMany { what, limit } => DecodeError::TooMany { what, limit },
        StopReason::OutOfMemory => DecodeError::OutOfMemory,
    }
}

/// What was found where the grammar is broken; never the bytes themselves.
fn found_at(bytes: &[u8], offset: usize) -> &'static str {
    if offset < bytes.len() { "something else" } else { "the end of the input" }
}

/// The members of the envelope. They are evaluated at the end, when the whole document is known to be JSON and each
/// duplicate member is known.
struct Envelope {
    root: Found,
    status: Result<(), Found>,
    data: Result<(), Found>,
    results: Result<(), Found>,
    /// The string of the cursor; `None` for null.
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

    fn document(&mut self, bytes: &[u8], checker: &mut Checker) -> Next {
        let at = json::space(bytes, json::start(bytes));
        let first = json::peek(bytes, at);
        self.root = Found::of(first);
        let end = if first == b'{' {
            members(bytes, at + 1, checker, |key, value, checker| self.member(bytes, key, value, checker))?
        } else {
            json::value(bytes, at, 0, &mut checker.stop)?
        };
        json::end(bytes, end.get(), &mut checker.stop)
    }

    fn member(&mut self, bytes: &[u8], key: &[u8], value: usize, checker: &mut Checker) -> Next {
        let found = Found::of(json::peek(bytes, value));
        if unescape::equals(key, b"status") {
            let end = json::value(bytes, value, 1, &mut checker.stop)?;
            let text = inside(bytes, value..end.get());
            self.status =
                if text.is_some_and(|text| unescape::equals(text, b"success")) { Ok(()) } else { Err(found) };
            return Some(end);
        }
        if unescape::equals(key, b"data") {
            // The content of an earlier `data` is dropped.
            (self.results, self.next) = (Err(Found::Missing), Err(Found::Missing));
            if found == Found::Object {
                self.data = Ok(());
                return members(bytes, value + 1, checker, |key, value, checker| {
                    self.data(bytes, key, value, checker)
                });
            }
            self.data = Err(found);
        }
        json::value(bytes, value, 1, &mut checker.stop)
    }

    fn data(&mut self, bytes: &[u8], key: &[u8], value: usize, checker: &mut Checker) -> Next {
        let found = Found::of(json::peek(bytes, value));
        if unescape::equals(key, b"results") {
            if found == Found::Array {
                self.results = Ok(());
                return checker.results(bytes, value + 1);
            }
            self.results = Err(found);
        }
        let end = json::value(bytes, value, 2, &mut checker.stop)?;
        if unescape::equals(key, b"next") {
            self.next = match (found, inside(bytes, value..end.get())) {
                (Found::Null, _) => Ok(None),
                (_, Some(text)) if !text.is_empty() => Ok(Some(value..end.get())),
                _ => Err(found),
            };
        }
        Some(end)
    }

    /// Returns the page, or the outermost error of the envelope.
    fn page(self, bytes: &[u8], end: usize, checker: Checker) -> Result<Page, DecodeError> {
        let broken = |path, expected| move |found| DecodeError::Envelope { path, expected, found };
        if self.root != Found::Object {
            return Err(broken("$", "object")(self.root));
        }
        self.status.map_err(broken("$.status", "\"success\""))?;
        self.data.map_err(broken("$.data", "object"))?;
        self.results.map_err(broken("$.data.results", "array"))?;
        let next = self.next.map_err(broken("$.data.next", "non-empty string or null"))?;
        Ok(checker.into_page(bytes, next, Span::new(json::start(bytes), end)))
    }
}

/// Visits the members of an object; `at` is past its opening brace. `each` returns the end of the value.
fn members(
    bytes: &[u8],
    mut at: usize,
    checker: &mut Checker,
    mut each: impl FnMut(&[u8], usize, &mut Checker) -> Next,
) -> Next {
    let mut first = true;
    loop {
        match json::member(bytes, at, core::mem::take(&mut first), &mut checker.stop) {
            Member::Key { start, end, value } => {
                at = each(bytes.get(start..end).unwrap_or_default(), value, checker)?.get();
            }
            Member::End(end) => return NonZeroUsize::new(end),
            Member::Stop => return None,
        }
    }
}

/// The content of a value that is a string.
fn inside(bytes: &[u8], value: Range<usize>) -> Option<&[u8]> {
    crate::members::text(bytes, value)
}

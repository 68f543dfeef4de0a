//! The grammar of JSON (RFC 8259), exactly as strict as `JSON.parse`, without recursion.
//!
//! UTF-8 is not validated here; `utf8.rs` does that for the whole response at once.

mod scalar;

use core::num::NonZeroUsize;

use crate::MAX_DEPTH;

pub(crate) use scalar::{boolean, literal, number, string};

/// The offset to continue at; `None` when the check stops, with the reason in a [`Stop`]. No value ends at 0, so this
/// fits in one register.
pub(crate) type Next = Option<NonZeroUsize>;

/// Why the check stopped, and where. Also carries the state of the number check.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    pub(crate) offset: usize,
    pub(crate) reason: StopReason,
    /// Whether to look for numbers that JavaScript cannot represent.
    pub(crate) check_numbers: bool,
    /// One was found. The checker lists it and resets this.
    pub(crate) unrepresentable: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum StopReason {
    /// The grammar requires this here.
    Expected(&'static str),
    TooDeep,
    TooManyRepairs,
    TooMany {
        what: &'static str,
        limit: usize,
    },
    OutOfMemory,
}

impl Stop {
    pub(crate) const fn new() -> Self {
        Self { offset: 0, reason: StopReason::OutOfMemory, check_numbers: false, unrepresentable: false }
    }

    #[cold]
    pub(crate) fn stop(&mut self, offset: usize, reason: StopReason) -> Next {
        (self.offset, self.reason) = (offset, reason);
        None
    }

    #[cold]
    fn expected(&mut self, offset: usize, expected: &'static str) -> Next {
        self.stop(offset, StopReason::Expected(expected))
    }
}

/// The result of reading the next member of an object.
pub(crate) enum Member {
    /// The span of the key between its quotes, and where the value begins.
    Key { start: usize, end: usize, value: usize },
    /// No member; past the closing brace.
    End(usize),
    /// The check stops.
    Stop,
}

/// The offset of the document: past a byte order mark.
pub(crate) fn start(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

/// The byte at `at`; 0 past the end, which the grammar allows nowhere.
#[inline(always)]
pub(crate) fn peek(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Skips white space.
#[inline(always)]
pub(crate) fn space(bytes: &[u8], at: usize) -> usize {
    if peek(bytes, at) > b' ' { at } else { long_space(bytes, at) }
}

#[inline(never)]
fn long_space(bytes: &[u8], mut at: usize) -> usize {
    while let b' ' | b'\n' | b'\r' | b'\t' = peek(bytes, at) {
        at += 1;
    }
    at
}

/// Checks the whole input: one value with white space around it.
pub(crate) fn document(bytes: &[u8], stop: &mut Stop) -> Next {
    let at = value(bytes, space(bytes, start(bytes)), 0, stop)?;
    end(bytes, at.get(), stop)
}

/// Checks that only white space is left.
pub(crate) fn end(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let at = space(bytes, at);
    if at == bytes.len() { NonZeroUsize::new(at) } else { stop.expected(at, "the end of the input") }
}

/// Reads the next member of an object, in any spelling. `at` is past the opening brace (`first`) or past a member's
/// value.
#[inline(never)]
pub(crate) fn member(bytes: &[u8], at: usize, first: bool, stop: &mut Stop) -> Member {
    let mut at = space(bytes, at);
    match peek(bytes, at) {
        b'}' => return Member::End(at + 1),
        b',' if !first => at = space(bytes, at + 1),
        _ if first => {}
        _ => {
            stop.expected(at, "`,` or `}`");
            return Member::Stop;
        }
    }
    if peek(bytes, at) != b'"' {
        stop.expected(at, "a key");
        return Member::Stop;
    }
    let start = at + 1;
    let Some(end) = string(bytes, start, stop) else { return Member::Stop };
    let Some(value) = colon(bytes, end.get(), stop) else { return Member::Stop };
    Member::Key { start, end: end.get() - 1, value: value.get() }
}

/// Skips the colon after a key and the white space around it.
#[inline(always)]
fn colon(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let at = space(bytes, at);
    if peek(bytes, at) == b':' { NonZeroUsize::new(space(bytes, at + 1)) } else { stop.expected(at, "`:`") }
}

/// A stack of the open containers, one bit per level: whether it is an object.
struct Open([u64; MAX_DEPTH / 64]);

impl Open {
    #[inline(always)]
    fn set(&mut self, level: usize, object: bool) {
        if let Some(word) = self.0.get_mut(level / 64) {
            let bit = 1 << (level % 64);
            *word = if object { *word | bit } else { *word & !bit };
        }
    }

    #[inline(always)]
    fn is_object(&self, level: usize) -> bool {
        self.0.get(level / 64).is_some_and(|word| word >> (level % 64) & 1 == 1)
    }
}

/// Checks any value that begins at `at`; `depth` containers are open around it.
#[inline(never)]
pub(crate) fn value(bytes: &[u8], mut at: usize, depth: usize, stop: &mut Stop) -> Next {
    let mut open = Open([0; MAX_DEPTH / 64]);
    // The number of open containers, and whether the innermost is an object.
    let mut level = depth;
    let mut object = false;
    // Whether a key is required next. Keys and strings share one call of the scan, which is inlined.
    let mut key = false;
    loop {
        at = match peek(bytes, at) {
            b'"' => {
                let end = string(bytes, at + 1, stop)?.get();
                if core::mem::take(&mut key) {
                    at = colon(bytes, end, stop)?.get();
                    continue;
                }
                end
            }
            _ if key => return stop.expected(at, "a key"),
            b'n' => literal::<4>(bytes, at, "null", stop)?.get(),
            b't' | b'f' => boolean(bytes, at, stop)?.get(),
            bracket @ (b'{' | b'[') => {
                if level >= MAX_DEPTH {
                    return stop.stop(at, StopReason::TooDeep);
                }
                let inside = space(bytes, at + 1);
                // In ASCII, both closing brackets are two after their opening ones.
                if peek(bytes, inside) == bracket + 2 {
                    inside + 1
                } else {
                    open.set(level, object);
                    level += 1;
                    object = bracket == b'{';
                    key = object;
                    at = inside;
                    continue;
                }
            }
            _ => number(bytes, at, stop)?.get(),
        };
        loop {
            if level == depth {
                return NonZeroUsize::new(at);
            }
            at = space(bytes, at);
            match (peek(bytes, at), object) {
                (b',', _) => {
                    at = space(bytes, at + 1);
                    key = object;
                    break;
                }
                (b'}', true) | (b']', false) => {
                    at += 1;
                    level -= 1;
                    object = open.is_object(level);
                }
                (_, true) => return stop.expected(at, "`,` or `}`"),
                (_, false) => return stop.expected(at, "`,` or `]`"),
            }
        }
    }
}

//! The grammar of JSON (RFC 8259), exactly as strict as `JSON.parse`, without recursion.
//!
//! Whether the bytes of a string are UTF-8 is not looked at here: `utf8.rs` does, for the whole answer at once.

use core::num::NonZeroUsize;

use crate::{MAX_DEPTH, number, scan};

/// Where to go on; `None` when the check stops, and a [`Stop`] says why. No value ends at 0, so that an end and
/// its absence fit in one register.
pub(crate) type Next = Option<NonZeroUsize>;

/// Why the check stopped, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    pub(crate) offset: usize,
    pub(crate) why: Why,
    /// Look for numbers that JavaScript cannot hold.
    pub(crate) numbers: bool,
    /// One was found. The check lists it and clears this.
    pub(crate) unheld: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    /// The grammar allows only this here.
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
        Self { offset: 0, why: Why::OutOfMemory, numbers: false, unheld: false }
    }

    #[cold]
    pub(crate) fn stop(&mut self, offset: usize, why: Why) -> Next {
        (self.offset, self.why) = (offset, why);
        None
    }

    #[cold]
    fn expected(&mut self, offset: usize, expected: &'static str) -> Next {
        self.stop(offset, Why::Expected(expected))
    }
}

/// A member of an object, or its end.
pub(crate) enum Member {
    /// The key's bytes between its quotes, and where its value begins.
    Key { start: usize, end: usize, value: usize },
    /// Past the closing brace.
    End(usize),
    /// The check stops.
    Stop,
}

/// The offset of the first byte that counts: a byte order mark before the document is no part of it.
pub(crate) fn start(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

/// The byte at `at`. Past the end it is 0, which no grammar rule allows outside a string.
#[inline(always)]
pub(crate) fn peek(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Past any white space.
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

/// The whole of the input: one value and white space around it. `None` where the value ends when more follows.
pub(crate) fn document(bytes: &[u8], stop: &mut Stop) -> Next {
    let at = value(bytes, space(bytes, start(bytes)), 0, stop)?;
    end(bytes, at.get(), stop)
}

/// Nothing but white space up to the end of the input.
pub(crate) fn end(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let at = space(bytes, at);
    if at == bytes.len() { NonZeroUsize::new(at) } else { stop.expected(at, "the end of the input") }
}

/// A string; `at` is past its opening quote, the answer past its closing one.
#[inline(always)]
pub(crate) fn string(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let run = scan::string_end(bytes, at);
    if peek(bytes, run) == b'"' { NonZeroUsize::new(run + 1) } else { odd_string(bytes, run, stop) }
}

/// The rest of a string that holds a backslash or breaks off at `at`.
#[inline(never)]
fn odd_string(bytes: &[u8], mut at: usize, stop: &mut Stop) -> Next {
    loop {
        match bytes.get(at) {
            Some(b'"') => return NonZeroUsize::new(at + 1),
            Some(b'\\') => at = escape(bytes, at + 1, stop)?.get(),
            Some(_) => return stop.expected(at, "no control character in a string"),
            None => return stop.expected(at, "the end of the string"),
        }
        at = scan::string_end(bytes, at);
    }
}

/// An escape; `at` is past its backslash. Halves of surrogate pairs may stand alone, as they may in JavaScript.
fn escape(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    match peek(bytes, at) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => NonZeroUsize::new(at + 1),
        b'u' => {
            let digits = (at + 1)..(at + 5);
            match digits.clone().find(|digit| !peek(bytes, *digit).is_ascii_hexdigit()) {
                None => NonZeroUsize::new(digits.end),
                Some(odd) => stop.expected(odd, "a hexadecimal digit"),
            }
        }
        _ => stop.expected(at, "an escape sequence"),
    }
}

/// A number that begins at `at`.
#[inline(never)]
pub(crate) fn number(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let first = if peek(bytes, at) == b'-' { at + 1 } else { at };
    let whole = match peek(bytes, first) {
        b'0' => first + 1,
        b'1'..=b'9' => digits(bytes, first + 1),
        _ => return stop.expected(first, if first == at { "a value" } else { "a digit" }),
    };
    let (end, exponent) = match peek(bytes, whole) {
        b'.' | b'e' | b'E' => fraction(bytes, whole, stop)?,
        _ => (whole, false),
    };
    // Held, for certain: up to 15 digits; and a fraction that does not end in zero, since it is no whole number. But an
    // exponent, or hundreds of digits, may make a number too large or too small.
    let length = end - first;
    let fraction = end > whole && peek(bytes, end - 1) != b'0' && length < 300;
    if (exponent || length > 15 && !fraction)
        && stop.numbers
        && !stop.unheld
        && let Some(literal) = bytes.get(first..end)
    {
        stop.unheld = !number::is_held(literal);
    }
    NonZeroUsize::new(end)
}

/// What may follow the whole part of a number, when something does: its end, and whether an exponent is in it.
fn fraction(bytes: &[u8], mut at: usize, stop: &mut Stop) -> Option<(usize, bool)> {
    if peek(bytes, at) == b'.' {
        at = some_digits(bytes, at + 1, stop)?.get();
    }
    let exponent = matches!(peek(bytes, at), b'e' | b'E');
    if exponent {
        at += 1;
        if let b'+' | b'-' = peek(bytes, at) {
            at += 1;
        }
        at = some_digits(bytes, at, stop)?.get();
    }
    Some((at, exponent))
}

fn some_digits(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let end = digits(bytes, at);
    if end > at { NonZeroUsize::new(end) } else { stop.expected(at, "a digit") }
}

#[inline(always)]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while peek(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

/// One of `null`, `true` and `false`, a word of `N` letters.
#[inline(always)]
pub(crate) fn literal<const N: usize>(bytes: &[u8], at: usize, word: &'static str, stop: &mut Stop) -> Next {
    if bytes.get(at..).and_then(|rest| rest.first_chunk::<N>()).is_some_and(|text| text == word.as_bytes()) {
        NonZeroUsize::new(at + N)
    } else {
        broken_literal(bytes, at, word, stop)
    }
}

#[cold]
fn broken_literal(bytes: &[u8], at: usize, word: &'static str, stop: &mut Stop) -> Next {
    let same = word.bytes().enumerate().take_while(|(n, byte)| peek(bytes, at + n) == *byte).count();
    stop.expected(at + same, word)
}

/// `true` or `false`.
#[inline(never)]
pub(crate) fn boolean(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    if peek(bytes, at) == b't' {
        literal::<4>(bytes, at, "true", stop)
    } else {
        literal::<5>(bytes, at, "false", stop)
    }
}

/// The next member of an object, however it is written. `at` is past the opening brace (`first`) or past a member's value.
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

/// The colon after a key, and any white space around it.
#[inline(always)]
fn colon(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let at = space(bytes, at);
    if peek(bytes, at) == b':' { NonZeroUsize::new(space(bytes, at + 1)) } else { stop.expected(at, "`:`") }
}

/// Whether each open container is an object, one bit a level: a stack that needs no memory of its own.
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

/// Any value that begins at `at`, white space before it passed; `depth` containers are open around it.
#[inline(never)]
pub(crate) fn value(bytes: &[u8], mut at: usize, depth: usize, stop: &mut Stop) -> Next {
    let mut open = Open([0; MAX_DEPTH / 64]);
    // How many containers are open, and whether the innermost is an object.
    let mut level = depth;
    let mut object = false;
    // Whether a key has to come here. One place scans keys and strings, so that it is in the code once.
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
                    return stop.stop(at, Why::TooDeep);
                }
                let inside = space(bytes, at + 1);
                // Two more than the bracket that opens is the one that closes, for both kinds.
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

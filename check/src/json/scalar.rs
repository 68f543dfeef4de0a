//! The scalars of JSON: strings, numbers, `true`, `false` and `null`.

use core::num::NonZeroUsize;

use super::{Next, Stop, peek};
use crate::{number, scan};

/// Checks a string; `at` is past its opening quote. Returns the offset past its closing quote.
#[inline(always)]
pub(crate) fn string(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    let run = scan::string_end(bytes, at);
    if peek(bytes, run) == b'"' { NonZeroUsize::new(run + 1) } else { string_from_escape(bytes, run, stop) }
}

/// Checks the rest of a string from a backslash or an error at `at` on.
#[inline(never)]
fn string_from_escape(bytes: &[u8], mut at: usize, stop: &mut Stop) -> Next {
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

/// Checks an escape; `at` is past its backslash. Lone surrogates are allowed, as in JavaScript.
fn escape(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    match peek(bytes, at) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => NonZeroUsize::new(at + 1),
        b'u' => {
            let digits = (at + 1)..(at + 5);
            match digits.clone().find(|digit| !peek(bytes, *digit).is_ascii_hexdigit()) {
                None => NonZeroUsize::new(digits.end),
                Some(other) => stop.expected(other, "a hexadecimal digit"),
            }
        }
        _ => stop.expected(at, "an escape sequence"),
    }
}

/// Checks a number that begins at `at`.
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
    // Up to 15 digits are always representable, and so is a fraction that does not end in zero, since it is not an
    // integer. With an exponent or hundreds of digits, a number may overflow or underflow.
    let length = end - first;
    let fraction = end > whole && peek(bytes, end - 1) != b'0' && length < 300;
    if (exponent || length > 15 && !fraction)
        && stop.check_numbers
        && !stop.unrepresentable
        && let Some(literal) = bytes.get(first..end)
    {
        stop.unrepresentable = !number::is_representable(literal);
    }
    NonZeroUsize::new(end)
}

/// Checks the fraction and the exponent of a number. Returns its end, and whether there is an exponent.
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

/// Checks `null`, `true` or `false`, a word of `N` letters.
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

/// Checks `true` or `false`.
#[inline(never)]
pub(crate) fn boolean(bytes: &[u8], at: usize, stop: &mut Stop) -> Next {
    if peek(bytes, at) == b't' {
        literal::<4>(bytes, at, "true", stop)
    } else {
        literal::<5>(bytes, at, "false", stop)
    }
}

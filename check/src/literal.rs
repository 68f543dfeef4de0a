//! The canonical form of a JSON string: in ASCII, so that equal strings have equal literals.

use crate::ascii;
use crate::scan;
use crate::spare::SpareCapacity;
use crate::unescape::escape;
use crate::utf8::inspect;

/// The length of an escape, which is the most that a UTF-16 unit takes.
const ESCAPE: usize = 6;

/// Rewrites a JSON string in canonical form: printable ASCII is kept, `"` and `\` become `\"` and `\\`, and everything
/// else, including a lone surrogate, becomes `\uXXXX` in lower-case hex. The result is cut to `max_units` UTF-16
/// units, or to one less where the cut would split a surrogate pair.
///
/// `json` is the string with its quotes. `None` when it is not a string or not UTF-8 (what is cut off is not read), or
/// when an allocation fails.
#[must_use]
pub fn ascii_literal(json: &[u8], max_units: usize) -> Option<String> {
    let inside = json.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    // One unit more, because it may form a pair with the last one.
    let text = beginning(inside, max_units.saturating_add(1).saturating_mul(ESCAPE))?;
    let mut plain = reserve(text.len() + inspect(text)?.more_in_ascii)?;
    if !SpareCapacity::append(&mut plain, |spare| ascii::write(text, spare)) {
        return None;
    }
    let mut out = reserve(plain.len().min(max_units).saturating_mul(ESCAPE))?;
    let (mut rest, mut left) = (plain.as_slice(), max_units);
    let fits = SpareCapacity::append(&mut out, |spare| {
        spare.text(b"\"");
        while left > 0 {
            let Some((unit, length)) = unit(rest) else { break };
            rest = rest.get(length..).unwrap_or_default();
            if left == 1
                && is_half(unit, 0xd800)
                && let Some((low, _)) = self::unit(rest)
                && is_half(low, 0xdc00)
            {
                left = 0;
                break;
            }
            left -= 1;
            match u8::try_from(unit) {
                Ok(quote @ (b'"' | b'\\')) => spare.text(&[b'\\', quote]),
                Ok(plain @ b' '..=b'~') => spare.text(&[plain]),
                _ => spare.text(&ascii::escape(unit.into())),
            }
        }
        spare.text(b"\"");
    });
    // Input that is left although there is space for it is malformed.
    if !fits || left > 0 && !rest.is_empty() {
        return None;
    }
    // SAFETY: only ASCII was written.
    Some(unsafe { String::from_utf8_unchecked(out) })
}

/// The first `length` bytes and the rest of the last character; `None` when that character is malformed.
fn beginning(text: &[u8], length: usize) -> Option<&[u8]> {
    if length >= text.len() {
        return Some(text);
    }
    let is_boundary = |end: &usize| text.get(*end).is_none_or(|byte| byte & 0xc0 != 0x80);
    text.get(..(length..length + 4).find(is_boundary)?)
}

/// Memory for `length` bytes, two quotes, and a block that reaches past the end.
fn reserve(length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length.saturating_add(scan::BLOCK)).ok()?;
    Some(bytes)
}

/// The first UTF-16 unit of a string in ASCII and its length in bytes; `None` at the end or at a malformed escape.
fn unit(rest: &[u8]) -> Option<(u16, usize)> {
    match rest {
        [b'\\', ..] => escape(rest),
        [byte, ..] => Some((u16::from(*byte), 1)),
        [] => None,
    }
}

/// Whether the unit is a surrogate: a high one for `first` 0xd800, a low one for 0xdc00.
const fn is_half(unit: u16, first: u16) -> bool {
    unit & 0xfc00 == first
}

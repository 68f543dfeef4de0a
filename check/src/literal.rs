//! A string of JSON in its one canonical form: ASCII, so that equal strings have equal literals.

use crate::ascii;
use crate::room::Room;
use crate::scan;
use crate::unescape::escape;
use crate::utf8::survey;

/// How long an escape is, which no UTF-16 unit takes more for.
const ESCAPE: usize = 6;

/// The text that a string of JSON means, written as a literal again: printable ASCII stays itself, `"` and `\` become
/// `\"` and `\\`, and all else `\uXXXX` in lower-case hex, a lone surrogate too. Cut to `most_units` UTF-16 units, or to
/// one less where that would part a surrogate pair.
///
/// `json` is the string with its quotes. `None` when it is no string, or no UTF-8, as far as it is read: what is cut off
/// is not looked at. `None` also when memory runs out.
#[must_use]
pub fn ascii_literal(json: &[u8], most_units: usize) -> Option<String> {
    let inside = json.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    // What follows the last unit may make a pair with it.
    let text = beginning(inside, most_units.saturating_add(1).saturating_mul(ESCAPE))?;
    let mut plain = room(text.len() + survey(text)?.more_in_ascii)?;
    if !Room::append(&mut plain, |room| ascii::write(text, room)) {
        return None;
    }
    let mut out = room(plain.len().min(most_units).saturating_mul(ESCAPE))?;
    let (mut rest, mut left) = (plain.as_slice(), most_units);
    let fits = Room::append(&mut out, |room| {
        room.text(b"\"");
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
                Ok(quote @ (b'"' | b'\\')) => room.text(&[b'\\', quote]),
                Ok(plain @ b' '..=b'~') => room.text(&[plain]),
                _ => room.text(&ascii::escape(unit.into())),
            }
        }
        room.text(b"\"");
    });
    // What is left is cut off, or else broken.
    if !fits || left > 0 && !rest.is_empty() {
        return None;
    }
    // SAFETY: what was written is ASCII.
    Some(unsafe { String::from_utf8_unchecked(out) })
}

/// The first bytes, and those that the last character still takes; `None` when it takes more than any does.
fn beginning(text: &[u8], length: usize) -> Option<&[u8]> {
    if length >= text.len() {
        return Some(text);
    }
    let begins = |end: &usize| text.get(*end).is_none_or(|byte| byte & 0xc0 != 0x80);
    text.get(..(length..length + 4).find(begins)?)
}

/// Memory for so many bytes, two quotes, and the block that reaches past the end.
fn room(length: usize) -> Option<Vec<u8>> {
    let mut room = Vec::new();
    room.try_reserve_exact(length.saturating_add(scan::BLOCK)).ok()?;
    Some(room)
}

/// The first UTF-16 unit of a string in ASCII, and how many bytes it takes; `None` at the end, or when an escape is
/// broken.
fn unit(rest: &[u8]) -> Option<(u16, usize)> {
    match rest {
        [b'\\', ..] => escape(rest),
        [byte, ..] => Some((u16::from(*byte), 1)),
        [] => None,
    }
}

/// Whether the unit is the half of a surrogate pair that is counted from `first`.
const fn is_half(unit: u16, first: u16) -> bool {
    unit & 0xfc00 == first
}

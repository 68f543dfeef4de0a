//! Writes JSON as one line, without escaping non-ASCII characters.

use crate::scan;
use crate::spare::SpareCapacity;

/// The first two bytes of U+2028 and U+2029 in UTF-8. Some readers treat these characters as line ends.
const SEPARATOR: [u8; 2] = [0xe2, 0x80];

/// The escape of the separator at the start of the text; `None` for other text.
fn separator(text: &[u8]) -> Option<&'static [u8; 6]> {
    match text.strip_prefix(&SEPARATOR)?.first()? {
        0xa8 => Some(b"\\u2028"),
        0xa9 => Some(b"\\u2029"),
        _ => None,
    }
}

/// Writes a part of a line from JSON in UTF-8. Line ends, which occur only between tokens, become spaces. Separators,
/// which occur only in strings, become escapes.
pub(crate) fn write(text: &[u8], spare: &mut SpareCapacity<'_>) {
    let mut at = 0;
    loop {
        at = scan::copy_flat(text, at, spare);
        let Some(rest @ [first, ..]) = text.get(at..) else { break };
        match separator(rest) {
            Some(escape) => {
                spare.put(escape);
                at += 3;
            }
            None => {
                spare.put(&[*first]);
                at += 1;
            }
        }
    }
}

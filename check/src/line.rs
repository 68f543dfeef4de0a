//! Writes JSON as one line, in its own characters.

use crate::room::Room;
use crate::scan;

/// What U+2028 and U+2029 begin with in UTF-8, the last byte aside. Some readers take them for the end of a line.
const SEPARATOR: [u8; 2] = [0xe2, 0x80];

/// The escape of the separator at the start of the text, where one stands.
fn separator(text: &[u8]) -> Option<&'static [u8; 6]> {
    match text.strip_prefix(&SEPARATOR)?.first()? {
        0xa8 => Some(b"\\u2028"),
        0xa9 => Some(b"\\u2029"),
        _ => None,
    }
}

/// Writes JSON that is UTF-8 as a part of a line: ends of lines, which stand between its tokens only, become spaces, and
/// separators, which stand in its strings only, become escapes.
pub(crate) fn write(text: &[u8], room: &mut Room<'_>) {
    let mut at = 0;
    loop {
        at = scan::copy_flat(text, at, room);
        let Some(rest @ [first, ..]) = text.get(at..) else { break };
        match separator(rest) {
            Some(escape) => {
                room.put(escape);
                at += 3;
            }
            None => {
                room.put(&[*first]);
                at += 1;
            }
        }
    }
}

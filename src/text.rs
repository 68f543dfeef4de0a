//! Small texts put together by hand: what `core::fmt` and its kin would do in twenty times the bytes.

use kombo_edge_check::push_decimal;

/// All parts in one string.
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A whole number in decimal digits.
#[must_use]
#[inline(never)]
pub fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}

/// Those of the first 40 bytes that are to be kept, all of them ASCII.
pub fn only(text: &str, keep: fn(u8) -> bool) -> String {
    let mut kept = String::new();
    for byte in text.bytes().take(40) {
        if keep(byte) {
            kept.push(char::from(byte));
        }
    }
    kept
}

/// The longest name that is printed; our own have at most 26 bytes.
const MAX_NAME: usize = 32;

/// A name as it may be printed: without what could break a line of a log, and none that is too long to be one.
pub fn printable(name: &str) -> String {
    let shown = if name.len() > MAX_NAME { "(long)" } else { name };
    only(shown, |byte| byte.is_ascii_graphic() && byte != b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 1_234_567_890, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}

//! Writes JSON in ASCII, which engines decode and parse fastest. Escapes can express every other character.

use crate::scan;
use crate::spare::SpareCapacity;

/// Writes JSON in UTF-8 as ASCII: each other character as `\uXXXX`, or as two of them above U+FFFF. Such characters
/// occur only in strings.
#[inline(never)]
pub(crate) fn write(text: &[u8], spare: &mut SpareCapacity<'_>) {
    let mut at = 0;
    while at < text.len() {
        at = scan::copy_ascii(text, at, spare);
        // Non-ASCII characters often come in runs.
        loop {
            let low = |byte: u8| u32::from(byte & 0x3f);
            let (character, length) = match text.get(at..).unwrap_or_default() {
                [a @ 0x80..0xe0, b, ..] => (u32::from(a & 0x1f) << 6 | low(*b), 2),
                [a @ 0xe0..0xf0, b, c, ..] => (u32::from(a & 0xf) << 12 | low(*b) << 6 | low(*c), 3),
                [a @ 0xf0..=0xff, b, c, d, ..] => {
                    let above = u32::from(a & 7) << 18 | low(*b) << 12 | low(*c) << 6 | low(*d);
                    let above = above.wrapping_sub(0x1_0000);
                    spare.put(&escape(0xd800 | above >> 10 & 0x3ff));
                    (0xdc00 | above & 0x3ff, 4)
                }
                _ => break,
            };
            spare.put(&escape(character));
            at += length;
        }
    }
}

/// `\uXXXX` of a UTF-16 unit, in lower-case hex. All four digits are computed at once, one byte each.
#[inline(always)]
pub(crate) const fn escape(unit: u32) -> [u8; 6] {
    let pairs = (unit & 0xff00) << 8 | unit & 0xff;
    let digits = (pairs & 0x00f0_00f0) << 4 | pairs & 0x000f_000f;
    // For a digit from 10 on, adding 6 carries into the upper half of its byte. `a` is 39 after `:`.
    let letters = (digits + 0x0606_0606) >> 4 & 0x0101_0101;
    let [a, b, c, d] = (digits + 0x3030_3030 + letters * 39).to_be_bytes();
    [b'\\', b'u', a, b, c, d]
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_unit_is_four_digits() {
        for unit in 0..=0xffff {
            assert_eq!(escape(unit), format!("\\u{unit:04x}").as_bytes());
        }
    }
}

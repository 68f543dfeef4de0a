//! Validates UTF-8 and computes the length of the text in ASCII.

/// Whether the bytes are UTF-8.
#[must_use]
pub fn is_utf8(bytes: &[u8]) -> bool {
    inspect(bytes).is_some()
}

/// What one pass over a text finds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextInfo {
    /// By how many bytes the text is longer in ASCII, where each other character is `\uXXXX` or two of them; 0 for ASCII.
    pub(crate) more_in_ascii: usize,
    /// Whether the text has no line end: no LF, CR, U+2028 or U+2029.
    pub(crate) is_one_line: bool,
}

/// Reads the bytes; `None` when they are not UTF-8.
pub(crate) use wide::inspect;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wide {
    use core::arch::wasm32::{
        i8x16_bitmask, i8x16_eq, i8x16_gt, i8x16_shuffle, i8x16_swizzle, u8x16, u8x16_shr, u8x16_splat,
        u8x16_sub_sat, v128, v128_and, v128_any_true, v128_or, v128_xor,
    };

    use super::TextInfo;
    use crate::scan;

    // The errors of two consecutive bytes, one bit each (Keiser and Lemire, "Validating UTF-8 in less than one
    // instruction per byte", 2021). An error is present when all three tables have its bit: those of the two halves of
    // the first byte and that of the upper half of the second.
    /// A first byte without a continuation after it.
    const TOO_SHORT: u8 = 1;
    /// ASCII with a continuation after it.
    const TOO_LONG: u8 = 1 << 1;
    const OVERLONG_3: u8 = 1 << 2;
    const TOO_LARGE: u8 = 1 << 3;
    const SURROGATE: u8 = 1 << 4;
    const OVERLONG_2: u8 = 1 << 5;
    /// F5 or more before a continuation below 90; also an overlong form of four bytes.
    const TOO_LARGE_OR_OVERLONG_4: u8 = 1 << 6;
    /// Two continuations: valid when the byte two or three before requires them.
    const TWO_CONTINUATIONS: u8 = 1 << 7;
    /// The errors that do not depend on the lower half of the first byte.
    const ANY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;
    const LARGE: u8 = ANY | TOO_LARGE | TOO_LARGE_OR_OVERLONG_4;
    /// The errors that any continuation can have.
    const CONTINUATION: u8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS;

    const fn table(table: [u8; 16]) -> v128 {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = table;
        u8x16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
    }

    const FIRST_UPPER: v128 = table([
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TOO_LONG,
        TWO_CONTINUATIONS,
        TWO_CONTINUATIONS,
        TWO_CONTINUATIONS,
        TWO_CONTINUATIONS,
        TOO_SHORT | OVERLONG_2,
        TOO_SHORT,
        TOO_SHORT | OVERLONG_3 | SURROGATE,
        TOO_SHORT | TOO_LARGE | TOO_LARGE_OR_OVERLONG_4,
    ]);
    const FIRST_LOWER: v128 = table([
        ANY | OVERLONG_3 | OVERLONG_2 | TOO_LARGE_OR_OVERLONG_4,
        ANY | OVERLONG_2,
        ANY,
        ANY,
        ANY | TOO_LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE,
        LARGE | SURROGATE,
        LARGE,
        LARGE,
    ]);
    const SECOND_UPPER: v128 = table([
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        CONTINUATION | OVERLONG_3 | TOO_LARGE_OR_OVERLONG_4,
        CONTINUATION | OVERLONG_3 | TOO_LARGE,
        CONTINUATION | SURROGATE | TOO_LARGE,
        CONTINUATION | SURROGATE | TOO_LARGE,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
        TOO_SHORT,
    ]);

    /// See [`super::inspect`].
    #[inline(never)]
    pub(crate) fn inspect(bytes: &[u8]) -> Option<TextInfo> {
        let zeros = u8x16_splat(0);
        let (mut wrong, mut ends, mut before, mut more) = (zeros, zeros, zeros, 0_usize);
        let mut at = 0;
        loop {
            // The last block is padded with zeros, so that a truncated character is followed by ASCII.
            let block = scan::block(bytes, at).unwrap_or_else(|| scan::last_block(bytes, at));
            ends = v128_or(ends, v128_or(is(block, b'\n'), is(block, b'\r')));
            if i8x16_bitmask(v128_or(block, before)) != 0 {
                wrong = v128_or(wrong, malformed(before, block));
                ends = v128_or(ends, separators(before, block));
                more = more.wrapping_add(longer(block));
            }
            before = block;
            if at >= bytes.len() {
                break;
            }
            at += scan::BLOCK;
        }
        if v128_any_true(wrong) {
            return None;
        }
        Some(TextInfo { more_in_ascii: more, is_one_line: !v128_any_true(ends) })
    }

    /// The positions of this byte in the block.
    #[inline(always)]
    fn is(block: v128, byte: u8) -> v128 {
        i8x16_eq(block, u8x16_splat(byte))
    }

    #[inline(always)]
    fn one_back(before: v128, block: v128) -> v128 {
        i8x16_shuffle::<15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30>(before, block)
    }

    #[inline(always)]
    fn two_back(before: v128, block: v128) -> v128 {
        i8x16_shuffle::<14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29>(before, block)
    }

    /// The positions of the last byte of U+2028 (E2 80 A8) or U+2029 (E2 80 A9).
    #[inline(always)]
    fn separators(before: v128, block: v128) -> v128 {
        let first = v128_and(is(two_back(before, block), 0xe2), is(one_back(before, block), 0x80));
        v128_and(first, is(v128_or(block, u8x16_splat(1)), 0xa9))
    }

    /// The positions of bytes that are malformed; at least one bit is set in each.
    #[inline(always)]
    fn malformed(before: v128, block: v128) -> v128 {
        let (one_back, two_back) = (one_back(before, block), two_back(before, block));
        let three_back =
            i8x16_shuffle::<13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28>(before, block);
        let pairs = v128_and(
            v128_and(
                i8x16_swizzle(FIRST_UPPER, u8x16_shr(one_back, 4)),
                i8x16_swizzle(FIRST_LOWER, v128_and(one_back, u8x16_splat(0xf))),
            ),
            i8x16_swizzle(SECOND_UPPER, u8x16_shr(block, 4)),
        );
        // The upper bit is set where a third or fourth byte is required. Only there are two continuations valid.
        let third = u8x16_sub_sat(two_back, u8x16_splat(0xe0 - 0x80));
        let fourth = u8x16_sub_sat(three_back, u8x16_splat(0xf0 - 0x80));
        v128_xor(pairs, v128_and(v128_or(third, fourth), u8x16_splat(TWO_CONTINUATIONS)))
    }

    /// By how many bytes the block is longer with escapes: six for each first byte, six more where there are two
    /// surrogates, less the bytes of the characters themselves. For a block of continuations alone it is negative and wraps.
    #[inline(always)]
    fn longer(block: v128) -> usize {
        let beyond_ascii = i8x16_bitmask(block);
        // As signed numbers, ASCII bytes are the greatest; they are masked out.
        let from = |min: u8| {
            (i8x16_bitmask(i8x16_gt(block, u8x16_splat(min - 1))) & beyond_ascii).count_ones() as usize
        };
        (6 * (from(0xc0) + from(0xf0))).wrapping_sub(beyond_ascii.count_ones() as usize)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod wide {
    use super::TextInfo;

    /// See [`super::inspect`].
    pub(crate) fn inspect(bytes: &[u8]) -> Option<TextInfo> {
        let mut inspect = TextInfo { more_in_ascii: 0, is_one_line: true };
        let mut rest = bytes;
        while !rest.is_empty() {
            let (length, longer) = character(rest)?;
            let ends = matches!(rest, [b'\n' | b'\r', ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..]);
            inspect.more_in_ascii += longer;
            inspect.is_one_line &= !ends;
            rest = rest.get(length..)?;
        }
        Some(inspect)
    }

    /// The length of the first character, and by how much it is longer as escapes; `None` when it is malformed. See table
    /// 3-7 of the Unicode standard.
    fn character(text: &[u8]) -> Option<(usize, usize)> {
        Some(match text {
            [0x00..0x80, ..] => (1, 0),
            [0xc2..=0xdf, 0x80..=0xbf, ..] => (2, 4),
            [0xe0, 0xa0..=0xbf, 0x80..=0xbf, ..]
            | [0xed, 0x80..=0x9f, 0x80..=0xbf, ..]
            | [0xe1..=0xec | 0xee..=0xef, 0x80..=0xbf, 0x80..=0xbf, ..] => (3, 3),
            [0xf0, 0x90..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
            | [0xf1..=0xf3, 0x80..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
            | [0xf4, 0x80..=0x8f, 0x80..=0xbf, 0x80..=0xbf, ..] => (4, 8),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_pair_of_bytes_is_validated_as_std_does() {
        for first in 0..=255 {
            for second in 0..=255 {
                for more in [&[][..], &[0x80], &[0x80, 0xbf], &[0xbf, 0x80, b'a'], &[0x7f], &[0xc0]] {
                    let bytes = [&[first, second], more].concat();
                    assert_eq!(is_utf8(&bytes), str::from_utf8(&bytes).is_ok(), "{bytes:x?}");
                }
            }
        }
    }

    #[test]
    fn a_character_is_validated_at_every_offset_in_a_block() {
        for character in ["é", "中", "😀"] {
            for before in 0..40 {
                for after in 0..40 {
                    let text = ["a".repeat(before), character.into(), "b".repeat(after)].concat();
                    assert!(is_utf8(text.as_bytes()), "{text}");
                    for cut in 1..character.len() {
                        let mut bytes = text.clone().into_bytes();
                        bytes.remove(before + cut);
                        assert!(!is_utf8(&bytes), "{before} {after} {cut}");
                    }
                }
            }
        }
    }
}

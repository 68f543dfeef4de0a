//! 16 bytes at a time: where a string ends, whether the expected key comes next, and what makes one line of many.

pub(crate) use wide::{flatten, is_ascii_block, matches, string_end};

use crate::schema::Probe;

/// Whether this byte ends the plain run of a string: a quote, a backslash, or what no string may hold.
const fn stops(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// How many bytes [`is_ascii_block`] looks at.
pub(crate) const ASCII_BLOCK: usize = 16;

/// A byte of a line that has no end within it.
const fn flat(byte: u8) -> u8 {
    if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }
}

/// The last few bytes of the input, too few for a whole block.
#[cold]
fn tail(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| stops(*byte)).map_or(bytes.len(), |run| from + run)
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wide {
    use core::arch::wasm32::{
        i8x16_bitmask, i8x16_eq, u8x16, u8x16_le, u8x16_lt, u8x16_splat, v128, v128_and, v128_any_true,
        v128_bitselect, v128_load, v128_or, v128_store, v128_xor,
    };

    use super::{ASCII_BLOCK, Probe, flat, tail};

    const BLOCK: usize = 16;

    /// Two blocks at a time: ids and dates, most strings by far, end within them, so that the branch on whether
    /// the string goes on is nearly always guessed right.
    #[inline(always)]
    fn blocks(bytes: &[u8], at: usize) -> Option<(v128, v128)> {
        let blocks = bytes.get(at..)?.first_chunk::<{ 2 * BLOCK }>()?.as_ptr();
        // SAFETY: a chunk of 32 bytes is readable for 32 bytes, and the loads ask for no alignment.
        Some(unsafe { (v128_load(blocks.cast()), v128_load(blocks.add(BLOCK).cast())) })
    }

    /// Bit n for byte n of the block that ends a plain run.
    #[inline(always)]
    fn stops(block: v128) -> u32 {
        let quote = i8x16_eq(block, u8x16_splat(b'"'));
        let backslash = i8x16_eq(block, u8x16_splat(b'\\'));
        // "At most" is one instruction less than "below" on x86.
        let control = u8x16_le(block, u8x16_splat(0x1f));
        i8x16_bitmask(v128_or(v128_or(quote, backslash), control)).into()
    }

    /// The first quote, backslash or control character at or after `from`; the end of the input without one.
    #[inline(always)]
    pub(crate) fn string_end(bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some((low, high)) = blocks(bytes, at) {
            let found = stops(low) | stops(high) << BLOCK;
            if found != 0 {
                return at + found.trailing_zeros() as usize;
            }
            at += 2 * BLOCK;
        }
        tail(bytes, at)
    }

    /// Whether a whole block of ASCII stands at `at`. False as well where less than a block is left.
    #[inline(always)]
    pub(crate) fn is_ascii_block(bytes: &[u8], at: usize) -> bool {
        let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<ASCII_BLOCK>()) else {
            return false;
        };
        // SAFETY: a chunk of 16 bytes is readable for 16 bytes, and the load asks for no alignment.
        i8x16_bitmask(unsafe { v128_load(block.as_ptr().cast()) }) == 0
    }

    /// Makes spaces of all ends of lines.
    pub(crate) fn flatten(bytes: &mut [u8]) {
        let mut blocks = bytes.chunks_exact_mut(BLOCK);
        for block in &mut blocks {
            let at: *mut v128 = block.as_mut_ptr().cast();
            // SAFETY: the block has 16 bytes, and neither load nor store asks for alignment.
            unsafe {
                let text = v128_load(at);
                let ends = v128_or(i8x16_eq(text, u8x16_splat(b'\n')), i8x16_eq(text, u8x16_splat(b'\r')));
                v128_store(at, v128_bitselect(u8x16_splat(b' '), text, ends));
            }
        }
        for byte in blocks.into_remainder() {
            *byte = flat(*byte);
        }
    }

    /// Whether the key stands at `at`. False as well within the last 32 bytes, where the caller looks closer.
    #[inline(always)]
    pub(crate) fn matches(bytes: &[u8], at: usize, probe: &Probe) -> bool {
        let Some(text) = bytes.get(at..).and_then(|rest| rest.first_chunk::<{ Probe::LEN }>()) else {
            return false;
        };
        let len = u8x16_splat(probe.len);
        let differs = |offset: usize, places: v128| -> v128 {
            // SAFETY: both are arrays of 32 bytes, and `offset` is 0 or 16.
            let (text, key) = unsafe {
                (
                    v128_load(text.as_ptr().add(offset).cast()),
                    v128_load(probe.key.as_ptr().add(offset).cast()),
                )
            };
            v128_and(v128_xor(text, key), u8x16_lt(places, len))
        };
        let low = differs(0, u8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        let high = differs(BLOCK, u8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31));
        !v128_any_true(v128_or(low, high))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod wide {
    use super::{ASCII_BLOCK, Probe, flat, tail};

    const BLOCK: usize = 8;
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// The first quote, backslash or control character at or after `from`; the end of the input without one.
    #[inline(always)]
    pub(crate) fn string_end(bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
            let block = u64::from_le_bytes(*block);
            // Subtracting sets the high bit of a byte that was too small, and may borrow from the bytes above:
            // only the lowest bit set is to be trusted, and only that one is asked for.
            let below = |block: u64, limit: u64| block.wrapping_sub(ONES.wrapping_mul(limit)) & !block;
            let quote = below(block ^ ONES.wrapping_mul(b'"'.into()), 1);
            let backslash = below(block ^ ONES.wrapping_mul(b'\\'.into()), 1);
            let stops = (quote | backslash | below(block, 0x20)) & HIGH;
            if stops != 0 {
                return at + stops.trailing_zeros() as usize / 8;
            }
            at += BLOCK;
        }
        tail(bytes, at)
    }

    /// Whether a whole block of ASCII stands at `at`. False as well where less than a block is left.
    pub(crate) fn is_ascii_block(bytes: &[u8], at: usize) -> bool {
        bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk::<ASCII_BLOCK>())
            .is_some_and(|block| block.is_ascii())
    }

    /// Makes spaces of all ends of lines.
    pub(crate) fn flatten(bytes: &mut [u8]) {
        for byte in bytes {
            *byte = flat(*byte);
        }
    }

    /// Whether the key stands at `at`. False as well within the last 32 bytes, where the caller looks closer.
    #[inline(always)]
    pub(crate) fn matches(bytes: &[u8], at: usize, probe: &Probe) -> bool {
        let Some(text) = bytes.get(at..).and_then(|rest| rest.first_chunk::<{ Probe::LEN }>()) else {
            return false;
        };
        text.starts_with(probe.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_stop_wherever_it_is() {
        for stop in (0..=255u8).filter(|byte| stops(*byte)) {
            for filler in [b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                for len in 0..70 {
                    for place in 0..len {
                        let mut bytes = vec![filler; len];
                        bytes[place] = stop;
                        assert_eq!(string_end(&bytes, 0), place);
                        assert_eq!(string_end(&bytes, place), place);
                        assert_eq!(string_end(&bytes, place + 1), len);
                    }
                }
            }
        }
    }

    #[test]
    fn every_byte_stops_or_passes_as_the_grammar_says() {
        for byte in 0..=255u8 {
            for place in 0..40 {
                let mut bytes = [b'a'; 40];
                bytes[place] = byte;
                assert_eq!(
                    string_end(&bytes, 0),
                    if stops(byte) { place } else { 40 },
                    "{byte:#x} at {place}"
                );
            }
        }
    }

    #[test]
    fn a_start_past_the_end_is_the_end() {
        assert_eq!(string_end(b"abc", 9), 3);
    }

    #[test]
    fn a_key_matches_itself_and_nothing_else() {
        for field in crate::schema::DOCS.iter().flat_map(|docs| docs.shape.fields) {
            let mut text = field.key().to_vec();
            text.resize(field.key().len() + Probe::LEN, b'x');
            assert!(matches(&text, 0, &field.probe));
            for place in 0..field.key().len() {
                let mut other = text.clone();
                other[place] ^= 1;
                assert!(!matches(&other, 0, &field.probe));
            }
            assert!(!matches(&text, 1, &field.probe));
            assert!(!matches(&text, usize::MAX, &field.probe));
        }
    }
}

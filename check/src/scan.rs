//! Vectorised scans, 16 bytes at a time: the end of a string, the comparison with an expected key, and copies up to a
//! byte that needs special treatment.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wide::{block, last_block};
pub(crate) use wide::{copy_ascii, copy_flat, copy_value, matches, string_end};

use crate::shape::Probe;
use crate::spare::SpareCapacity;

/// Whether this byte ends a run of plain string content: a quote, a backslash or a control character.
const fn stops(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The bytes that are scanned or copied at a time.
pub(crate) const BLOCK: usize = 16;

/// The first byte of the line separators U+2028 and U+2029, and of many other characters.
const E2: u8 = 0xe2;

/// Scans the last bytes of the input, which are fewer than a block.
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

    use super::{BLOCK, E2, Probe, SpareCapacity, tail};

    /// The block at `at`; `None` where fewer bytes are left.
    #[inline(always)]
    pub(crate) fn block(bytes: &[u8], at: usize) -> Option<v128> {
        let block = bytes.get(at..)?.first_chunk::<BLOCK>()?;
        // SAFETY: a chunk of 16 bytes is readable for 16 bytes, and the load needs no alignment.
        Some(unsafe { v128_load(block.as_ptr().cast()) })
    }

    /// Two blocks at `at`. Most strings are ids and dates and end within two blocks, so the branch on their end is
    /// predicted well.
    #[inline(always)]
    fn blocks(bytes: &[u8], at: usize) -> Option<(v128, v128)> {
        let blocks = bytes.get(at..)?.first_chunk::<{ 2 * BLOCK }>()?.as_ptr();
        // SAFETY: a chunk of 32 bytes is readable for 32 bytes, and the loads need no alignment.
        Some(unsafe { (v128_load(blocks.cast()), v128_load(blocks.add(BLOCK).cast())) })
    }

    /// Bit n is set when byte n of the block ends a run of plain content.
    #[inline(always)]
    fn stops(block: v128) -> u32 {
        let quote = i8x16_eq(block, u8x16_splat(b'"'));
        let backslash = i8x16_eq(block, u8x16_splat(b'\\'));
        // On x86, `le` is one instruction less than `lt`.
        let control = u8x16_le(block, u8x16_splat(0x1f));
        i8x16_bitmask(v128_or(v128_or(quote, backslash), control)).into()
    }

    /// The offset of the first quote, backslash or control character from `from` on; the end of the input if there is none.
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

    /// The last bytes of the input, padded with zeros to a block.
    // Inlined: a call would spill the caller's vectors to memory.
    #[inline(always)]
    pub(crate) fn last_block(bytes: &[u8], at: usize) -> v128 {
        let mut last = [0; BLOCK];
        for (byte, left) in last.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
            *byte = *left;
        }
        // SAFETY: the array has 16 bytes, and the load needs no alignment.
        unsafe { v128_load(last.as_ptr().cast()) }
    }

    /// Copies up to the first byte for which `stops` sets the upper bit, and returns its offset.
    #[inline(always)]
    fn copy(
        bytes: &[u8],
        mut at: usize,
        spare: &mut SpareCapacity<'_>,
        stops: impl Fn(v128) -> v128,
        copy: impl Fn(v128) -> v128,
    ) -> usize {
        loop {
            // The end of the input stops the copy as well: a bit after the last byte.
            let (block, end) = match block(bytes, at) {
                Some(block) => (block, 1 << BLOCK),
                None => (last_block(bytes, at), 1 << bytes.len().saturating_sub(at)),
            };
            let mut text = [0; BLOCK];
            // SAFETY: the array has 16 bytes, and the store needs no alignment.
            unsafe { v128_store(text.as_mut_ptr().cast(), copy(block)) };
            let found = u32::from(i8x16_bitmask(stops(block))) | end;
            // Two branches, so that the address of the next block does not depend on the bit count of this one.
            if found != 1 << BLOCK {
                let run = found.trailing_zeros() as usize;
                spare.block(&text, run);
                return at + run;
            }
            spare.block(&text, BLOCK);
            at += BLOCK;
        }
    }

    /// Copies a range when it is ASCII, and returns whether it is. False too when a block around it is not, or is not there.
    #[inline(always)]
    pub(crate) fn copy_value(bytes: &[u8], from: usize, to: usize, spare: &mut SpareCapacity<'_>) -> bool {
        let mut at = from;
        loop {
            let Some(text) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) else {
                return false;
            };
            // SAFETY: a chunk of 16 bytes is readable for 16 bytes, and the load needs no alignment.
            if i8x16_bitmask(unsafe { v128_load(text.as_ptr().cast()) }) != 0 {
                return false;
            }
            if at + BLOCK >= to {
                spare.block(text, to - at);
                return true;
            }
            spare.block(text, BLOCK);
            at += BLOCK;
        }
    }

    /// Copies ASCII from `from` on, and returns where it ends.
    #[inline(always)]
    pub(crate) fn copy_ascii(bytes: &[u8], from: usize, spare: &mut SpareCapacity<'_>) -> usize {
        copy(bytes, from, spare, |block| block, |block| block)
    }

    /// Copies up to the next byte E2, with line ends as spaces, and returns its offset.
    #[inline(always)]
    pub(crate) fn copy_flat(bytes: &[u8], from: usize, spare: &mut SpareCapacity<'_>) -> usize {
        let flatten = |block| {
            let ends = v128_or(i8x16_eq(block, u8x16_splat(b'\n')), i8x16_eq(block, u8x16_splat(b'\r')));
            v128_bitselect(u8x16_splat(b' '), block, ends)
        };
        copy(bytes, from, spare, |block| i8x16_eq(block, u8x16_splat(E2)), flatten)
    }

    /// Whether the key is at `at`. Always false within the last 32 bytes; the caller then parses the key.
    #[inline(always)]
    pub(crate) fn matches(bytes: &[u8], at: usize, probe: &Probe) -> bool {
        let Some(text) = bytes.get(at..).and_then(|rest| rest.first_chunk::<{ Probe::LEN }>()) else {
            return false;
        };
        let len = u8x16_splat(probe.len);
        let differs = |offset: usize, indexes: v128| -> v128 {
            // SAFETY: both are arrays of 32 bytes, and `offset` is 0 or 16.
            let (text, key) = unsafe {
                (
                    v128_load(text.as_ptr().add(offset).cast()),
                    v128_load(probe.key.as_ptr().add(offset).cast()),
                )
            };
            v128_and(v128_xor(text, key), u8x16_lt(indexes, len))
        };
        let low = differs(0, u8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        let high = differs(BLOCK, u8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31));
        !v128_any_true(v128_or(low, high))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod wide {
    use super::{E2, Probe, SpareCapacity, tail};

    const WORD: usize = 8;
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// The offset of the first quote, backslash or control character from `from` on; the end of the input if there is none.
    #[inline(always)]
    pub(crate) fn string_end(bytes: &[u8], from: usize) -> usize {
        let mut at = from;
        while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<WORD>()) {
            let block = u64::from_le_bytes(*block);
            // The subtraction sets the high bit of a byte below the limit, and may borrow from the bytes above it. Only
            // the lowest bit set is exact, and only that one is used.
            let below = |block: u64, limit: u64| block.wrapping_sub(ONES.wrapping_mul(limit)) & !block;
            let quote = below(block ^ ONES.wrapping_mul(b'"'.into()), 1);
            let backslash = below(block ^ ONES.wrapping_mul(b'\\'.into()), 1);
            let stops = (quote | backslash | below(block, 0x20)) & HIGH;
            if stops != 0 {
                return at + stops.trailing_zeros() as usize / 8;
            }
            at += WORD;
        }
        tail(bytes, at)
    }

    /// Copies up to the first byte that `stops`, and returns its offset.
    fn copy(
        bytes: &[u8],
        mut at: usize,
        spare: &mut SpareCapacity<'_>,
        stops: impl Fn(u8) -> bool,
        copy: impl Fn(u8) -> u8,
    ) -> usize {
        while let Some(byte) = bytes.get(at)
            && !stops(*byte)
        {
            spare.put(&[copy(*byte)]);
            at += 1;
        }
        at
    }

    /// Copies a range when it is ASCII, and returns whether it is.
    pub(crate) fn copy_value(bytes: &[u8], from: usize, to: usize, spare: &mut SpareCapacity<'_>) -> bool {
        let text = bytes.get(from..to).unwrap_or_default();
        if text.is_ascii() {
            spare.text(text);
        }
        text.is_ascii()
    }

    /// Copies ASCII from `from` on, and returns where it ends.
    pub(crate) fn copy_ascii(bytes: &[u8], from: usize, spare: &mut SpareCapacity<'_>) -> usize {
        copy(bytes, from, spare, |byte| !byte.is_ascii(), |byte| byte)
    }

    /// Copies up to the next byte E2, with line ends as spaces, and returns its offset.
    pub(crate) fn copy_flat(bytes: &[u8], from: usize, spare: &mut SpareCapacity<'_>) -> usize {
        let flatten = |byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte };
        copy(bytes, from, spare, |byte| byte == E2, flatten)
    }

    /// Whether the key is at `at`. Always false within the last 32 bytes; the caller then parses the key.
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
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "takes Miri too long")]
    fn the_first_stop_is_found_at_every_offset() {
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
    fn every_byte_is_classified_as_in_the_grammar() {
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
    fn an_offset_past_the_end_finds_the_end() {
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

//! Whether bytes are text in UTF-8, for pages that no decoder looks at.

use crate::scan;

/// Whether the bytes are UTF-8.
#[must_use]
pub fn is_text(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        if scan::is_ascii_block(bytes, at) {
            at += scan::ASCII_BLOCK;
            continue;
        }
        // A stretch between two blocks of ASCII cuts no character in two.
        let start = at;
        while at < bytes.len() && !scan::is_ascii_block(bytes, at) {
            at += scan::ASCII_BLOCK;
        }
        if !is_well_formed(bytes.get(start..at.min(bytes.len())).unwrap_or_default()) {
            return false;
        }
    }
    true
}

/// Table 3-7 of the Unicode standard, one character after the other.
fn is_well_formed(mut rest: &[u8]) -> bool {
    loop {
        rest = match rest {
            [] => return true,
            [..0x80, rest @ ..]
            | [0xc2..=0xdf, 0x80..=0xbf, rest @ ..]
            | [0xe0, 0xa0..=0xbf, 0x80..=0xbf, rest @ ..]
            | [0xed, 0x80..=0x9f, 0x80..=0xbf, rest @ ..]
            | [0xe1..=0xec | 0xee..=0xef, 0x80..=0xbf, 0x80..=0xbf, rest @ ..]
            | [0xf0, 0x90..=0xbf, 0x80..=0xbf, 0x80..=0xbf, rest @ ..]
            | [0xf1..=0xf3, 0x80..=0xbf, 0x80..=0xbf, 0x80..=0xbf, rest @ ..]
            | [0xf4, 0x80..=0x8f, 0x80..=0xbf, 0x80..=0xbf, rest @ ..] => rest,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_first_two_bytes_get_the_verdict_of_std_wherever_they_stand() {
        for first in 0..=255 {
            for second in 0..=255 {
                for more in [&[][..], &[0x80], &[0x80, 0xbf], &[0xbf, 0x80, b'a'], &[0x7f], &[0xc0]] {
                    let bytes = [&[first, second], more].concat();
                    assert_eq!(is_text(&bytes), str::from_utf8(&bytes).is_ok(), "{bytes:x?}");
                }
            }
        }
    }

    #[test]
    fn text_between_blocks_of_ascii_is_looked_at_wherever_it_stands() {
        for character in ["é", "中", "😀"] {
            for before in 0..40 {
                for after in 0..40 {
                    let text = ["a".repeat(before), character.into(), "b".repeat(after)].concat();
                    assert!(is_text(text.as_bytes()), "{text}");
                    for cut in 1..character.len() {
                        let mut bytes = text.clone().into_bytes();
                        bytes.remove(before + cut);
                        assert!(!is_text(&bytes), "{before} {after} {cut}");
                    }
                }
            }
        }
    }
}

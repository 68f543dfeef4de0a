//! What the bytes between two quotes mean. Only for the few strings that the client itself reads.

/// Whether a string's inside, escapes and all, means this plain ASCII text.
#[inline(never)]
pub(crate) fn means(raw: &[u8], text: &[u8]) -> bool {
    // Nearly always so, and never with a backslash in it.
    if raw == text {
        return true;
    }
    let mut rest = raw;
    for wanted in text {
        let unit = match rest {
            [b'\\', ..] => match escape(rest) {
                Some((unit, len)) => {
                    rest = rest.get(len..).unwrap_or_default();
                    unit
                }
                None => return false,
            },
            [byte, tail @ ..] => {
                rest = tail;
                u16::from(*byte)
            }
            [] => return false,
        };
        if unit != u16::from(*wanted) {
            return false;
        }
    }
    rest.is_empty()
}

/// The string that a checked string's inside means. What no Rust string can hold (half a surrogate pair, bytes
/// that are no UTF-8) becomes U+FFFD. `None` when memory runs out.
#[must_use]
pub fn unescape(raw: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut rest = raw;
    while !rest.is_empty() {
        if let Some((character, len)) = escaped_char(rest) {
            push(&mut text, character.encode_utf8(&mut [0; 4]))?;
            rest = rest.get(len..)?;
        } else {
            // At least one byte, so that it ends on whatever bytes: a backslash here begins no known escape.
            let run = rest.iter().skip(1).take_while(|byte| **byte != b'\\').count() + 1;
            push_lossy(&mut text, rest.get(..run)?)?;
            rest = rest.get(run..)?;
        }
    }
    Some(text)
}

#[inline(never)]
fn push_lossy(text: &mut String, bytes: &[u8]) -> Option<()> {
    for chunk in bytes.utf8_chunks() {
        push(text, chunk.valid())?;
        if !chunk.invalid().is_empty() {
            push(text, "\u{fffd}")?;
        }
    }
    Some(())
}

fn push(text: &mut String, more: &str) -> Option<()> {
    text.try_reserve(more.len()).ok()?;
    text.push_str(more);
    Some(())
}

/// The character that the escape at the start of `rest` stands for, and the escape's length.
fn escaped_char(rest: &[u8]) -> Option<(char, usize)> {
    let (high, len) = escape(rest)?;
    if let 0xd800..=0xdbff = high
        && let Some((low @ 0xdc00..=0xdfff, more)) = rest.get(len..).and_then(escape)
    {
        let code = 0x10000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(low) - 0xdc00);
        return Some((char::from_u32(code)?, len + more));
    }
    Some((char::from_u32(high.into()).unwrap_or('\u{fffd}'), len))
}

/// The UTF-16 unit that the escape at the start of `rest` stands for, and the escape's length.
#[inline(never)]
fn escape(rest: &[u8]) -> Option<(u16, usize)> {
    let [b'\\', kind, tail @ ..] = rest else { return None };
    let unit = match kind {
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => 0x0a,
        b'r' => 0x0d,
        b't' => 0x09,
        b'u' => {
            let digits = tail.first_chunk::<4>()?;
            let unit = digits
                .iter()
                .try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))?;
            return Some((u16::try_from(unit).ok()?, 6));
        }
        b'"' | b'\\' | b'/' => *kind,
        _ => return None,
    };
    Some((unit.into(), 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_means_what_it_does_in_json() {
        for (raw, text) in [
            (r"plain", "plain"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u0069d", "id"),
            (r"a\u00fcb\u4E2Dc", "aüb中c"),
            (r"\ud83d\uDE00!", "😀!"),
            (r"\ud83d", "\u{fffd}"),
            (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\ud83dx", "\u{fffd}x"),
            ("", ""),
            ("中文", "中文"),
        ] {
            assert_eq!(unescape(raw.as_bytes()).as_deref(), Some(text), "{raw}");
            if text.is_ascii() {
                assert!(means(raw.as_bytes(), text.as_bytes()), "{raw}");
            }
        }
    }

    #[test]
    fn a_string_means_no_other_text() {
        for (raw, text) in
            [("ids", "id"), ("i", "id"), (r"i\u0064s", "id"), (r"\u0069", "id"), (r"i\n", "id"), ("", "id")]
        {
            assert!(!means(raw.as_bytes(), text.as_bytes()), "{raw}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_and_broken_escapes_do_no_harm() {
        for raw in [&b"\xff\xfe"[..], b"a\xc3", b"\\", b"\\u", b"\\u12", b"\\x", b"\\\xff", b"\xc3\\n\xbc"] {
            assert!(unescape(raw).is_some());
            assert!(!means(raw, b"id"));
        }
    }
}

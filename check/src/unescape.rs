//! Compares a JSON string, escapes included, with a name of the contract.

/// Whether the content of a JSON string equals this ASCII text once unescaped.
#[inline(never)]
pub(crate) fn equals(raw: &[u8], text: &[u8]) -> bool {
    // The common case: no escapes.
    if raw == text {
        return true;
    }
    let mut rest = raw;
    for expected in text {
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
        if unit != u16::from(*expected) {
            return false;
        }
    }
    rest.is_empty()
}

/// The UTF-16 unit of the escape at the start of `rest`, and the length of the escape.
#[inline(never)]
pub(crate) fn escape(rest: &[u8]) -> Option<(u16, usize)> {
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
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn every_escape_is_decoded_as_in_json() {
        for (raw, text) in [
            (r"plain", "plain"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u0069d", "id"),
            (r"i\u0064", "id"),
            ("", ""),
        ] {
            assert!(equals(raw.as_bytes(), text.as_bytes()), "{raw}");
        }
    }

    #[test]
    fn a_string_equals_no_other_text() {
        for (raw, text) in
            [("ids", "id"), ("i", "id"), (r"i\u0064s", "id"), (r"\u0069", "id"), (r"i\n", "id"), ("", "id")]
        {
            assert!(!equals(raw.as_bytes(), text.as_bytes()), "{raw}");
        }
    }

    #[test]
    fn invalid_utf8_and_malformed_escapes_equal_nothing() {
        for raw in [&b"\xff\xfe"[..], b"a\xc3", b"\\", b"\\u", b"\\u12", b"\\x", b"\\\xff", b"\xc3\\n\xbc"] {
            assert!(!equals(raw, b"id"));
        }
    }
}

//! The grammar is exactly that of `JSON.parse`.

use kombo_edge_check::{DecodeError, check_json};
use serde::de::IgnoredAny;
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope, oracle, sample};

/// Compares both checks with `serde_json`. With `IgnoredAny` it accepts lone surrogates, numbers out of range and
/// invalid UTF-8, as the check does.
pub(crate) fn agree(bytes: &[u8]) {
    agree_on_json(bytes);
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        oracle::compare(bytes, &value);
    }
}

fn agree_on_json(bytes: &[u8]) {
    let parsed = serde_json::from_slice::<IgnoredAny>(bytes);
    let text = || String::from_utf8_lossy(bytes);
    // serde_json does not accept a byte order mark.
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    if !marked {
        assert_eq!(check_json(bytes).is_none(), parsed.is_ok(), "{}", text());
        assert_eq!(check_page(bytes).is_err_and(|error| error.is_syntax()), parsed.is_err(), "{}", text());
    }
}

/// A page with every kind of value, small enough to test each change of each byte.
const SMALL: &str = concat!(
    r#"{"status":"success","data":{"next":"c1","results":[{"id":"a\n","confidential":true,"phone_numbers":"#,
    r#"[{"phone_number":"\u0031","type":null}],"location":{},"custom_fields":{"k":[-1.5e+3,false,{}]},"#,
    r#""integration_fields":[{"id":"f","value":[0]}],"applications":[{"id":"p","current_stage":{"id":"s","index":2}"#,
    r#","job":null}],"tags":[]},{"id":"ü"} ]}}"#
);

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn every_change_of_one_byte_agrees_with_serde_json() {
    agree(SMALL.as_bytes());
    for place in 0..SMALL.len() {
        let mut bytes = SMALL.as_bytes().to_vec();
        for byte in 0..=255 {
            bytes[place] = byte;
            agree_on_json(&bytes);
            // The oracle is slow, so each offset is compared for a sixteenth of the bytes and the structural ones.
            if usize::from(byte) % 16 == place % 16 || b"\",:{}[]\\ n0".contains(&byte) {
                agree(&bytes);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn every_byte_removed_or_doubled_agrees_with_serde_json() {
    for place in 0..SMALL.len() {
        let mut bytes = SMALL.as_bytes().to_vec();
        let byte = bytes.remove(place);
        agree(&bytes);
        bytes.insert(place, byte);
        bytes.insert(place, byte);
        agree(&bytes);
    }
}

#[test]
fn a_page_cut_off_anywhere_is_a_syntax_flaw_at_its_end() {
    let page = sample::page(2);
    check_page(page.as_bytes()).unwrap();
    for cut in 0..page.len() {
        let Err(DecodeError::Syntax { offset, found, .. }) = check_page(&page.as_bytes()[..cut]) else {
            panic!("cut at {cut}");
        };
        assert_eq!((offset, found), (cut, "the end of the input"));
    }
}

#[test]
fn a_page_cut_off_anywhere_within_short_buffers_never_panics() {
    // Each truncation has a buffer of its own, so that a sanitizer detects reads past the end.
    let page = sample::page(1);
    for cut in 0..page.len() {
        let bytes: Box<[u8]> = page.as_bytes()[..cut].into();
        assert!(check_json(&bytes).is_some_and(|error| error.is_syntax()));
    }
}

#[test]
fn the_flaw_says_what_was_expected_and_what_stands_there() {
    for (text, offset, expected, found) in [
        ("", 0, "a value", "the end of the input"),
        ("<html>", 0, "a value", "something else"),
        ("{x", 1, "a key", "something else"),
        ("{,", 1, "a key", "something else"),
        ("{\"a\":1,}", 7, "a key", "something else"),
        ("{\"a\" 1}", 5, "`:`", "something else"),
        ("{\"a\":1 2}", 7, "`,` or `}`", "something else"),
        ("[1}", 2, "`,` or `]`", "something else"),
        ("[1,]", 3, "a value", "something else"),
        ("nulL", 3, "null", "something else"),
        ("-x", 1, "a digit", "something else"),
        ("1.", 2, "a digit", "the end of the input"),
        ("1ex", 2, "a digit", "something else"),
        ("\"\\x\"", 2, "an escape sequence", "something else"),
        ("\"\\u12g4\"", 5, "a hexadecimal digit", "something else"),
        ("\"\n\"", 1, "no control character in a string", "something else"),
        ("\"abc", 4, "the end of the string", "the end of the input"),
        ("{} {}", 3, "the end of the input", "something else"),
    ] {
        let error = DecodeError::Syntax { offset, expected, found };
        assert_eq!(check_json(text.as_bytes()), Some(error.clone()), "{text}");
        assert_eq!(check_page(text.as_bytes()).unwrap_err(), error, "{text}");
    }
}

#[test]
fn white_space_is_skipped_everywhere_that_json_allows_it() {
    let page = sample::page(3);
    let value: Value = serde_json::from_str(&page).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    oracle::compare(pretty.as_bytes(), &value);
    for space in [" ", "\n", "\t", "\r", "\r\n  \t"] {
        let spaced = pretty.replace('\n', space).replace(": ", &format!("{space}:{space}"));
        let spaced = format!("{space}{spaced}{space}");
        let value: Value = serde_json::from_str(&spaced).unwrap();
        oracle::compare(spaced.as_bytes(), &value);
    }
    for other in ["\u{b}", "\u{c}", "\u{a0}", "\u{2028}", "\u{feff}", "\0"] {
        assert!(check_page(format!("{{{other}}}").as_bytes()).unwrap_err().is_syntax());
    }
}

#[test]
fn one_byte_order_mark_is_skipped() {
    let page = envelope("{\"id\":\"a\"}");
    let marked = format!("\u{feff}{page}");
    let found = check_page(marked.as_bytes()).unwrap();
    assert_eq!(marked.get(found.span(0).unwrap()), Some("{\"id\":\"a\"}"));
    assert_eq!(crate::rewritten(marked.as_bytes(), false), crate::rewritten(page.as_bytes(), false));
    assert_eq!(check_json(marked.as_bytes()), None);
    assert!(check_json(format!("\u{feff}{marked}").as_bytes()).unwrap().is_syntax());
}

#[test]
fn json_that_only_json_parse_accepts_is_accepted() {
    for text in
        [r#""\ud800""#, r#""\udc00\ud800""#, "1e999", "-1e999", "1e-999", "[0.00000000000000000000001]", "-0"]
    {
        assert_eq!(check_json(text.as_bytes()), None, "{text}");
        let page = envelope(&format!(r#"{{"custom_fields":{{"a":{text}}}}}"#));
        assert!(check_page(page.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn invalid_utf8_is_left_to_the_rewrite() {
    let mut page = envelope(r#"{"id":"?","custom_fields":{"?":"?"}}"#).into_bytes();
    for byte in &mut page {
        if *byte == b'?' {
            *byte = 0xff;
        }
    }
    let found = check_page(&page).unwrap();
    assert_eq!(&page[found.id(&page, 0).unwrap()], b"\"\xff\"");
}

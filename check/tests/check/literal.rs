//! The canonical form of strings.

use kombo_edge_check::ascii_literal;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope};

fn literal(json: &str) -> Option<String> {
    ascii_literal(json.as_bytes(), usize::MAX)
}

#[test]
fn equal_strings_have_equal_literals() {
    for (canonical, others) in [
        (r#""""#, &[][..]),
        (r#"" ~az09/""#, &[r#"" \u007eaz\u0030\u0039\/""#]),
        (r#""\"\\""#, &[r#""\u0022\u005c""#, r#""\u0022\u005C""#]),
        (
            r#""\u000a\u000d\u0009\u0008\u000c\u0000\u001f\u007f""#,
            &["\"\\n\\r\\t\\b\\f\\u0000\\u001F\u{7f}\""],
        ),
        (r#""\u00fc\u4e2d\ufeff\uffff""#, &["\"ü中\u{feff}\u{ffff}\"", r#""\u00FC\u4E2D\uFEFF\uFFFF""#]),
        (r#""a\ud83d\ude00b""#, &[r#""a😀b""#, r#""a\uD83D\uDE00b""#]),
        (r#""\ud800""#, &[r#""\uD800""#]),
        (r#""\udc00\ud800x""#, &[r#""\uDC00\uD800x""#]),
        (r#""\ud800\ud800\udc00""#, &["\"\\ud800\u{10000}\""]),
        (r#""\ud83d\u00e9""#, &[r#""\ud83dé""#]),
    ] {
        for json in others.iter().chain([&canonical]) {
            assert_eq!(literal(json).as_deref(), Some(canonical), "{json}");
        }
    }
}

#[test]
fn a_literal_has_the_value_of_its_string() {
    for first in ('\0'..=char::MAX).step_by(53) {
        let text: String = [first, 'a', first, '"', '\\', first].into_iter().collect();
        let json = serde_json::to_string(&text).unwrap();
        let literal = literal(&json).unwrap();
        assert!(literal.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{literal}");
        assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), text);
    }
}

#[test]
fn a_literal_is_cut_by_units_and_never_within_a_pair() {
    for json in ["\"ab😀c\\ud83d\\ude00d\\ud83de\\n\"", "\"ab\\ud83d\\ude00c😀d\\ud83de\\n\""] {
        for (most, cut) in [
            (0, r#""""#),
            (1, r#""a""#),
            (2, r#""ab""#),
            (3, r#""ab""#),
            (4, r#""ab\ud83d\ude00""#),
            (5, r#""ab\ud83d\ude00c""#),
            (6, r#""ab\ud83d\ude00c""#),
            (7, r#""ab\ud83d\ude00c\ud83d\ude00""#),
            (9, r#""ab\ud83d\ude00c\ud83d\ude00d\ud83d""#),
            (11, r#""ab\ud83d\ude00c\ud83d\ude00d\ud83de\u000a""#),
            (12, r#""ab\ud83d\ude00c\ud83d\ude00d\ud83de\u000a""#),
        ] {
            assert_eq!(ascii_literal(json.as_bytes(), most).as_deref(), Some(cut), "{json} {most}");
        }
    }
    // The low surrogate comes after the most bytes that the units before it can take.
    assert_eq!(ascii_literal(br#""\u0061\ud83d\ude00""#, 2).as_deref(), Some(r#""a""#));
    // Surrogates that do not form a pair.
    for json in [br#""\ud800\ud801""#, br#""\udc00\udc01""#, br#""\udc00\ud800""#] {
        assert_eq!(ascii_literal(json, 1).unwrap().as_bytes(), [&json[..7], b"\""].concat());
    }
}

#[test]
fn only_strings_in_utf8_have_a_literal() {
    for bytes in
        [&b""[..], b"\"", b"x", b"\"x", b"x\"", b"5", b"null", b"{}", b"\"\\\"", b"\"\\x\"", b"\"\\u12\""]
    {
        assert_eq!(ascii_literal(bytes, 100), None, "{bytes:?}");
    }
    for first in 0x80..=0xff {
        for more in [&[][..], &[0x80], &[0x80, 0x80], &[0xa0, 0x80], &[0x90, 0x80, 0xbf], b"x"] {
            let bytes = [b"\"ab", &[first][..], more, b"c\""].concat();
            assert_eq!(ascii_literal(&bytes, 100).is_some(), str::from_utf8(&bytes).is_ok(), "{bytes:x?}");
        }
    }
}

#[test]
fn the_memory_for_a_literal_depends_on_its_cut() {
    let json = format!("\"{}\"", "ü".repeat(1 << 20));
    let kept = ascii_literal(json.as_bytes(), 256).unwrap();
    assert_eq!(kept.len(), 256 * 6 + 2);
    assert!(kept.capacity() < 2_000);
}

#[test]
fn an_id_is_returned_as_a_literal() {
    let page = envelope(r#"{"id":"\u00fcx"},{"id":"a","id":"b😀c"},{"id":5},{},"id""#);
    let found = check_page(page.as_bytes()).unwrap();
    let ids: Vec<_> = (0..6).map(|record| found.id_literal(page.as_bytes(), record, 2)).collect();
    let ids: Vec<_> = ids.iter().map(Option::as_deref).collect();
    assert_eq!(ids, [Some(r#""\u00fcx""#), Some(r#""b""#), None, None, None, None]);
}

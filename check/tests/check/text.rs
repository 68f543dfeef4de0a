//! Rewritten pages: as ASCII of the same meaning, and as lines.

use kombo_edge_check::{CheckOptions, Page, Select, WriteError, is_utf8};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope, from_rows, rewritten, sample};

/// Asserts that the rewritten page is ASCII and has the same value.
#[track_caller]
fn same(page: &str) {
    let text = rewritten(page.as_bytes(), false);
    assert!(text.is_ascii());
    let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    let expected = parse(page.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(parse(&text), expected);
    assert_eq!(from_rows(page.as_bytes(), false), expected);
}

/// A valid page that contains this text as a value and as a key.
fn around(inside: &str) -> String {
    sample::page(1).replacen(r#""notice_period":"#, &format!(r#""{inside}":["{inside}"],"x":"#), 1)
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn every_character_has_the_same_value_in_ascii() {
    let all: Vec<char> = ('\u{80}'..=char::MAX).collect();
    for characters in all.chunks(9_973) {
        same(&around(&characters.iter().collect::<String>()));
        // Each between ASCII, so that runs of both kinds have all lengths.
        let apart: String = characters
            .iter()
            .step_by(97)
            .flat_map(|c| ["", "a", "bc"].map(|s| (*c, s)))
            .map(|(c, s)| format!("{c}{s}"))
            .collect();
        same(&around(&apart));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn a_character_has_the_same_value_at_every_offset() {
    for character in ["é", "߿", "ࠀ", "中", "\u{ffff}", "\u{10000}", "😀", "\u{10ffff}"] {
        for before in 0..40 {
            for row in 1..=3 {
                let inside =
                    format!("{}{}{}", "x".repeat(before), character.repeat(row), "y".repeat(before / 3));
                same(&around(&inside));
            }
        }
    }
}

#[test]
fn escapes_are_kept() {
    for escapes in [r"\u00e9", r"\ud83d\ude00", r"\ud83d", r"\ude00\ud83d", r#"\"\\\/\b\f\n\r\t"#, r"\u2028"]
    {
        let page = envelope(&format!(r#"{{"x":"{escapes}é{escapes}","{escapes}":1}}"#));
        let written = String::from_utf8(rewritten(page.as_bytes(), false)).unwrap();
        assert!(
            written.contains(&format!(r#"{{"x":"{escapes}\u00e9{escapes}","{escapes}":1,"#)),
            "{written}"
        );
    }
}

#[test]
fn a_byte_order_mark_and_white_space_are_left_out() {
    for page in [format!("\u{feff}{}", sample::page(3)), format!(" \n{}\t ", sample::page(3))] {
        same(&page);
    }
}

fn select() -> Select {
    Select::NONE.with(b"id").and_then(|select| select.with(b"last_name")).unwrap()
}

fn in_rows(bytes: &[u8]) -> Page {
    let options = CheckOptions { select: Select::ALL, check_numbers: true, rows: true };
    kombo_edge_check::check_page(bytes, options).unwrap()
}

fn selected(bytes: &[u8]) -> Page {
    kombo_edge_check::check_page(bytes, CheckOptions { select: select(), check_numbers: true, rows: false })
        .unwrap()
}

#[test]
fn lines_are_written_in_place_when_only_the_commas_change() {
    let whole = sample::page(2).replace("Berlin", "Zürich – 中😀");
    for (page, skip, in_place) in [
        (whole.clone(), false, true),
        (whole.clone(), true, true),
        (format!("\u{feff}{whole} "), false, true),
        (whole.replace("},{\"id\":", "}, {\"id\":"), false, false),
        (whole.replace("\":", "\":\n"), false, false),
        (whole.replace("\":", "\":\r"), false, false),
        (whole.replace("Zürich", "a\u{2028}b"), false, false),
        (whole.replace("Zürich", "a\u{2029}b"), false, false),
        // Repaired; kept; skipped.
        (whole.replace("\"tags\":", "\"other\":"), false, false),
        (envelope("5,{\"id\":1}"), false, false),
        (envelope("5,6"), false, true),
        (envelope("5,6"), true, false),
        (envelope(""), false, false),
    ] {
        let bytes = page.clone().into_bytes();
        let (found, place) = (check_page(&bytes).unwrap(), bytes.as_ptr_range());
        let lines = found.lines(bytes, skip).unwrap();
        assert_eq!(place.contains(&lines.as_bytes().as_ptr()), in_place, "{page}");
        let parse = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap();
        let expected = parse(&rewritten(page.as_bytes(), skip));
        let lines: Vec<Value> = lines.as_bytes().split_inclusive(|byte| *byte == b'\n').map(parse).collect();
        assert_eq!(expected["data"]["results"], Value::from(lines), "{page}");
    }
}

/// A page with `?` in every kind of place: in selected and other fields, in invalid records, and around the records.
const PLACES: &str = concat!(
    r#"{"?":1,"status":"success","data":{"x":"?","next":"?","results":[{"id":"?","last_name":"?","x":"?"},"#,
    r#"{"id":1,"last_name":"?","?":[]},"?",{"custom_fields":{"?":"?"}}],"y":["?"]},"z":"?"}"#
);

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn invalid_utf8_is_rejected_in_every_place() {
    let mut samples: Vec<Vec<u8>> = Vec::new();
    for first in 0x80..=0xff {
        for second in [0x20, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff] {
            samples.extend(
                [&[][..], &[0x80], &[0xbf, 0x80], &[0x80, 0xbf, 0x80]]
                    .map(|more| [&[first, second][..], more].concat()),
            );
        }
        samples.push(vec![first]);
    }
    for (place, _) in PLACES.match_indices('?') {
        for sample in &samples {
            let bytes = [&PLACES.as_bytes()[..place], sample, &PLACES.as_bytes()[place + 1..]].concat();
            let error = str::from_utf8(&bytes).err().map(|_| WriteError::NotUtf8);
            assert_eq!(is_utf8(&bytes), error.is_none());
            for found in [check_page(&bytes).unwrap(), in_rows(&bytes), selected(&bytes)] {
                for skip in [false, true] {
                    assert_eq!(found.clone().text(bytes.clone(), skip).err(), error, "{bytes:x?}");
                    assert_eq!(found.clone().lines(bytes.clone(), skip).err(), error, "{bytes:x?}");
                }
            }
        }
    }
}

#[test]
fn lines_keep_the_characters_of_the_server() {
    let page = envelope("{\"id\":\"ü中😀\\u00e9\",\r\n \"x\":\n[\"é\"]\r}\n,\n5");
    let lines = selected_lines(&page, Select::ALL);
    assert!(lines.starts_with("{\"id\":\"ü中😀\\u00e9\",   \"x\": [\"é\"] ,\"remote_id\":null,"), "{lines}");
    assert!(lines.ends_with("}\n5\n"));
    assert_eq!(selected_lines(&page, select()), "{\"id\":\"ü中😀\\u00e9\",\"last_name\":null}\n5\n");
}

fn selected_lines(page: &str, select: Select) -> String {
    let found = kombo_edge_check::check_page(
        page.as_bytes(),
        CheckOptions { select, check_numbers: false, rows: false },
    )
    .unwrap();
    String::from_utf8(found.lines(page.into(), false).unwrap().as_bytes().to_vec()).unwrap()
}

#[test]
fn lines_contain_no_line_separators() {
    for before in 0..40 {
        for (character, escape) in [
            ("\u{2028}", Some(r"\u2028")),
            ("\u{2029}", Some(r"\u2029")),
            ("\u{2027}", None),
            ("\u{202a}", None),
            ("€", None),
            ("\u{2828}", None),
            ("\u{2128}", None),
            ("â\u{80}¨", None),
        ] {
            for row in [1, 2] {
                let inside = |character: &str| {
                    format!("{}{}{}", "x".repeat(before), character.repeat(row), "y".repeat(before / 3))
                };
                let page =
                    |inside: String| envelope(&format!(r#"{{"{inside}":"{inside}","id":"{inside}"}}"#));
                let raw = page(inside(character));
                let expected = page(inside(escape.unwrap_or(character)));
                assert_eq!(selected_lines(&raw, Select::ALL), selected_lines(&expected, Select::ALL));
                assert_eq!(selected_lines(&raw, select()), selected_lines(&expected, select()));
                assert!(selected_lines(&raw, select()).contains(&inside(escape.unwrap_or(character))));
                assert!(!selected_lines(&raw, Select::ALL).contains(['\u{2028}', '\u{2029}']));
            }
        }
    }
}

//! The envelope is strict.

use kombo_edge_check::{DecodeError, Found};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope};

fn envelope_error(text: &str) -> Option<(&'static str, &'static str, Found)> {
    match check_page(text.as_bytes()) {
        Ok(_) => None,
        Err(DecodeError::Envelope { path, expected, found }) => Some((path, expected, found)),
        Err(other) => panic!("{other:?}: {text}"),
    }
}

#[test]
fn each_breach_is_reported_with_its_path_and_kinds() {
    let data = r#""data":{"next":null,"results":[]}"#;
    let status = r#""status":"success""#;
    let next = "non-empty string or null";
    for (text, path, expected, found) in [
        ("[]".into(), "$", "object", Found::Array),
        ("null".into(), "$", "object", Found::Null),
        ("\"success\"".into(), "$", "object", Found::String),
        (" 5 ".into(), "$", "object", Found::Number),
        ("true".into(), "$", "object", Found::Bool),
        ("{}".into(), "$.status", "\"success\"", Found::Missing),
        (format!("{{{data}}}"), "$.status", "\"success\"", Found::Missing),
        (format!(r#"{{"status":"error",{data}}}"#), "$.status", "\"success\"", Found::String),
        (format!(r#"{{"status":"Success",{data}}}"#), "$.status", "\"success\"", Found::String),
        (format!(r#"{{"status":true,{data}}}"#), "$.status", "\"success\"", Found::Bool),
        (format!("{{{status}}}"), "$.data", "object", Found::Missing),
        (format!(r#"{{{status},"data":null}}"#), "$.data", "object", Found::Null),
        (format!(r#"{{{status},"data":[]}}"#), "$.data", "object", Found::Array),
        (format!(r#"{{{status},"data":{{"next":null}}}}"#), "$.data.results", "array", Found::Missing),
        (
            format!(r#"{{{status},"data":{{"next":null,"results":null}}}}"#),
            "$.data.results",
            "array",
            Found::Null,
        ),
        (
            format!(r#"{{{status},"data":{{"next":null,"results":{{}}}}}}"#),
            "$.data.results",
            "array",
            Found::Object,
        ),
        (format!(r#"{{{status},"data":{{"results":[]}}}}"#), "$.data.next", next, Found::Missing),
        (format!(r#"{{{status},"data":{{"next":"","results":[]}}}}"#), "$.data.next", next, Found::String),
        (format!(r#"{{{status},"data":{{"next":0,"results":[]}}}}"#), "$.data.next", next, Found::Number),
        (format!(r#"{{{status},"data":{{"next":false,"results":[]}}}}"#), "$.data.next", next, Found::Bool),
    ] {
        assert_eq!(envelope_error(&text), Some((path, expected, found)), "{text}");
    }
}

#[test]
fn members_may_have_any_order_and_unknown_ones_are_ignored() {
    for text in [
        r#"{"data":{"results":[],"next":null},"status":"success"}"#,
        r#"{"x":[{"status":"error"}],"status":"success","data":{"total":5,"results":[],"next":null,"y":{}},"z":null}"#,
        r#"{"\u0073tatus":"\u0073uccess","dat\u0061":{"r\u0065sults":[],"n\u0065xt":null}}"#,
    ] {
        assert_eq!(envelope_error(text), None, "{text}");
    }
}

#[test]
fn the_last_of_duplicate_members_counts() {
    let good = r#""status":"success","data":{"next":null,"results":[]}"#;
    assert_eq!(envelope_error(&format!(r#"{{"status":1,"data":2,{good}}}"#)), None);
    assert_eq!(
        envelope_error(r#"{"status":"success","data":{"next":1,"results":2,"next":null,"results":[]}}"#),
        None
    );
    assert_eq!(
        envelope_error(&format!(r#"{{{good},"status":null}}"#)),
        Some(("$.status", "\"success\"", Found::Null))
    );
    assert_eq!(envelope_error(&format!(r#"{{{good},"data":1}}"#)), Some(("$.data", "object", Found::Number)));
    assert_eq!(
        envelope_error(&format!(r#"{{{good},"data":{{}}}}"#)),
        Some(("$.data.results", "array", Found::Missing))
    );
    assert_eq!(
        envelope_error(r#"{"status":"success","data":{"next":null,"results":[],"results":1}}"#),
        Some(("$.data.results", "array", Found::Number))
    );
}

#[test]
fn an_envelope_at_violation_that_is_cut_off_is_cut_off_first_of_all() {
    assert!(check_page(br#"{"status":"error","data":[]"#).unwrap_err().is_syntax());
    assert!(check_page(b"[]]").unwrap_err().is_syntax());
}

#[test]
fn the_cursor_is_read_as_json_parse_reads_it() {
    for (raw, cursor) in [
        (r#""abc=""#, Some("abc=")),
        (r#""\u0061\"\\\/\n""#, Some("a\"\\/\n")),
        (r#""\ud83d\ude00ü""#, Some("😀ü")),
        (r#"" ""#, Some(" ")),
        ("null", None),
    ] {
        let page = format!(r#"{{"status":"success","data":{{"results":[],"next":{raw}}}}}"#);
        let next = check_page(page.as_bytes()).unwrap().next;
        assert_eq!(crate::text(page.as_bytes(), next).as_deref(), cursor, "{raw}");
    }
}

#[test]
fn an_empty_page_may_have_a_next_page() {
    let text = br#"{"status":"success","data":{"next":"c","results":[ ]}}"#;
    let page = check_page(text).unwrap();
    assert_eq!(crate::text(text, page.next.clone()).as_deref(), Some("c"));
    assert_eq!((page.records(), page.is_unchanged()), (0, true));
    assert_eq!(check_page(envelope("").as_bytes()).unwrap().records(), 0);
}

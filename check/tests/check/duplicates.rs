//! Of duplicate members the last one counts, as in `JSON.parse`.

use kombo_edge_check::{CheckOptions, Select};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope, oracle, violations};

/// The violations of a record, absent fields aside.
fn own_violations(record: &str) -> Vec<String> {
    let page = envelope(record);
    let value = serde_json::from_str(&page).unwrap();
    oracle::compare(page.as_bytes(), &value);
    violations(page.as_bytes()).into_iter().filter(|violation| !violation.ends_with("nothing")).collect()
}

#[test]
fn a_repeated_field_retracts_its_violations() {
    for (record, expected) in [
        (r#"{"id":1,"id":"a"}"#, &[][..]),
        (r#"{"id":1,"id":"a","id":"b"}"#, &[]),
        (r#"{"tags":[{"id":1},{}],"tags":null,"tags":[],"tags":[{"id":"a"}],"tags":null}"#, &[]),
        (r#"{"id":"a","id":1}"#, &["0 $.id: string, not number"]),
        (r#"{"id":1,"id":null}"#, &["0 $.id: string, not null"]),
        (r#"{"id":1,"i\u0064":"a"}"#, &[]),
        (r#"{"tags":[1,2,{"id":3}],"tags":[]}"#, &[]),
        (
            r#"{"tags":[1,2],"source":4,"tags":[{"id":"a"},{"id":5}]}"#,
            &["0 $.source: string or null, not number", "0 $.tags[1].id: string, not number"],
        ),
        (r#"{"applications":[{"id":1,"id":"a","job":{"id":2,"id":3},"job":{"id":"b"}}]}"#, &[]),
        (
            r#"{"applications":[{"job":{"id":2}}],"source":1,"applications":[{"id":7}],"source":"x"}"#,
            &["0 $.applications[0].id: string, not number"],
        ),
        (r#"{"location":{"city":1},"location":5,"location":{"city":null}}"#, &[]),
        (r#"{"unknown":1,"unknown":{"id":2}}"#, &[]),
    ] {
        assert_eq!(own_violations(record), expected, "{record}");
    }
}

#[test]
fn a_retraction_keeps_the_violations_of_other_records() {
    let page = envelope(r#"{"id":1},{"id":2,"id":"b"},{"id":3}"#);
    let ids: Vec<_> =
        violations(page.as_bytes()).into_iter().filter(|violation| violation.contains("$.id")).collect();
    assert_eq!(ids, ["0 $.id: string, not number", "2 $.id: string, not number"]);
}

#[test]
fn retracted_violations_leave_the_list_to_others() {
    let page = envelope(&format!(r#"{{{}}},{{"id":2}}"#, vec![r#""id":1"#; 1500].join(",")));
    let listed = violations(page.as_bytes());
    assert_eq!(listed.iter().filter(|violation| *violation == "0 $.id: string, not number").count(), 1);
    assert_eq!(listed.len(), check_page(page.as_bytes()).unwrap().violation_count as usize);
}

#[test]
fn the_last_results_count() {
    for page in [
        r#"{"status":"success","data":{"next":null,"results":[{"id":1},2,3],"results":[{"id":"a"}]}}"#,
        r#"{"status":"success","data":{"results":[{"id":1}],"next":"x"},"data":{"next":null,"results":[{"id":"a"}]}}"#,
        r#"{"status":"success","data":{"next":null,"results":[{"id":1}],"results":4,"results":[{"id":"a"}]}}"#,
    ] {
        let value = serde_json::from_str(page).unwrap();
        oracle::compare(page.as_bytes(), &value);
        let found = check_page(page.as_bytes()).unwrap();
        assert_eq!((found.records(), found.next.clone()), (1, None));
        assert_eq!(crate::text(page.as_bytes(), found.id(page.as_bytes(), 0)).as_deref(), Some("a"));
    }
}

#[test]
fn the_last_id_is_that_of_the_record() {
    for (record, id) in [
        (r#"{"id":"a","id":"b"}"#, Some("b")),
        (r#"{"id":"a","\u0069d":"c"}"#, Some("c")),
        (r#"{"id":"a","id":5}"#, None),
        (r#"{"x":{"id":"y"}}"#, None),
        (r#"{"id":"\u00fc\n"}"#, Some("ü\n")),
        (r#"["id"]"#, None),
        (r#""id""#, None),
    ] {
        let page = envelope(record);
        // With and without a selection of it.
        for select in [Select::ALL, Select::NONE, Select::NONE.with(b"id").unwrap()] {
            let options = CheckOptions { select, check_numbers: true, rows: false };
            let at = kombo_edge_check::check_page(page.as_bytes(), options).unwrap().id(page.as_bytes(), 0);
            assert_eq!(crate::text(page.as_bytes(), at).as_deref(), id, "{record}");
        }
    }
}

//! Numbers that JavaScript cannot represent are listed, but do not break the contract.

use kombo_edge_check::{CheckOptions, Select};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope, nulls_but, violations};

const HUGE: &str = "9007199254740993";

/// A valid record with these members at its end.
fn record(members: &str) -> String {
    format!(r#"{{"id":"a",{},{members}}}"#, nulls_but(&[]))
}

/// The paths of the listed numbers of a record with these members.
fn listed(members: &str) -> Vec<String> {
    let page = envelope(&record(members));
    let found = check_page(page.as_bytes()).unwrap();
    assert_eq!(found.violation_count as usize, found.violations.len());
    violations(page.as_bytes())
        .into_iter()
        .filter_map(|violation| {
            let number = violation.strip_suffix(": a number that JavaScript can hold, not number");
            number.and_then(|violation| violation.strip_prefix("0 ")).map(str::to_owned)
        })
        .collect()
}

#[test]
fn a_number_is_listed_once_for_the_field_that_holds_it() {
    for (members, expected) in [
        (r#""custom_fields":{"a":N}"#, &["$.custom_fields"][..]),
        (r#""custom_fields":{"a":[1,{"b":N}],"c":N}"#, &["$.custom_fields"]),
        (r#""remote_data":{"/x":{"id":N}}"#, &["$.remote_data"]),
        (
            r#""integration_fields":[{"value":N},{"value":1},{"value":[N]}]"#,
            &["$.integration_fields[0].value", "$.integration_fields[2].value"],
        ),
        (r#""x":N"#, &["$"]),
        (r#""x":N,"y":[N],"z":{}"#, &["$"]),
        (r#""x":N,"custom_fields":{"a":N}"#, &["$.custom_fields", "$"]),
        (r#""location":{"x":{"y":N}}"#, &["$.location"]),
        (r#""applications":[{"x":N,"job":{"y":N}}]"#, &["$.applications[0].job", "$.applications[0]"]),
        (r#""applications":[{"current_stage":{"index":N}}]"#, &["$.applications[0].current_stage.index"]),
        (r#""first_name":N"#, &["$.first_name"]),
        (r#""tags":[N]"#, &["$.tags[0]"]),
        (r#""custom_fields":{"a":1,"b":[0.1,2e5],"N":"N"}"#, &[]),
    ] {
        for number in [HUGE, "-1e400", "1e-400"] {
            assert_eq!(listed(&members.replace('N', number)), expected, "{members} {number}");
        }
        assert_eq!(listed(&members.replace('N', "9007199254740991")), [""; 0]);
    }
}

#[test]
fn a_record_that_is_a_number_is_listed_too() {
    let page = envelope(HUGE);
    assert_eq!(
        violations(page.as_bytes()),
        ["0 $: a number that JavaScript can hold, not number", "0 $: object, not number"]
    );
}

#[test]
fn a_record_with_such_a_number_is_valid_and_not_skipped() {
    let page = envelope(&record(&format!(r#""custom_fields":{{"a":{HUGE}}}"#)));
    let found = check_page(page.as_bytes()).unwrap();
    assert_eq!((found.violations.len(), found.violation_count, found.invalid.len()), (1, 1, 0));
    for text in
        [found.clone().text(page.clone().into_bytes(), true), found.lines(page.clone().into_bytes(), true)]
    {
        assert!(str::from_utf8(text.unwrap().as_bytes()).unwrap().contains(HUGE));
    }
}

#[test]
fn numbers_are_not_listed_without_the_option() {
    let page = envelope(&format!(r#"{},{{"id":{HUGE}}}"#, record(&format!(r#""x":{HUGE}"#))));
    let found = kombo_edge_check::check_page(
        page.as_bytes(),
        CheckOptions { select: Select::ALL, check_numbers: false, rows: false },
    )
    .unwrap();
    assert!(
        found.violations.iter().all(|violation| violation.expected != kombo_edge_check::Violation::NUMBER)
    );
    assert_eq!((found.violation_count, found.invalid), (18, vec![1]));
}

#[test]
fn a_repeated_field_retracts_its_numbers() {
    assert_eq!(listed(&format!(r#""custom_fields":{{"a":{HUGE}}},"custom_fields":{{"a":1}}"#)), [""; 0]);
    assert_eq!(listed(&format!(r#""custom_fields":{{}},"custom_fields":[{HUGE}]"#)), ["$.custom_fields"]);
    assert_eq!(
        listed(&format!(r#""applications":[{{"x":{HUGE},"job":[{HUGE}],"job":null}}]"#)),
        ["$.applications[0]"]
    );
}

#[test]
fn numbers_around_the_records_are_not_listed() {
    let page = format!(
        r#"{{"x":{HUGE},"data":{{"a":{HUGE},"results":[{},{}],"b":{HUGE},"next":null}},"status":"success","y":1e400}}"#,
        record(""),
        record("")
    )
    .replace(",}", "}");
    let found = check_page(page.as_bytes()).unwrap();
    assert_eq!((found.records(), found.violation_count), (2, 0));
}

#[test]
fn numbers_between_two_arrays_of_records_are_not_listed() {
    let page = format!(
        r#"{{"status":"success","data":{{"results":[],"x":{HUGE},"results":[{}],"next":null}}}}"#,
        record(r#""custom_fields":{"a":1},"tags":[]"#)
    );
    assert_eq!(check_page(page.as_bytes()).unwrap().violation_count, 0);
}

#[test]
fn numbers_beyond_the_list_are_counted() {
    let records = vec![record(&format!(r#""custom_fields":{{"a":{HUGE}}},"x":1e999"#)); 1_000].join(",");
    let page = envelope(&records);
    let found = check_page(page.as_bytes()).unwrap();
    assert_eq!((found.violations.len(), found.violation_count, found.invalid.len()), (1_000, 2_000, 0));
}

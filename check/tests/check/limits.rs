//! The limits of depth and number.

use kombo_edge_check::{
    DecodeError, MAX_DEPTH, MAX_EXTRA_REPAIR_BYTES, MAX_RECORDS, MAX_VIOLATIONS, check_error, check_json,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{check_page, envelope, nulls_but};

/// Nested containers; the letters of `kinds` (`a` array, `o` object) give their kinds in turn.
fn nested(levels: usize, kinds: &str) -> String {
    let kinds: Vec<char> = kinds.chars().cycle().take(levels).collect();
    let open = |kind: &char| if *kind == 'a' { "[" } else { "{\"k\":" };
    let close = |kind: &char| if *kind == 'a' { "]" } else { "}" };
    kinds.iter().map(open).chain(["0"]).chain(kinds.iter().rev().map(close)).collect()
}

const KINDS: &[&str] = &["a", "o", "ao", "aao", "oaooa"];

#[test]
fn levels_are_counted_from_the_document_on() {
    for kinds in KINDS {
        for (levels, fits) in
            [(1, true), (63, true), (64, true), (65, true), (511, true), (512, true), (513, false)]
        {
            let text = nested(levels, kinds);
            let error = check_json(text.as_bytes());
            assert_eq!(error.is_none(), fits, "{kinds} {levels}");
            if let Some(error) = error {
                let offset = nested(MAX_DEPTH, kinds).find('0').unwrap();
                assert_eq!(error, DecodeError::TooDeep { offset });
                assert!(!error.is_syntax());
            }
        }
    }
}

/// Builds a page around a nested value.
type Page<'a> = &'a dyn Fn(&str) -> String;

#[test]
fn levels_are_counted_in_every_part_of_a_page() {
    let record = |field: &str| envelope(&format!("{{{field}}}"));
    // With the number of containers that are open around the value.
    let places: [(usize, Page); 11] = [
        (1, &|deep| format!(r#"{{"x":{deep},"status":"success","data":{{"next":null,"results":[]}}}}"#)),
        (1, &|deep| format!(r#"{{"data":{deep},"status":"success","data":{{"next":null,"results":[]}}}}"#)),
        (2, &|deep| format!(r#"{{"status":"success","data":{{"next":null,"results":[],"x":{deep}}}}}"#)),
        (3, &envelope),
        (4, &|deep| record(&format!(r#""unknown":{deep}"#))),
        (4, &|deep| record(&format!(r#""first_name":{deep}"#))),
        (5, &|deep| record(&format!(r#""custom_fields":{{"x":{deep}}}"#))),
        (5, &|deep| record(&format!(r#""tags":[{deep}]"#))),
        (6, &|deep| record(&format!(r#""integration_fields":[{{"value":{deep}}}]"#))),
        (5, &|deep| record(&format!(r#""location":{{"city":{deep}}}"#))),
        (7, &|deep| record(&format!(r#""applications":[{{"job":{{"id":{deep}}}}}]"#))),
    ];
    for kinds in KINDS {
        for (place, (around, page)) in places.iter().enumerate() {
            for (levels, fits) in [(511, true), (512, true), (513, false)] {
                // An empty container counts too.
                for page in [
                    page(&nested(levels - around, kinds)),
                    page(&nested(levels - around - 1, kinds).replace('0', "[]")),
                ] {
                    match check_page(page.as_bytes()) {
                        Ok(_) => assert!(fits, "{kinds} {place} {levels}"),
                        Err(DecodeError::TooDeep { .. }) => assert!(!fits, "{kinds} {place} {levels}"),
                        other => panic!("{other:?}: {kinds} {place} {levels}"),
                    }
                }
            }
        }
    }
}

#[test]
fn a_million_brackets_are_rejected() {
    for bracket in ["[", "{\"a\":", "[{\"a\":"] {
        let bomb = bracket.repeat(1_000_000);
        assert!(matches!(check_json(bomb.as_bytes()), Some(DecodeError::TooDeep { .. })));
        assert!(matches!(check_page(bomb.as_bytes()), Err(DecodeError::TooDeep { .. })));
        assert_eq!(check_error(bomb.as_bytes()), None);
    }
}

#[test]
fn the_list_of_violations_is_bounded_and_all_invalid_records_are_known() {
    let tags = |violations: usize| format!(r#"{{"id":"x","tags":[{}]}}"#, vec!["1"; violations].join(","));
    let bad = tags(MAX_VIOLATIONS);
    let records = [&tags(0), &bad, r#"{"id":1}"#, &bad, "5"].join(",");
    let page = check_page(envelope(&records).as_bytes()).unwrap();
    assert_eq!(page.violations.len(), MAX_VIOLATIONS);
    assert_eq!(page.invalid, [0, 1, 2, 3, 4]);
    // Three objects lack 16 of the 18 required fields; the fourth lacks 17 and has an invalid id; the last record is
    // not an object.
    assert_eq!(page.violation_count as usize, 2 * MAX_VIOLATIONS + 3 * 16 + 18 + 1);
    let good = crate::sample::page(3);
    let whole = check_page(good.as_bytes()).unwrap();
    assert_eq!((whole.records(), whole.invalid.len()), (3, 0));
    // Records with violations beyond the list are repaired and skipped as well.
    let repaired: serde_json::Value =
        serde_json::from_slice(&crate::rewritten(envelope(&records).as_bytes(), false)).unwrap();
    assert_eq!(repaired["data"]["results"][3]["applications"], serde_json::json!([]));
    let skipped: serde_json::Value =
        serde_json::from_slice(&crate::rewritten(envelope(&records).as_bytes(), true)).unwrap();
    assert_eq!(skipped["data"]["results"], serde_json::json!([]));
}

#[test]
fn retractions_do_not_search_the_list() {
    // With a search of the list for each retraction, this would take minutes.
    let many = vec!["1"; 5_000].join(",");
    let again = r#""id":1,"tags":[1],"#.repeat(2_000);
    let one_record = envelope(&format!(r#"{{"applications":[{many}],{again}"source":"x"}}"#));
    let left_out = 18 - ["applications", "id", "tags", "source"].len();
    let count = check_page(one_record.as_bytes()).unwrap().violation_count;
    assert_eq!(count as usize, 5_000 + 2 + left_out);

    let fields = ["remote_id", "first_name", "last_name", "company", "title", "confidential", "source"]
        .into_iter()
        .chain([
            "custom_fields",
            "integration_fields",
            "remote_url",
            "remote_created_at",
            "remote_updated_at",
        ])
        .chain(["remote_data", "changed_at", "remote_deleted_at", "tags"]);
    let nulls: String = fields.map(|name| format!(r#""{name}":null,"#)).collect();
    let twice = format!(r#"{{{nulls}"applications":null,"id":1,"id":"a"}},"#).repeat(4_000);
    let many_records = envelope(&format!(
        r#"{twice}{{{nulls}"id":"a","applications":[{many}]}},{twice}{{{nulls}"applications":null,"id":5}}"#
    ));
    let page = check_page(many_records.as_bytes()).unwrap();
    assert_eq!((page.records(), page.violation_count), (8_002, 5_001));
}

#[test]
fn the_number_of_records_is_bounded() {
    let page = |records: usize| envelope(&vec!["5"; records].join(","));
    assert_eq!(check_page(page(MAX_RECORDS).as_bytes()).unwrap().records(), MAX_RECORDS);
    assert_eq!(
        check_page(page(MAX_RECORDS + 1).as_bytes()).unwrap_err(),
        DecodeError::TooMany { what: "records", limit: MAX_RECORDS }
    );
    // The records of an earlier array do not count.
    let twice = page(MAX_RECORDS).replace("}}", &format!(r#","results":[{}]}}}}"#, ["5"; 10].join(",")));
    assert_eq!(check_page(twice.as_bytes()).unwrap().records(), 10);
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn the_bytes_of_the_repairs_are_bounded() {
    let record = |field: &str| format!(r#"{{"id":"a",{field}}}"#);
    for (piece, most) in
        [("{}", 9_000), (r#"{"id":"a","tags":[{}]}"#, 9_000), (r#"{"applications":[{},{},{}]}"#, 9_000)]
    {
        let page = |pieces: usize| envelope(&vec![piece; pieces].join(","));
        let fits = |pieces: usize| check_page(page(pieces).as_bytes()).is_ok();
        let least = (1..most).collect::<Vec<_>>().partition_point(|pieces| fits(*pieces)) + 1;
        assert!(least < most, "{piece}");
        let whole = page(least - 1);
        let text = crate::rewritten(whole.as_bytes(), false).len();
        let added = text - whole.len();
        assert!(
            added <= whole.len() + MAX_EXTRA_REPAIR_BYTES
                && added > whole.len() / 2 + MAX_EXTRA_REPAIR_BYTES / 2,
            "{added}"
        );
        // One more is too many, and the check stops there.
        let broken = page(least + 1).replace("]}}", &format!(",{},", piece.repeat(10)));
        assert_eq!(check_page(page(least).as_bytes()).unwrap_err(), DecodeError::TooManyRepairs);
        assert_eq!(check_page(broken.as_bytes()).unwrap_err(), DecodeError::TooManyRepairs);
    }
    for list in ["tags", "applications", "email_addresses", "integration_fields", "phone_numbers"] {
        let page = envelope(&record(&format!(r#""{list}":[{}]"#, vec!["{}"; 200_000].join(","))));
        let broken = page.replace("]}]}}", "");
        assert_eq!(check_page(broken.as_bytes()).unwrap_err(), DecodeError::TooManyRepairs, "{list}");
    }
    // A repeated field is repaired as well.
    let again = r#""tags":[{}],"#.repeat(200_000);
    assert_eq!(check_page(envelope(&record(&again)).as_bytes()).unwrap_err(), DecodeError::TooManyRepairs);
}

#[test]
fn retracted_violations_are_not_counted_listed_or_not() {
    let many = vec!["1"; MAX_VIOLATIONS * 3].join(",");
    let rest = nulls_but(&["applications", "tags"]);
    let page = envelope(&format!(
        r#"{{"id":"a","tags":[{many}],"applications":[{{"id":1,"job":{{"id":2,"id":3}},"job":null}}],"tags":[5],"applications":null,{rest}}},{{"id":"b","tags":[{many}],"applications":null,"tags":null,{rest}}},{{"id":7,"tags":null,"applications":null,{rest}}}"#
    ));
    let found = check_page(page.as_bytes()).unwrap();
    assert_eq!((found.violation_count, found.invalid), (2, vec![0, 2]));
}

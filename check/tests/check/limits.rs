//! How deep, how many.

use kombo_edge_check::{Flaw, MAX_DEPTH, MAX_FAULTS, check_error, check_json, check_page};

use crate::envelope;

/// So many containers, one in the other, of the kinds that the letters of `kinds` name in turn.
fn nested(levels: usize, kinds: &str) -> String {
    let kinds: Vec<char> = kinds.chars().cycle().take(levels).collect();
    let open = |kind: &char| if *kind == 'a' { "[" } else { "{\"k\":" };
    let close = |kind: &char| if *kind == 'a' { "]" } else { "}" };
    kinds.iter().map(open).chain(["0"]).chain(kinds.iter().rev().map(close)).collect()
}

const KINDS: &[&str] = &["a", "o", "ao", "aao", "oaooa"];

#[test]
fn levels_are_counted_from_the_document_itself() {
    for kinds in KINDS {
        for (levels, fits) in
            [(1, true), (63, true), (64, true), (65, true), (511, true), (512, true), (513, false)]
        {
            let text = nested(levels, kinds);
            let flaw = check_json(text.as_bytes());
            assert_eq!(flaw.is_none(), fits, "{kinds} {levels}");
            if let Some(flaw) = flaw {
                let offset = nested(MAX_DEPTH, kinds).find('0').unwrap();
                assert_eq!(flaw, Flaw::TooDeep { offset });
                assert!(!flaw.is_syntax());
            }
        }
    }
}

#[test]
fn levels_are_counted_through_every_place_of_a_page() {
    let record = |field: &str| envelope(&format!("{{{field}}}"));
    // Each with how many containers are open around the place.
    let places: [(usize, &dyn Fn(&str) -> String); 11] = [
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
                // An empty container is one too.
                for page in [
                    page(&nested(levels - around, kinds)),
                    page(&nested(levels - around - 1, kinds).replace('0', "[]")),
                ] {
                    match check_page(page.as_bytes()) {
                        Ok(_) => assert!(fits, "{kinds} {place} {levels}"),
                        Err(Flaw::TooDeep { .. }) => assert!(!fits, "{kinds} {place} {levels}"),
                        other => panic!("{other:?}: {kinds} {place} {levels}"),
                    }
                }
            }
        }
    }
}

#[test]
fn a_bomb_of_brackets_is_turned_away() {
    for bracket in ["[", "{\"a\":", "[{\"a\":"] {
        let bomb = bracket.repeat(1_000_000);
        assert!(matches!(check_json(bomb.as_bytes()), Some(Flaw::TooDeep { .. })));
        assert!(matches!(check_page(bomb.as_bytes()), Err(Flaw::TooDeep { .. })));
        assert_eq!(check_error(bomb.as_bytes()), None);
    }
}

#[test]
fn so_many_faults_and_no_more() {
    let page = |faults: usize| envelope(&format!(r#"{{"tags":[{}]}}"#, vec!["1"; faults].join(",")));
    let around = crate::faults(page(0).as_bytes()).len();
    let most = page(MAX_FAULTS - around);
    assert_eq!(check_page(most.as_bytes()).unwrap().faults.len(), MAX_FAULTS);
    let flaw = check_page(page(MAX_FAULTS - around + 1).as_bytes()).unwrap_err();
    assert_eq!(flaw, Flaw::TooMany { what: "faults", limit: MAX_FAULTS });
}

#[test]
fn answers_made_to_be_slow_take_no_longer_than_others() {
    // 90,000 faults that stay, then as many that are taken back again and again: time grows with the length only.
    let many = vec!["1"; 90_000].join(",");
    let again = r#""id":1,"tags":[1],"#.repeat(100_000);
    for page in [
        envelope(&format!(r#"{{"applications":[{many}],{again}"source":"x"}}"#)),
        envelope(&format!(r#"{{"applications":[{many}]}},{}{{}}"#, r#"{"id":1,"id":2,"id":3},"#.repeat(200))),
    ] {
        // More faults than are kept, or not: either way it ends, soon.
        let _ = check_page(page.as_bytes());
    }
}

//! Pages as rows: which objects become rows, and what is written for those that do not.

use kombo_edge_check::{CheckOptions, Select};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{envelope, sample};

/// The page as it is written, and whether its records are rows.
fn rewritten(page: String) -> (bool, String) {
    let options = CheckOptions { select: Select::ALL, check_numbers: true, rows: true };
    let found = kombo_edge_check::check_page(page.as_bytes(), options).unwrap();
    let text = found.text(page.into_bytes(), false).unwrap();
    (text.has_rows(), String::from_utf8(text.as_bytes().to_vec()).unwrap())
}

/// The records as they are written, and whether they are rows.
fn written(records: &str) -> (bool, String) {
    let (has_rows, page) = rewritten(envelope(records));
    let (_, records) = page.split_once("\"results\":[").unwrap();
    (has_rows, records.strip_suffix("]}}").unwrap().to_owned())
}

/// A record with nothing but an id and these tags.
fn tagged(tags: &str) -> String {
    format!(r#"{{"id":"a","tags":{tags}}}"#)
}

#[test]
fn a_page_of_the_contract_has_no_keys_of_the_contract() {
    let (has_rows, page) = rewritten(sample::page(3));
    assert!(has_rows && page.contains("\"results\":[[\""), "{page}");
    for key in ["first_name", "remote_id", "email_address", "current_stage", "job"] {
        assert!(!page.contains(&format!("\"{key}\":")), "{page}");
    }
}

#[test]
fn absent_fields_become_their_defaults() {
    let (has_rows, records) = written(&tagged("[]"));
    assert!(has_rows);
    assert_eq!(
        records,
        r#"["a",null,null,null,null,null,null,null,[],[],[],null,null,[],null,null,null,null,null,null,[],[]]"#
    );
}

#[test]
fn an_object_that_is_no_row_stays_an_object() {
    let whole = r#"{"id":"t","name":"n","remote_id":null}"#;
    for (tag, expected) in [
        (whole, r#"["t","n",null]"#),
        (r#" { "id" : "t" ,"name":"n", "remote_id": null } "#, r#"["t","n",null]"#),
        (r#"{"\u0069d":"é","name":"n","remote_id":null}"#, r#"["\u00e9","n",null]"#),
        (r#"{"id":"t","remote_id":null}"#, r#"["t",null,null]"#),
        (
            r#"{"id":"t","x":{"id":1},"name":"n","remote_id":[2],"é":"ü"}"#,
            r#"{"id":"t","x":{"id":1},"name":"n","remote_id":[2],"\u00e9":"\u00fc"}"#,
        ),
        (
            r#"{"id":"t","__proto__":1,"name":"n","remote_id":null,"__proto__":2}"#,
            r#"{"id":"t","__proto__":1,"name":"n","remote_id":null,"__proto__":2}"#,
        ),
        (r#"{"name":"n","id":"t","remote_id":null}"#, r#"{"name":"n","id":"t","remote_id":null}"#),
        (r#"{"id":"t","name":"n","name":"ü"}"#, r#"{"id":"t","name":"n","name":"\u00fc","remote_id":null}"#),
        (r#"{"name":"n","x":1}"#, r#"{"name":"n","x":1,"remote_id":null}"#),
        ("{}", r#"{"name":null,"remote_id":null}"#),
        ("5", "5"),
        ("null", "null"),
        (r#"{"id":{"id":"t"},"name":[],"remote_id":null}"#, r#"[{"id":"t"},[],null]"#),
    ] {
        let (has_rows, records) = written(&tagged(&format!("[{tag},{whole}]")));
        assert!(has_rows, "{tag}");
        assert!(records.ends_with(&format!(r#"[],[{expected},["t","n",null]]]"#)), "{tag}: {records}");
    }
}

#[test]
fn an_optional_member_that_is_absent_stays_absent() {
    let location = |location: &str| {
        let record = format!(r#"{{"id":"a","location":{location}}}"#);
        let (has_rows, records) = written(&record);
        assert!(has_rows);
        records
    };
    let all =
        r#"{"city":"1","country":"2","raw":"3","state":"4","street_1":"5","street_2":"6","zip_code":"7"}"#;
    assert!(location(all).contains(r#"["1","2","3","4","5","6","7"]"#));
    for absent in [r#"{"city":"1"}"#, r#"{"zip_code":"7"}"#, "{}"] {
        assert!(location(absent).contains(absent));
    }
    assert!(location("\"x\"").contains("\"x\""));
}

#[test]
fn no_rows_where_an_array_could_be_taken_for_one() {
    let record = tagged("[]");
    for records in [
        format!("{record},[1]"),
        format!("[],{record}"),
        tagged("[[1]]"),
        tagged(r#"[{"id":"t","name":"n","remote_id":null},[]]"#),
        r#"{"id":"a","location":["b"]}"#.to_owned(),
        r#"{"id":"a","applications":[{"id":"b","job":[]}]}"#.to_owned(),
    ] {
        let (has_rows, written) = written(&records);
        assert!(!has_rows && !written.starts_with("[\""), "{written}");
    }
}

#[test]
fn no_rows_when_the_first_record_is_none() {
    let other = r#"{"tags":[],"id":"b"}"#;
    assert!(!written(&format!("{other},{}", tagged("[]"))).0);
    assert!(!written(&tagged("[]").replace("\"tags\"", "\"x\":1,\"tags\"")).0);
    let (has_rows, records) = written(&format!("{},{other}", tagged("[]")));
    assert!(has_rows && records.contains(r#"],{"tags":[],"id":"b","remote_id":null,"#), "{records}");
}

#[test]
fn no_rows_when_there_are_two_arrays_of_records() {
    for first in ["", "5", r#"{"id":"b"}"#] {
        let page =
            envelope(&tagged("[]")).replace(r#""data":{"#, &format!(r#""data":{{"results":[{first}],"#));
        assert!(!rewritten(page).0);
    }
}

#[test]
fn a_page_without_records_has_rows() {
    assert_eq!(written(""), (true, String::new()));
    assert_eq!(written(" "), (true, String::new()));
}

//! The objects of the contract, field by field.

use kombo_edge_check::schema::{Absent, CANDIDATE, DOCS, Field, Kind, Shape};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::oracle::{self, Row};
use crate::{check_page, envelope, sample, violations};

/// The example in the API reference.
const EXAMPLE: &str = r#"{"status":"success","data":{"next":"eyJwYWdlIjoxMn0=","results":[{"id":"26vafvWSRmbhNcxJYqjCzuJg","remote_id":"32","first_name":"John","last_name":"Doe","company":"Acme, Inc.","title":"Head of Marketing","confidential":false,"source":"Employee Referral","phone_numbers":[{"phone_number":"+1-541-754-3010","type":"HOME"}],"email_addresses":[{"email_address":"john.doe@example.com","type":"PRIVATE"}],"social_media":[{"link":"https://www.youtube.com/watch?v=dQw4w9WgXcQ","type":"YOUTUBE","username":null}],"location":{"city":"Berlin","country":"DE","raw":"Berlin, Germany","state":"Berlin","street_1":"Lohmühlenstraße 65","street_2":null,"zip_code":"12435"},"custom_fields":{},"integration_fields":[],"remote_url":"https://app.greenhouse.io/people/32","remote_created_at":"2022-04-02T00:00:00.000Z","remote_updated_at":"2022-04-04T00:00:00.000Z","remote_data":null,"changed_at":"2022-04-04T00:00:00.000Z","remote_deleted_at":null,"applications":[{"id":"H77fDF8uvEzGNPRubiz5DvQ7","remote_id":"32","outcome":"HIRED","rejection_reason_name":null,"rejected_at":null,"remote_url":"https://app.greenhouse.io/applications/32","changed_at":"2022-08-07T14:01:29.196Z","remote_created_at":"2022-08-07T14:01:29.196Z","remote_updated_at":"2022-08-07T14:01:29.196Z","current_stage":{"id":"5J7L4b48wBfffYwek9Az9pkM","name":"Initial Screening","remote_id":"32","index":2},"job":{"id":"H5daSm8e85Dmvmne3wLeCPhX","name":"Backend Engineer","remote_id":"32"}}],"tags":[{"id":"26vafvWSRmbhNcxJYqjCzuJg","name":"High Potential","remote_id":"32"}]}]}}"#;

#[test]
fn the_example_of_the_api_reference_is_valid() {
    let page = check_page(EXAMPLE.as_bytes()).unwrap();
    assert!(page.is_unchanged() && page.violations.is_empty());
    let text = |at| crate::text(EXAMPLE.as_bytes(), at);
    assert_eq!((page.records(), text(page.next.clone()).as_deref()), (1, Some("eyJwYWdlIjoxMn0=")));
    assert_eq!(text(page.id(EXAMPLE.as_bytes(), 0)).as_deref(), Some("26vafvWSRmbhNcxJYqjCzuJg"));
    let ascii = EXAMPLE.replace("ü", r"\u00fc").replace("ß", r"\u00df");
    assert_eq!(crate::rewritten(EXAMPLE.as_bytes(), true), ascii.as_bytes());
}

#[test]
fn a_realistic_page_is_valid() {
    let text = sample::page(20);
    oracle::compare(text.as_bytes(), &serde_json::from_str(&text).unwrap());
    assert!(check_page(text.as_bytes()).unwrap().is_unchanged());
    assert!(violations(text.as_bytes()).is_empty());
}

/// A valid record with one of each object.
fn full() -> Value {
    let mut answer: Value = serde_json::from_str(EXAMPLE).unwrap();
    let mut record = answer["data"]["results"][0].take();
    record["integration_fields"] =
        json!([{ "id": "f", "key": "k", "type": "DEFAULT", "value": "v", "label": null }]);
    record
}

/// The JSON pointer of an object of this shape in `full()`.
fn pointer(shape: &str) -> &'static str {
    match shape {
        "Candidate" => "",
        "PhoneNumber" => "/phone_numbers/0",
        "EmailAddress" => "/email_addresses/0",
        "SocialMedia" => "/social_media/0",
        "Location" => "/location",
        "IntegrationField" => "/integration_fields/0",
        "Application" => "/applications/0",
        "Stage" => "/applications/0/current_stage",
        "Job" => "/applications/0/job",
        "Tag" => "/tags/0",
        other => panic!("no pointer for {other}"),
    }
}

/// The violations of a record. Its page is compared with the oracle as well.
fn violations_of(record: &Value) -> Vec<String> {
    let answer: Value = serde_json::from_str(&envelope(&record.to_string())).unwrap();
    oracle::compare(answer.to_string().as_bytes(), &answer);
    violations(answer.to_string().as_bytes())
}

fn path(shape: &str, field: &str) -> String {
    format!("$.{}.{field}", pointer(shape).replace("/0", "[0]").replace('/', "."))
        .replace("..", ".")
        .replace("$.[", "$[")
}

fn name(field: &Field) -> &str {
    str::from_utf8(field.name()).unwrap()
}

/// Visits each field of each shape.
fn every_field(mut each: impl FnMut(&'static Shape, &'static Field, Row)) {
    for docs in DOCS {
        let rows = oracle::rows(docs.shape.name());
        assert_eq!(rows.len(), docs.shape.fields.len(), "{}", docs.shape.name());
        for (field, row) in docs.shape.fields.iter().zip(rows) {
            each(docs.shape, field, row);
        }
    }
}

#[test]
fn the_tables_match_the_oracle() {
    assert!(
        DOCS.iter().map(|docs| docs.shape.name()).eq(oracle::shapes())
            || DOCS.len() == oracle::shapes().count()
    );
    every_field(|_, field, row| {
        assert_eq!(name(field), row.name);
        assert_eq!(field.key(), format!("\"{}\":", row.name).as_bytes());
        assert_eq!(field.nullable, row.name != "id");
        let absent = match row.rule {
            ':' => Absent::Violation,
            '=' => Absent::Default,
            _ => Absent::Allowed,
        };
        assert_eq!(field.absent, absent, "{}", name(field));
        if row.kind != "any" {
            assert_eq!(field.expected(), row.expected());
        }
        let default_json = (row.rule != '?' && row.kind != "id").then(|| row.default_json().to_string());
        assert_eq!(field.default_json(), default_json.as_deref(), "{}", name(field));
    });
}

#[test]
fn every_object_and_every_field_is_documented() {
    for docs in DOCS {
        assert_eq!(docs.fields.len(), docs.shape.fields.len());
        for doc in docs.fields.iter().map(|field| field.doc).chain([docs.doc]) {
            assert!(doc.ends_with('.') && doc.len() > 8 && doc.trim() == doc, "{doc}");
        }
    }
}

#[test]
fn the_tables_are_no_deeper_than_a_path() {
    fn depth(shape: &Shape) -> usize {
        let below = |field: &Field| match field.kind {
            Kind::Object(shape) => 1 + depth(shape),
            Kind::List(shape) => 2 + depth(shape),
            _ => 1,
        };
        shape.fields.iter().map(below).max().unwrap_or(0)
    }
    assert_eq!(depth(&CANDIDATE), 4);
}

#[test]
fn an_absent_field_is_a_violation_or_gets_a_default_or_is_allowed() {
    every_field(|shape, field, _| {
        let mut record = full();
        record.pointer_mut(pointer(shape.name())).unwrap().as_object_mut().unwrap().shift_remove(name(field));
        let expected: &[String] = if field.absent == Absent::Violation {
            &[format!("0 {}: {}, not nothing", path(shape.name(), name(field)), field.expected())]
        } else {
            &[]
        };
        assert_eq!(violations_of(&record), expected);
        let page = envelope(&record.to_string());
        assert_eq!(check_page(page.as_bytes()).unwrap().is_unchanged(), field.default_json().is_none());
    });
}

#[test]
fn null_is_valid_everywhere_but_in_an_id() {
    every_field(|shape, field, _| {
        let mut record = full();
        record.pointer_mut(pointer(shape.name())).unwrap()[name(field)] = Value::Null;
        let path = path(shape.name(), name(field));
        let expected: &[String] =
            if name(field) == "id" { &[format!("0 {path}: string, not null")] } else { &[] };
        assert_eq!(violations_of(&record), expected);
        assert!(check_page(envelope(&record.to_string()).as_bytes()).unwrap().is_unchanged());
    });
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn a_value_of_the_wrong_kind_is_a_violation_and_kept() {
    every_field(|shape, field, row| {
        for (other, found) in [
            (json!(true), "boolean"),
            (json!(-17), "number"),
            (json!(2.5), "number"),
            (json!("text"), "string"),
            (json!([]), "array"),
            (json!({}), "object"),
            (json!([[{ "id": 1 }], "\u{1}"]), "array"),
            (json!({ "a": [{}] }), "object"),
        ] {
            let mut record = full();
            record.pointer_mut(pointer(shape.name())).unwrap()[name(field)] = other.clone();
            // The oracle compares all violations; here, the wrong kind has to be among them.
            let violations = violations_of(&record);
            let right = match row.kind {
                "any" => true,
                "id" | "string" => other.is_string(),
                "boolean" => other.is_boolean(),
                "integer" => other == json!(-17),
                _ if row.is_list() => other.is_array(),
                _ => other.is_object(),
            };
            let own = format!("0 {}: {}, not {found}", path(shape.name(), name(field)), field.expected());
            assert_eq!(violations.contains(&own), !right, "{violations:?}");
            if !right {
                assert_eq!(violations.len(), 1);
                assert!(check_page(envelope(&record.to_string()).as_bytes()).unwrap().is_unchanged());
            }
        }
    });
}

#[test]
fn a_record_or_an_element_of_the_wrong_kind_is_one_violation() {
    for other in ["null", "true", "1", "\"x\"", "[]", "[{\"id\":1}]"] {
        let found = kombo_kind(other);
        let page = envelope(&format!("{other},{}", full()));
        assert_eq!(violations(page.as_bytes()), [format!("0 $: object, not {found}")]);
        let mut record = full();
        record["tags"] = serde_json::from_str(&format!("[{other}]")).unwrap();
        assert_eq!(violations_of(&record), [format!("0 $.tags[0]: object, not {found}")]);
    }
}

fn kombo_kind(json: &str) -> &'static str {
    match json.as_bytes()[0] {
        b'n' => "null",
        b't' => "boolean",
        b'1' => "number",
        b'"' => "string",
        _ => "array",
    }
}

#[test]
fn an_unknown_value_of_an_enum_is_valid() {
    let mut record = full();
    record["applications"][0]["outcome"] = json!("GHOSTED");
    record["integration_fields"][0]["type"] = json!("");
    assert!(violations_of(&record).is_empty());
}

#[test]
fn the_value_of_an_integration_field_is_any_json() {
    for value in [json!("s"), json!(1.5), json!(true), json!(null), json!({ "a": [1] }), json!([{}])] {
        let mut record = full();
        record["integration_fields"][0]["value"] = value;
        assert!(violations_of(&record).is_empty());
    }
}

#[test]
fn an_index_is_an_integer_by_its_value() {
    for (index, fine) in
        [("2", true), ("-3", true), ("2.0", true), ("20e-1", true), ("2.5", false), ("1e-1", false)]
    {
        let page = EXAMPLE.replace(r#""index":2"#, &format!(r#""index":{index}"#));
        let expected: &[&str] = if fine {
            &[]
        } else {
            &["0 $.applications[0].current_stage.index: integer or null, not number"]
        };
        assert_eq!(violations(page.as_bytes()), expected, "{index}");
    }
}

#[test]
fn unknown_fields_are_kept_in_every_object() {
    for docs in DOCS {
        let mut record = full();
        let object = record.pointer_mut(pointer(docs.shape.name())).unwrap();
        object["__proto__"] = json!({ "id": 1 });
        object["ids"] = json!([null]);
        object["i"] = json!("");
        assert!(violations_of(&record).is_empty());
        let page = envelope(&record.to_string());
        assert!(check_page(page.as_bytes()).unwrap().is_unchanged());
    }
}

#[test]
fn an_anonymised_record_is_valid() {
    let mut record = full();
    for (name, value) in record.as_object_mut().unwrap() {
        if name != "id" {
            *value = Value::Null;
        }
    }
    assert!(violations_of(&record).is_empty());
}

#[test]
fn fields_may_have_any_order() {
    let record = full();
    let reversed: serde_json::Map<_, _> = record.as_object().unwrap().clone().into_iter().rev().collect();
    assert!(violations_of(&Value::Object(reversed)).is_empty());
}

#[test]
fn each_record_may_have_another_order() {
    let names: Vec<String> = full().as_object().unwrap().keys().cloned().collect();
    let with = |order: &dyn Fn(&mut Vec<String>)| {
        let (mut record, mut names) = (full(), names.clone());
        order(&mut names);
        let take = |name: String| (name.clone(), record[&name].take());
        Value::Object(names.into_iter().map(take).collect())
    };
    let records = [
        with(&|_| {}),
        with(&|names| names.reverse()),
        with(&|names| names.sort()),
        with(&|names| names.rotate_left(5)),
        with(&|names| names.truncate(9)),
        with(&|names| drop(names.drain(..3))),
        with(&|names| names.retain(|name| name.len() % 2 == 0)),
        json!({}),
    ];
    for turn in 0..records.len() {
        let mut records = records.to_vec();
        records.rotate_left(turn);
        let records = [records.clone(), records.into_iter().rev().collect()].concat();
        let answer = json!({ "status": "success", "data": { "next": null, "results": records } });
        oracle::compare(answer.to_string().as_bytes(), &answer);
    }
}

#[test]
fn repairs_of_an_empty_object_have_no_leading_comma() {
    for record in ["{}", "{ }", "{\n}", r#"{"x":1 }"#] {
        let page = envelope(&format!("{record},{record}"));
        oracle::compare(page.as_bytes(), &serde_json::from_str(&page).unwrap());
    }
}

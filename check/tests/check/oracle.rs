//! A slow reference of the check, on parsed values and with a table of its own.

use kombo_edge_check::{CheckOptions, Select, Violation};
use serde_json::{Map, Value, json};

use crate::helpers;

/// Every object with the types of its fields. `:` is required, `?` optional, `=` optional with a default.
const CONTRACT: &[(&str, &str)] = &[
    (
        "Candidate",
        "id:id remote_id:string first_name:string last_name:string company:string title:string \
         confidential:boolean source:string phone_numbers=PhoneNumber[] email_addresses=EmailAddress[] \
         social_media=SocialMedia[] location=Location custom_fields:object \
         integration_fields:IntegrationField[] remote_url:string remote_created_at:string \
         remote_updated_at:string remote_data:object changed_at:string remote_deleted_at:string \
         applications:Application[] tags:Tag[]",
    ),
    ("PhoneNumber", "phone_number:string type?string"),
    ("EmailAddress", "email_address?string type:string"),
    ("SocialMedia", "link?string type?string username?string"),
    (
        "Location",
        "city?string country?string raw?string state?string street_1?string street_2?string zip_code?string",
    ),
    ("IntegrationField", "id:id key:string type:string value?any label:string"),
    (
        "Application",
        "id:id remote_id:string outcome:string rejection_reason_name:string rejected_at:string \
         remote_url:string changed_at:string remote_created_at:string remote_updated_at:string \
         current_stage:Stage job:Job",
    ),
    ("Stage", "id:id name:string remote_id:string index:integer"),
    ("Job", "id:id name:string remote_id:string"),
    ("Tag", "id:id name:string remote_id:string"),
];

/// A field of `CONTRACT`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) rule: char,
    pub(crate) kind: &'static str,
}

impl Row {
    /// The object of the field, or of its list.
    pub(crate) fn shape(self) -> Option<&'static str> {
        let name = self.kind.trim_end_matches("[]");
        name.starts_with(char::is_uppercase).then_some(name)
    }

    pub(crate) fn is_list(self) -> bool {
        self.kind.ends_with("[]")
    }

    pub(crate) fn expected(self) -> String {
        match self.kind {
            "id" => "string".into(),
            kind if kind.ends_with("[]") => "array or null".into(),
            _ if self.shape().is_some() => "object or null".into(),
            kind => format!("{kind} or null"),
        }
    }

    pub(crate) fn default_json(self) -> Value {
        if self.is_list() { json!([]) } else { Value::Null }
    }

    fn accepts(self, value: &Value) -> bool {
        match self.kind {
            "id" => value.is_string(),
            "any" => true,
            _ if value.is_null() => true,
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            kind if kind.ends_with("[]") => value.is_array(),
            _ => value.is_object(),
        }
    }
}

pub(crate) fn shapes() -> impl Iterator<Item = &'static str> {
    CONTRACT.iter().map(|(name, _)| *name)
}

pub(crate) fn rows(shape: &str) -> Vec<Row> {
    let (_, rows) = CONTRACT.iter().find(|(name, _)| *name == shape).expect("a shape of the contract");
    rows.split_whitespace()
        .map(|row| {
            let place = row.find([':', '?', '=']).unwrap();
            Row { name: &row[..place], rule: row[place..].chars().next().unwrap(), kind: &row[place + 1..] }
        })
        .collect()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The expected result for a response.
#[derive(Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) next: Option<String>,
    /// The lines of [`crate::violations`], sorted.
    pub(crate) violations: Vec<String>,
    pub(crate) repaired: Value,
    pub(crate) without_invalid: Value,
}

/// The expected result, or the path of the first error of the envelope.
pub(crate) fn expected(answer: &Value) -> Result<Expected, &'static str> {
    let root = answer.as_object().ok_or("$")?;
    (root.get("status") == Some(&json!("success"))).then_some(()).ok_or("$.status")?;
    let data = root.get("data").and_then(Value::as_object).ok_or("$.data")?;
    let records = data.get("results").and_then(Value::as_array).ok_or("$.data.results")?;
    let next = match data.get("next") {
        Some(Value::Null) => None,
        Some(Value::String(next)) if !next.is_empty() => Some(next.clone()),
        _ => return Err("$.data.next"),
    };
    let mut violations = Vec::new();
    let mut kept = Vec::new();
    let mut repaired = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let before = violations.len();
        let mut record = record.clone();
        object(&mut record, "Candidate", &format!("{index} $"), &mut violations);
        // A number that JavaScript cannot represent does not break the contract.
        if violations[before..].iter().all(|violation| violation.contains(Violation::NUMBER)) {
            kept.push(record.clone());
        }
        repaired.push(record);
    }
    violations.sort();
    let with = |records: Vec<Value>| {
        let mut answer = answer.clone();
        answer["data"]["results"] = Value::Array(records);
        answer
    };
    Ok(Expected { next, violations, repaired: with(repaired), without_invalid: with(kept) })
}

fn object(value: &mut Value, shape: &str, path: &str, violations: &mut Vec<String>) {
    let Value::Object(members) = value else {
        violations.push(format!("{path}: object, not {}", kind_of(value)));
        numbers([&*value], path, violations);
        return;
    };
    let known = rows(shape);
    let unknown = members.iter().filter(|(name, _)| known.iter().all(|row| row.name != *name));
    numbers(unknown.map(|(_, value)| value), path, violations);
    for row in known {
        field(members, row, &format!("{path}.{}", row.name), violations);
    }
}

fn field(members: &mut Map<String, Value>, row: Row, path: &str, violations: &mut Vec<String>) {
    let Some(value) = members.get_mut(row.name) else {
        if row.rule == ':' {
            violations.push(format!("{path}: {}, not nothing", row.expected()));
        }
        if row.rule != '?' && row.kind != "id" {
            members.insert(row.name.into(), row.default_json());
        }
        return;
    };
    if !row.accepts(value) {
        violations.push(format!("{path}: {}, not {}", row.expected(), kind_of(value)));
        numbers([&*value], path, violations);
        return;
    }
    match (row.shape(), value) {
        (Some(shape), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                object(item, shape, &format!("{path}[{index}]"), violations);
            }
        }
        (Some(shape), value @ Value::Object(_)) => object(value, shape, path, violations),
        (_, value) => numbers([&*value], path, violations),
    }
}

/// Adds one violation when a number in these values is not representable in JavaScript.
fn numbers<'a>(values: impl IntoIterator<Item = &'a Value>, path: &str, violations: &mut Vec<String>) {
    if values.into_iter().any(is_unheld) {
        violations.push(format!("{path}: {}, not number", Violation::NUMBER));
    }
}

/// Integers have the digits of the document; the digits of a double are those that JavaScript prints.
fn is_unheld(value: &Value) -> bool {
    match value {
        Value::Number(number) if number.is_f64() => false,
        Value::Number(number) => {
            let digits = |text: &str| text.trim_start_matches('-').trim_end_matches('0').to_owned();
            let held = format!("{:e}", number.as_f64().unwrap()).replace('.', "");
            digits(held.split('e').next().unwrap()) != digits(&number.to_string())
        }
        Value::Array(items) => items.iter().any(is_unheld),
        Value::Object(members) => members.values().any(is_unheld),
        _ => false,
    }
}

/// Compares the check with the oracle, for bytes that `serde_json` can parse.
pub(crate) fn compare(bytes: &[u8], answer: &Value) {
    let text = || String::from_utf8_lossy(bytes);
    match (helpers::check_page(bytes), expected(answer)) {
        (Ok(page), Ok(expected)) => {
            let mut violations = helpers::violations(bytes);
            violations.sort();
            assert_eq!(violations, expected.violations, "{}", text());
            assert_eq!(page.violation_count as usize, violations.len());
            let texts = kombo_edge_check::check_page(
                bytes,
                CheckOptions { select: Select::ALL, check_numbers: false, rows: false },
            )
            .unwrap();
            let breaches =
                expected.violations.iter().filter(|violation| !violation.contains(Violation::NUMBER)).count();
            assert_eq!((texts.violations.len(), texts.violation_count as usize), (breaches, breaches));
            assert_eq!(texts.invalid, page.invalid);
            assert_eq!(helpers::text(bytes, page.next.clone()), expected.next, "{}", text());
            let parse =
                |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("what is rewritten is JSON");
            assert_eq!(parse(&helpers::rewritten(bytes, false)), expected.repaired, "{}", text());
            assert_eq!(parse(&helpers::rewritten(bytes, true)), expected.without_invalid, "{}", text());
            assert_eq!(helpers::from_rows(bytes, false), expected.repaired, "{}", text());
            assert_eq!(helpers::from_rows(bytes, true), expected.without_invalid, "{}", text());
            if page.is_unchanged() {
                assert_eq!(*answer, expected.repaired, "{}", text());
            }
            let records = answer["data"]["results"].as_array().unwrap();
            assert_eq!(page.records(), records.len());
            for (index, record) in records.iter().enumerate() {
                assert_eq!(parse(&bytes[page.span(index).unwrap()]), *record);
                let id = record.get("id").and_then(Value::as_str);
                assert_eq!(helpers::text(bytes, page.id(bytes, index)).as_deref(), id);
            }
            selected(bytes, &expected);
            assert_eq!(page.span(records.len()), None);
            assert_eq!(page.id(bytes, records.len()), None);
        }
        (Err(kombo_edge_check::DecodeError::Envelope { path, .. }), Err(wrong)) => {
            assert_eq!(path, wrong, "{}", text())
        }
        (check, oracle) => panic!("{check:?}\n{oracle:?}\n{}", text()),
    }
}

/// Compares selected fields, as a document and as lines, with the whole records.
fn selected(bytes: &[u8], expected: &Expected) {
    let names = ["id", "location", "email_addresses", "applications", "custom_fields"];
    let select = names.iter().fold(Select::NONE, |select, name| select.with(name.as_bytes()).unwrap());
    for (chosen, skip, whole) in [
        (select, false, &expected.repaired),
        (select, true, &expected.without_invalid),
        (Select::ALL, false, &expected.repaired),
    ] {
        let mut expected = whole.clone();
        if chosen == select {
            for record in expected["data"]["results"].as_array_mut().unwrap() {
                if let Value::Object(members) = record {
                    members.retain(|name, _| names.contains(&name.as_str()));
                }
            }
        }
        let page = kombo_edge_check::check_page(
            bytes,
            CheckOptions { select: chosen, check_numbers: true, rows: false },
        )
        .unwrap();
        let document = page.clone().text(bytes.to_vec(), skip).unwrap();
        let lines = page.lines(bytes.to_vec(), skip).unwrap();
        let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
        assert_eq!(parse(document.as_bytes()), expected, "{}", String::from_utf8_lossy(bytes));
        let lines: Vec<Value> = lines.as_bytes().split_inclusive(|byte| *byte == b'\n').map(parse).collect();
        assert_eq!(
            &lines,
            expected["data"]["results"].as_array().unwrap(),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

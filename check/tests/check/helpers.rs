//! Helpers shared by the tests and the fuzz targets.

use kombo_edge_check::schema::{CANDIDATE, Kind, Shape};
use kombo_edge_check::{CheckOptions, DecodeError, Page, Select};
use serde_json::Value;

/// The value of a JSON string at a span of the bytes.
pub(crate) fn text(bytes: &[u8], at: Option<std::ops::Range<usize>>) -> Option<String> {
    at.map(|at| serde_json::from_slice(&bytes[at]).expect("a string of JSON"))
}

/// Checks a page without a selection of fields.
pub(crate) fn check_page(bytes: &[u8]) -> Result<Page, DecodeError> {
    kombo_edge_check::check_page(
        bytes,
        CheckOptions { select: Select::ALL, check_numbers: true, rows: false },
    )
}

/// The violations of the records, one line each.
pub(crate) fn violations(bytes: &[u8]) -> Vec<String> {
    let page = check_page(bytes).expect("the envelope is valid");
    let line = |violation: &kombo_edge_check::Violation| {
        format!(
            "{} {}: {}, not {}",
            violation.record,
            violation.path.to_string(),
            violation.expected,
            violation.found
        )
    };
    page.violations.iter().map(line).collect()
}

/// The page, rewritten as rows, with its rows as objects again: whatever is an array where the contract has an object.
pub(crate) fn from_rows(bytes: &[u8], skip_invalid: bool) -> Value {
    let options = CheckOptions { select: Select::ALL, check_numbers: true, rows: true };
    let page = kombo_edge_check::check_page(bytes, options).expect("the envelope is valid");
    let text = page.text(bytes.to_vec(), skip_invalid).expect("the page is UTF-8");
    assert!(text.as_bytes().is_ascii());
    let mut document: Value = serde_json::from_slice(text.as_bytes()).expect("rows are JSON");
    if text.has_rows() {
        elements(&mut document["data"]["results"], &CANDIDATE);
    }
    document
}

fn elements(list: &mut Value, shape: &Shape) {
    for element in list.as_array_mut().into_iter().flatten() {
        object(element, shape);
    }
}

fn object(value: &mut Value, shape: &Shape) {
    let Value::Array(row) = value else { return };
    assert_eq!(row.len(), shape.fields.len());
    let values = row.iter_mut().map(Value::take);
    let members = shape.fields.iter().zip(values).map(|(field, mut value)| {
        match field.kind {
            Kind::Object(shape) => object(&mut value, shape),
            Kind::List(shape) => elements(&mut value, shape),
            _ => {}
        }
        (field.text().to_owned(), value)
    });
    *value = Value::Object(members.collect());
}

/// The page, rewritten as a document.
pub(crate) fn rewritten(bytes: &[u8], skip_invalid: bool) -> Vec<u8> {
    let page = check_page(bytes).expect("the envelope is in order");
    page.text(bytes.to_vec(), skip_invalid).expect("the page is UTF-8").as_bytes().to_vec()
}

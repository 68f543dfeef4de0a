//! The check as its users see it: the contract, the envelope, the grammar, repairs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod contract;
mod duplicates;
mod envelope;
mod error_body;
mod grammar;
mod limits;
mod literal;
mod numbers;
mod oracle;
// `proptest` needs a source of chance that wasm has not.
#[cfg(not(target_arch = "wasm32"))]
mod random;
mod sample;
mod text;
#[cfg(not(target_arch = "wasm32"))]
mod writer;

use kombo_edge_check::schema::{Absent, CANDIDATE};
use kombo_edge_check::{Ask, Flaw, Page, Select};

/// An envelope around these records.
fn envelope(records: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{records}]}}}}"#)
}

/// The members of a candidate that are required and may be null, all null, but for these.
fn nulls_but(given: &[&str]) -> String {
    let names = CANDIDATE.fields.iter().filter(|field| field.absent == Absent::Fault && field.nullable);
    let names = names.map(|field| str::from_utf8(field.name()).unwrap()).filter(|name| !given.contains(name));
    names.map(|name| format!(r#""{name}":null"#)).collect::<Vec<_>>().join(",")
}

/// What a string of JSON means, wherever in the bytes it stands.
fn text(bytes: &[u8], at: Option<std::ops::Range<usize>>) -> Option<String> {
    at.map(|at| serde_json::from_slice(&bytes[at]).expect("a string of JSON"))
}

/// Checks a page, all of which is to be handed over.
fn check_page(bytes: &[u8]) -> Result<Page, Flaw> {
    kombo_edge_check::check_page(bytes, Ask { select: Select::ALL, numbers: true })
}

/// What is wrong with the records, one line a fault.
fn faults(bytes: &[u8]) -> Vec<String> {
    let page = check_page(bytes).expect("the envelope is in order");
    let line = |fault: &kombo_edge_check::Fault| {
        format!("{} {}: {}, not {}", fault.record, fault.path.to_string(), fault.expected, fault.found)
    };
    page.faults.iter().map(line).collect()
}

/// The page written again.
fn rewritten(bytes: &[u8], skip_faulty: bool) -> Vec<u8> {
    let page = check_page(bytes).expect("the envelope is in order");
    page.text(bytes.to_vec(), skip_faulty).expect("the page is UTF-8").as_bytes().to_vec()
}

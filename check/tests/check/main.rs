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
mod helpers;
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

use helpers::{check_page, rewritten, text, violations};

/// An envelope around these records.
fn envelope(records: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{records}]}}}}"#)
}

/// The members of a candidate that are required and may be null, all null, but for these.
fn nulls_but(given: &[&str]) -> String {
    let names = CANDIDATE.fields.iter().filter(|field| field.absent == Absent::Violation && field.nullable);
    let names = names.map(|field| str::from_utf8(field.name()).unwrap()).filter(|name| !given.contains(name));
    names.map(|name| format!(r#""{name}":null"#)).collect::<Vec<_>>().join(",")
}

//! Tests of the public API of the check: contract, envelope, grammar, repairs, limits.

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
mod errors;
mod grammar;
mod helpers;
mod limits;
mod literal;
mod numbers;
mod oracle;
// `proptest` needs a source of randomness, which wasm32-unknown-unknown lacks.
#[cfg(not(target_arch = "wasm32"))]
mod random;
mod rows;
mod sample;
mod text;
#[cfg(not(target_arch = "wasm32"))]
mod writer;

use kombo_edge_check::schema::{Absent, CANDIDATE};

use helpers::{check_page, from_rows, rewritten, text, violations};

/// An envelope around these records.
fn envelope(records: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{records}]}}}}"#)
}

/// The members of a candidate that are required and may be null, as nulls, without the `given` ones.
fn nulls_but(given: &[&str]) -> String {
    let names = CANDIDATE.fields.iter().filter(|field| field.absent == Absent::Violation && field.nullable);
    let names = names.map(|field| str::from_utf8(field.name()).unwrap()).filter(|name| !given.contains(name));
    names.map(|name| format!(r#""{name}":null"#)).collect::<Vec<_>>().join(",")
}

//! Fuzz targets: each takes any bytes and panics when a property does not hold.
//!
//! `cargo test` runs each on its corpus and on seeded mutations of it (`tests/corpus.rs`). `cargo xtask fuzz` runs them under
//! libFuzzer for a given time. An input that found a defect stays in the corpus.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

pub mod error_body;
pub mod headers;
pub mod options;
pub mod page;
pub mod rewrite;
pub mod walk;

// The reference of the check's tests, and its helpers.
#[allow(dead_code)]
#[path = "../../check/tests/check/helpers.rs"]
mod helpers;
#[allow(dead_code)] // The check's tests use more of it.
#[path = "../../check/tests/check/oracle.rs"]
mod oracle;

/// A target: its name, which is that of its corpus, and its function.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 6] = [
    ("page", page::run),
    ("rewrite", rewrite::run),
    ("error_body", error_body::run),
    ("headers", headers::run),
    ("options", options::run),
    ("walk", walk::run),
];

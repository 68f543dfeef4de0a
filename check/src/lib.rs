//! Checks the bytes of a candidates page against Kombo's contract, without building objects.
//!
//! ```text
//! bytes ── check_page ──> Page: spans of the records, faults, fills
//!            │               └── write ──> text: a document in ASCII, repaired, or lines: one a record
//!            └── json (grammar) ── scan (16 bytes at a time)
//! ```
//!
//! The engine's own `JSON.parse` then builds the objects from the same bytes (or from the rewritten ones):
//! it does so several times faster than objects can be built across the boundary of a wasm module.
//! Nothing here panics, recurses on what the input holds, or allocates for a field that is in order.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod ascii;
mod check;
mod duplicates;
mod envelope;
mod error_body;
mod flaw;
mod json;
mod line;
mod literal;
mod members;
mod number;
mod order;
mod page;
mod path;
mod room;
mod scan;
pub mod schema;
mod select;
mod unescape;
mod utf8;
mod write;

pub use envelope::{check_json, check_page};
pub use error_body::{ErrorBody, check_error};
pub use flaw::{Fault, Flaw, Found};
pub use literal::ascii_literal;
pub use page::Page;
pub use path::{Path, push_decimal};
pub use select::{Ask, Select};
pub use utf8::is_text;
pub use write::{Text, WriteError};

/// How many arrays and objects may be open at once, the document's own among them.
pub const MAX_DEPTH: usize = 512;

/// How many records a page may hold (the contract's own limit is 250).
pub const MAX_RECORDS: usize = 10_000;

/// How many faults of a page are listed. A page with more stands all the same, and knows how many there are and which
/// records break the contract.
pub const MAX_FAULTS: usize = 1_000;

/// How many bytes repairs may add beyond the length of the answer itself: the server chooses how often something is
/// missing, and what stands in for it is longer than what is there.
pub const MORE_REPAIRS: usize = 1 << 20;

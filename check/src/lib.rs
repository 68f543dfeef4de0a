//! Checks the bytes of a candidates page against Kombo's contract, without building objects.
//!
//! ```text
//! bytes ── check_page ──> Page: spans of the records, faults, fills
//!            │               └── splice ──> bytes again, repaired: a document, or a line a record
//!            └── json (grammar) ── scan (16 bytes at a time)
//! ```
//!
//! The engine's own `JSON.parse` then builds the objects from the same bytes (or from the spliced ones):
//! it does so several times faster than objects can be built across the boundary of a wasm module.
//! Nothing here panics, recurses on what the input holds, or allocates for a field that is in order.

#![cfg_attr(small, feature(optimize_attribute))]
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

mod check;
mod duplicates;
mod envelope;
mod error_body;
mod flaw;
mod json;
mod members;
mod order;
mod page;
mod path;
mod scan;
pub mod schema;
mod select;
mod splice;
mod unescape;
mod utf8;

pub use envelope::{check_json, check_page, check_selected};
pub use error_body::{ErrorBody, check_error};
pub use flaw::{Fault, Flaw, Found};
pub use page::Page;
pub use path::Path;
pub use select::Select;
pub use utf8::is_text;

/// How many arrays and objects may be open at once, the document's own among them.
pub const MAX_DEPTH: usize = 512;

/// How many records a page may hold (the contract's own limit is 250).
pub const MAX_RECORDS: usize = 1_000_000;

/// How many faults of a page are listed. A page with more stands all the same, and knows which records have any.
pub const MAX_FAULTS: usize = 10_000;

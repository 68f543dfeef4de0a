//! Checks the bytes of a candidates page against Kombo's contract, without building objects.
//!
//! ```text
//! bytes ── check_page ──> Page: spans of the records, violations, repairs, and the document as rows
//!            │               └── rewrite ──> text: those rows, a document in ASCII with the repairs, or one line per record
//!            └── json (grammar) ── scan (16 bytes at a time)
//! ```
//!
//! The engine's `JSON.parse` and literals in JavaScript then build the objects from the text. That is several times faster
//! than building objects across the boundary of a WebAssembly module. The code does not panic, does not recurse on the
//! nesting of the input, and does not allocate for a valid field.

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
mod error;
mod error_body;
mod json;
mod line;
mod literal;
mod members;
mod number;
mod order;
mod page;
mod path;
mod rewrite;
mod rows;
mod scan;
pub mod schema;
mod select;
mod shape;
mod spare;
mod text;
mod unescape;
mod utf8;
mod violation;

pub use envelope::{check_json, check_page};
pub use error::{DecodeError, WriteError};
pub use error_body::{ErrorBody, check_error};
pub use literal::ascii_literal;
pub use page::Page;
pub use path::Path;
pub use rewrite::Text;
pub use select::{CheckOptions, Select};
pub use text::{concat, decimal, push_decimal};
pub use utf8::is_utf8;
pub use violation::{Found, Violation};

/// The most arrays and objects that may be open at once, the document itself included.
pub const MAX_DEPTH: usize = 512;

/// The most records that a page may hold. The contract's own limit is 250.
pub const MAX_RECORDS: usize = 10_000;

/// The most violations of a page that are listed. A page with more is still valid: all violations are counted, and all
/// invalid records are known.
pub const MAX_VIOLATIONS: usize = 1_000;

/// The most bytes that repairs may add beyond the length of the response. The server chooses how many fields are
/// missing, and a default is longer than the gap.
pub const MAX_EXTRA_REPAIR_BYTES: usize = 1 << 20;

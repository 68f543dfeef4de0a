//! Walks Kombo's unified ATS candidates (`GET /ats/candidates`), page by page, and checks every record.
//!
//! The crate is built for WebAssembly and published as the npm package `kombo-edge`. One page goes this way:
//!
//! ```text
//!  caller            boundary (js/, wasm32 only)             core (pure Rust)
//!  pages.next() ──►  walk: asks the pager ────────────────►  pager: send, wait, stop or fail?
//!                    transport: request ► fetch ► bytes ──►  pager ► check: is this the contract?
//!                    JSON.parse of the checked bytes  ◄────  page: next cursor, faults, repairs
//!  page        ◄───  convert: page, issues, meta
//! ```
//!
//! The core has no I/O, no clock and no JavaScript: time and chance are arguments. So every decision is a
//! table in `cargo test`. The boundary decides nothing; it does what the core says and reports what happened.

#![deny(missing_docs)]

pub mod clock;
pub mod connectors;
pub mod date;
pub mod error;
pub mod event;
mod explain;
pub mod fields;
pub mod head;
pub mod input;
pub mod options;
pub mod pager;
pub mod request;
pub mod retry;
pub mod suggest;
pub mod surroundings;
pub mod text;
pub mod value;

#[cfg(target_arch = "wasm32")]
pub mod js;

/// The version of the crate and of the npm package, as in `Cargo.toml`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

//! Fetches Kombo's unified ATS candidates (`GET /ats/candidates`) page by page, and checks every record.
//!
//! The crate is compiled to WebAssembly and published as the npm package `kombo-edge`. The way of one page:
//!
//! ```text
//!  driver (TypeScript)        boundary (js/, wasm32 only)       core (pure Rust)
//!  resume(answer) ─────────►  Walk: bytes and headers in ─────► walk: fetch_page, one async fn
//!  executes the command       a command and events out  ◄─────  plan ► limits ► response ► check
//!  JSON.parse of the text     the text of a page, in place
//! ```
//!
//! The core has no I/O, no clock and no JavaScript: time and randomness are arguments. So every decision is tested by
//! tables in `cargo test`. The boundary makes no decisions; it converts the driver's input and the core's output.

pub mod clock;
pub mod connectors;
pub mod date;
pub mod environment;
pub mod error;
pub mod event;
pub mod exchange;
pub mod explain;
pub mod failure;
pub mod fields;
pub mod formats;
pub mod head;
pub mod input;
pub mod json;
pub mod limits;
pub mod lines;
pub mod literal;
pub mod options;
pub mod outcome;
pub mod parameters;
pub mod plan;
pub mod request;
pub mod response;
pub mod retry;
pub mod suggest;
pub mod text;
pub mod walk;

#[cfg(target_arch = "wasm32")]
pub mod js;

/// The version of the crate and of the npm package, as in `Cargo.toml`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

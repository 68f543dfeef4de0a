//! The boundary between Rust and JavaScript. It makes no decisions.
//!
//! The package's driver (`pkg-template/src/step.ts`) uses six functions. Their parameters and results are numbers; texts
//! and bytes are written and read in the module's memory. The module imports nothing from JavaScript, so no exception can
//! unwind it. `fetch`, key functions and event handlers run in the driver, between two calls. Input is lines (`lines.rs`),
//! output is JSON.

/// TLSF in its small variant: the allocator of std is twice as large.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

mod commands;
mod walk;

pub use walk::{begin, check, close, open, reserve, resume};

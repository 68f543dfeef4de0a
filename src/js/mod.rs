//! The boundary: what crosses between Rust and JavaScript. Nothing is decided here.
//!
//! The package's driver (`pkg-template/src/step.ts`) sits on six functions. Only numbers cross: texts and bytes are
//! written and read in the module's memory. The module imports nothing of JavaScript's, so nothing that a runtime or a
//! caller's code throws can unwind it, and what runs between two calls (`fetch`, key functions, event handlers) runs in
//! the driver. What goes in is lines (`lines.rs`), what comes out is JSON.

/// TLSF in its small variant: std's own allocator weighs twice as much.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

mod commands;
mod walk;

pub use walk::{begin, check, close, open, reserve, resume};

//! The boundary: what crosses between Rust and JavaScript, and how. Nothing is decided here.
//!
//! The npm package's own JavaScript (`pkg-template/lib`) sits on top of two exports, [`check_client`] and [`Walk`], and
//! hands in what they need of the world, [`Io`]. No failure is thrown through a promise: what `Walk.take()` gives
//! says whether it is a page, an end, an error or an abort, so that an aborting caller's own reason, which may be
//! any value at all, is never mixed up with ours.

/// TLSF in its small variant: std's own allocator weighs twice as much.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

mod convert;
mod globals;
mod io;
mod page;
mod plan;
mod transport;
mod walk;

pub use io::Io;
pub use walk::Walk;

use wasm_bindgen::prelude::*;

/// Throws the details of an input error when the client's options are wrong.
#[wasm_bindgen]
pub fn check_client(options: &JsValue) -> Result<(), JsValue> {
    plan::client(options).map(drop).map_err(|error| convert::to_js(error.to_value()))
}

//! The tests of the boundary in headless Chromium. A test binary runs either there or in Node.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod boundary;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

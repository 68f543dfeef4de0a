//! libFuzzer's entry to the target `error_body`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kombo_edge_fuzz::error_body::run(data));

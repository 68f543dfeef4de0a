//! libFuzzer's entry to the target `rewrite`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kombo_edge_fuzz::rewrite::run(data));

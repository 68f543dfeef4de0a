//! libFuzzer's entry to the target `page`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kombo_edge_fuzz::page::run(data));

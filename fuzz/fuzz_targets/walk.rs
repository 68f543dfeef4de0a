//! libFuzzer's entry to the target `walk`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kombo_edge_fuzz::walk::run(data));

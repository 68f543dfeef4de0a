//! Measures the native speed of the check: `cargo run --release --example throughput [FILE]`.
//! With a file, also writes the page there, so that the same bytes can be timed elsewhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../tests/check/sample.rs"]
mod sample;

use std::hint::black_box;
use std::time::Instant;

use kombo_edge_check::{CheckOptions, Select, check_page};

fn main() {
    let page = sample::page(250);
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(&path, &page).expect("the file can be written");
    }
    let bytes = page.as_bytes();
    let options = CheckOptions { select: Select::ALL, check_numbers: true, rows: false };
    let checked = check_page(bytes, options).expect("the page is valid");
    assert!(checked.is_unchanged() && checked.violations.is_empty() && checked.records() == 250);
    let mut times: Vec<f64> = (0..300)
        .map(|_| {
            let start = Instant::now();
            black_box(check_page(black_box(bytes), options)).ok();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let speed = |time: f64| bytes.len() as f64 / time / 1e6;
    println!(
        "{} KB: median {:.0} MB/s, best {:.0} MB/s",
        bytes.len() / 1000,
        speed(times[times.len() / 2]),
        speed(times[0])
    );
}

//! Runs every fuzz target without a fuzzer: on its corpus, and on mutations of it from a fixed seed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use kombo_edge_fuzz::TARGETS;

/// The number of mutations per target; `FUZZ_ROUNDS` sets another one.
const ROUNDS: usize = 20_000;

/// Tokens that are significant to the parsers of JSON, headers and options.
const TOKENS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u00e9",
    b"\\ud83d\\ude00",
    b"\\ud800",
    b"null",
    b"true",
    b"-0",
    b"1e400",
    b"9007199254740993",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"\xff",
    b"\"id\":",
    b"\"tags\":[{}]",
    b"\"status\":\"error\"",
    b"{\"status\":\"success\",\"data\":{\"next\":null,\"results\":[",
    b"\n",
    b"\0",
    b"'",
    b"#1",
    b"@1700000000000",
    b"text/html; charset=utf-8",
    b"'page_size",
    b"'retry",
];

#[test]
fn every_target_passes_on_its_corpus_and_on_mutations_of_it() {
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for (name, run) in TARGETS {
        let inputs = corpus(name);
        assert!(!inputs.is_empty(), "there is no corpus of {name}");
        inputs.iter().for_each(|input| run(input));
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for round in 0..rounds {
            let mut input = inputs[random.below(inputs.len())].clone();
            for _ in 0..=random.below(4) {
                mutate(&mut input, &inputs, &mut random);
            }
            let report = ReportOnPanic { name, round, input: &input };
            run(&input);
            std::mem::forget(report);
        }
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn mutate(input: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let from = random.below(input.len() + 1);
    let to = (from + random.below(24)).min(input.len());
    let put: Vec<u8> = match random.below(6) {
        0 => Vec::new(),
        1 => vec![random.below(256) as u8],
        2 => input[from..to].repeat(2),
        3 => {
            let other = &others[random.below(others.len())];
            let start = random.below(other.len() + 1);
            other[start..(start + random.below(80)).min(other.len())].to_vec()
        }
        _ => TOKENS[random.below(TOKENS.len())].to_vec(),
    };
    let to = if random.below(2) == 0 { from } else { to };
    input.splice(from..to, put);
}

/// A deterministic generator of random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}

/// Prints the current input when a panic drops it.
struct ReportOnPanic<'a> {
    name: &'a str,
    round: usize,
    input: &'a [u8],
}

impl Drop for ReportOnPanic<'_> {
    fn drop(&mut self) {
        eprintln!("{} failed in round {} on b\"{}\"", self.name, self.round, self.input.escape_ascii());
    }
}

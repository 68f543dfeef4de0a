//! The check as its users see it: the contract, the envelope, the grammar, repairs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod contract;
mod duplicates;
mod envelope;
mod error_body;
mod grammar;
mod limits;
mod oracle;
mod random;
mod sample;
mod writer;

/// An envelope around these records.
fn envelope(records: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{records}]}}}}"#)
}

/// What a string of JSON means, wherever in the bytes it stands.
fn text(bytes: &[u8], at: Option<std::ops::Range<usize>>) -> Option<String> {
    at.map(|at| serde_json::from_slice(&bytes[at]).expect("a string of JSON"))
}

/// What is wrong with the records, one line a fault.
fn faults(bytes: &[u8]) -> Vec<String> {
    let page = kombo_edge_check::check_page(bytes).expect("the envelope is in order");
    let line = |fault: &kombo_edge_check::Fault| {
        format!("{} {}: {}, not {}", fault.record, fault.path.to_string(), fault.expected, fault.found)
    };
    page.faults.iter().map(line).collect()
}

/// The page written again.
fn spliced(bytes: &[u8], skip_faulty: bool) -> Vec<u8> {
    let page = kombo_edge_check::check_page(bytes).expect("the envelope is in order");
    let mut out = b"kept".to_vec();
    assert!(page.splice(bytes, skip_faulty, &mut out));
    out.strip_prefix(b"kept").expect("what was there stays").to_vec()
}

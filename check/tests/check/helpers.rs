//! Helpers shared by the tests and the fuzz targets.

use kombo_edge_check::{CheckOptions, DecodeError, Page, Select};

/// The value of a JSON string at a span of the bytes.
pub(crate) fn text(bytes: &[u8], at: Option<std::ops::Range<usize>>) -> Option<String> {
    at.map(|at| serde_json::from_slice(&bytes[at]).expect("a string of JSON"))
}

/// Checks a page without a selection of fields.
pub(crate) fn check_page(bytes: &[u8]) -> Result<Page, DecodeError> {
    kombo_edge_check::check_page(bytes, CheckOptions { select: Select::ALL, check_numbers: true })
}

/// The violations of the records, one line each.
pub(crate) fn violations(bytes: &[u8]) -> Vec<String> {
    let page = check_page(bytes).expect("the envelope is valid");
    let line = |violation: &kombo_edge_check::Violation| {
        format!(
            "{} {}: {}, not {}",
            violation.record,
            violation.path.to_string(),
            violation.expected,
            violation.found
        )
    };
    page.violations.iter().map(line).collect()
}

/// The page, rewritten as a document.
pub(crate) fn rewritten(bytes: &[u8], skip_invalid: bool) -> Vec<u8> {
    let page = check_page(bytes).expect("the envelope is in order");
    page.text(bytes.to_vec(), skip_invalid).expect("the page is UTF-8").as_bytes().to_vec()
}

//! The check says of any bytes what `serde_json` says, and of a page what the slow reference says.

use kombo_edge_check::check_json;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::{helpers::check_page, oracle};

pub fn run(data: &[u8]) {
    // `serde_json` knows no byte order mark; an input that nests too deeply is a error of its own.
    if data.starts_with(b"\xef\xbb\xbf") || depth(data) >= kombo_edge_check::MAX_DEPTH {
        let _ = check_page(data);
        return;
    }
    // Ignoring what it reads, it takes lone surrogates and numbers out of range, as `JSON.parse` does.
    let is_json = serde_json::from_slice::<IgnoredAny>(data).is_ok();
    assert_eq!(check_json(data).is_none(), is_json);
    assert_eq!(check_page(data).is_err_and(|error| error.is_syntax()), !is_json);
    // The reference sees a number's double, not its digits: it knows only of those that a double surely holds.
    if longest_number(data) < 16
        && let Ok(value) = serde_json::from_slice::<Value>(data)
    {
        oracle::compare(data, &value);
    }
}

/// How many brackets are open at once at the most, those in strings counted too.
fn depth(data: &[u8]) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in data {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// The length of the longest run of digits and points.
fn longest_number(data: &[u8]) -> usize {
    let runs = data.split(|byte| !byte.is_ascii_digit() && *byte != b'.');
    runs.map(<[u8]>::len).max().unwrap_or(0)
}

//! The check agrees with `serde_json` on all bytes, and with the slow reference on pages.

use kombo_edge_check::check_json;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::{helpers::check_page, oracle};

pub fn run(data: &[u8]) {
    // `serde_json` accepts no byte order mark, and has another limit of depth.
    if data.starts_with(b"\xef\xbb\xbf") || depth(data) >= kombo_edge_check::MAX_DEPTH {
        let _ = check_page(data);
        return;
    }
    // With `IgnoredAny` it accepts lone surrogates and numbers out of range, as `JSON.parse` does.
    let is_json = serde_json::from_slice::<IgnoredAny>(data).is_ok();
    assert_eq!(check_json(data).is_none(), is_json);
    assert_eq!(check_page(data).is_err_and(|error| error.is_syntax()), !is_json);
    // The reference has the double of a number, not its digits, so it is used for short numbers only.
    if longest_number(data) < 16
        && let Ok(value) = serde_json::from_slice::<Value>(data)
    {
        oracle::compare(data, &value);
    }
}

/// The deepest nesting of brackets, including those in strings.
fn depth(data: &[u8]) -> usize {
    let (mut open, mut max) = (0_usize, 0);
    for byte in data {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        max = max.max(open);
    }
    max
}

/// The length of the longest run of digits and points.
fn longest_number(data: &[u8]) -> usize {
    let runs = data.split(|byte| !byte.is_ascii_digit() && *byte != b'.');
    runs.map(<[u8]>::len).max().unwrap_or(0)
}

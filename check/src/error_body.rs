//! Kombo's error envelope. It is recognised by its members alone, whatever the HTTP status.

use core::ops::Range;

use crate::unescape::equals;
use crate::{check_json, json, members};

/// The spans of the texts of the server's error, each a JSON string with its quotes. `None` where the member is not a
/// string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The error code, such as `PLATFORM.RATE_LIMIT_EXCEEDED`.
    pub code: Option<Range<usize>>,
    /// The label of the code.
    pub title: Option<Range<usize>>,
    /// What happened. It may contain personal data.
    pub message: Option<Range<usize>>,
    /// The link to the log entry in Kombo's dashboard.
    pub log_url: Option<Range<usize>>,
}

/// Reads an error envelope; `None` when the bytes are something else.
#[must_use]
pub fn check_error(bytes: &[u8]) -> Option<ErrorBody> {
    if check_json(bytes).is_some() {
        return None;
    }
    let root = json::space(bytes, json::start(bytes));
    let status = members::last(bytes, root, b"status")?;
    if !equals(members::text(bytes, status)?, b"error") {
        return None;
    }
    let error = members::last(bytes, root, b"error")?.start;
    if json::peek(bytes, error) != b'{' {
        return None;
    }
    let member = |name: &[u8]| members::string(bytes, error, name);
    Some(ErrorBody {
        code: member(b"code"),
        title: member(b"title"),
        message: member(b"message"),
        log_url: member(b"log_url"),
    })
}

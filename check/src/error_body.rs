//! The envelope of errors: told by what it holds, whatever the status that it came with.

use core::ops::Range;

use crate::unescape::{means, unescape};
use crate::{check_json, json, members};

/// What the server says of its error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// What kind of error it is, such as `PLATFORM.RATE_LIMIT_EXCEEDED`: what to decide by.
    pub code: Option<String>,
    /// The kind in words.
    pub title: Option<String>,
    /// What happened. It may hold personal data.
    pub message: String,
    /// Link to the log entry in Kombo's dashboard.
    pub log_url: Option<String>,
}

/// The error that the bytes tell of; `None` when they are no error envelope.
#[must_use]
pub fn check_error(bytes: &[u8]) -> Option<ErrorBody> {
    if check_json(bytes).is_some() {
        return None;
    }
    let root = json::space(bytes, json::start(bytes));
    let status = members::last(bytes, root, b"status")?;
    if !means(members::text(bytes, status)?, b"error") {
        return None;
    }
    let error = members::last(bytes, root, b"error")?.start;
    let member = |name: &[u8]| members::last(bytes, error, name);
    Some(ErrorBody {
        code: optional(bytes, member(b"code"))?,
        title: optional(bytes, member(b"title"))?,
        message: unescape(members::text(bytes, member(b"message")?)?)?,
        log_url: optional(bytes, member(b"log_url"))?,
    })
}

/// `Some(None)` for a member that is absent or null, `None` for one that is neither that nor a string.
fn optional(bytes: &[u8], value: Option<Range<usize>>) -> Option<Option<String>> {
    let Some(value) = value else { return Some(None) };
    if bytes.get(value.clone()) == Some(b"null") {
        return Some(None);
    }
    unescape(members::text(bytes, value)?).map(Some)
}

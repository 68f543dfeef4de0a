//! The envelope of errors: told by what it is, whatever the status that it came with and whatever it holds.

use core::ops::Range;

use crate::unescape::means;
use crate::{check_json, json, members};

/// Where the server's words about its error stand, each a string of JSON with its quotes; what is no string, the
/// server did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// What kind of error it is, such as `PLATFORM.RATE_LIMIT_EXCEEDED`: what to decide by.
    pub code: Option<Range<usize>>,
    /// The kind in words.
    pub title: Option<Range<usize>>,
    /// What happened. It may hold personal data.
    pub message: Option<Range<usize>>,
    /// Link to the log entry in Kombo's dashboard.
    pub log_url: Option<Range<usize>>,
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

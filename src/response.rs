//! Checks a response of the server: it becomes a page with the text for `JSON.parse`, or an error.

use core::ops::Range;

use kombo_edge_check::{CheckOptions, Page as Checked, Text, WriteError, check_error, check_page, is_utf8};

use crate::error::{Error, Kind, Retryability, retryability};
use crate::explain;
use crate::failure::Failure;
use crate::head::Head;
use crate::json::Json;
use crate::literal::Literal;
use crate::options::OnInvalid;
use crate::plan::Plan;
use crate::text::{concat, decimal};

/// The longest cursor that is accepted, in bytes of the response: 64 KiB.
pub const MAX_CURSOR_BYTES: usize = 65_536;

/// The longest id in an issue, in UTF-16 units; a longer one is cut.
const MAX_ID_UNITS: usize = 256;

/// The longest error code that is accepted. Kombo's codes have at most 37 characters.
const MAX_CODE: usize = 128;

/// A page that was received and checked.
#[derive(Debug)]
pub struct Page {
    /// The cursor of the next page; none on the last page.
    pub next: Option<Literal>,
    /// The fingerprint of the cursor of this page.
    pub own_mark: Option<String>,
    /// The fingerprint of `next`.
    pub next_mark: Option<String>,
    /// The number of records that are returned.
    pub records: usize,
    /// The issues that are listed: the violations of the records, as a JSON array.
    pub issues: String,
    /// The number of issues that are listed.
    pub listed: u32,
    /// The number of all issues.
    pub issue_count: u32,
    /// Status and headers.
    pub head: Box<Head>,
    /// The length of the decompressed body.
    pub bytes: usize,
    /// The number of requests that were sent for the page.
    pub attempts: u32,
    /// The time from sending the last of them to the last byte of its response.
    pub duration_ms: f64,
}

/// Checks a response.
///
/// # Errors
///
/// The response is an error envelope or not a page, or `on_invalid` is `"throw"` and a record is invalid.
#[inline(never)]
pub fn check_response(
    plan: &Plan,
    head: Box<Head>,
    body: Vec<u8>,
    duration_ms: f64,
) -> Result<(Box<Page>, Text), Box<Error>> {
    if !(200..300).contains(&head.status) {
        return Err(refused(&head, &body, None));
    }
    let options = CheckOptions { select: plan.call.select, check_numbers: !plan.lines, rows: !plan.lines };
    let checked = match check_page(&body, options) {
        Ok(checked) => checked,
        Err(broken) => {
            let mut error = Error::new(Kind::Decode, &explain::decode_error(&broken, &head));
            // A truncated body may be complete the next time; a complete one that breaks the contract stays as it is.
            error.retryable = broken.is_syntax();
            return Err(refused(&head, &body, Some(error)));
        }
    };
    let failed = |failure: Failure| failure.error(Some(&head), plan.timeout_ms());
    let next = match checked.next.clone() {
        None => None,
        Some(at) if at.len() > MAX_CURSOR_BYTES + 2 => {
            let message = "the body is no page at $.data.next: the cursor is longer than 64 KiB";
            return Err(with_head(Error::new(Kind::Decode, message), &head));
        }
        Some(at) => Some(literal(&body, at, usize::MAX).ok_or_else(|| failed(Failure::NotUtf8))?),
    };
    let issues = issues(&checked, &body);
    let invalid = checked.invalid.len();
    if plan.call.on_invalid == OnInvalid::Throw && invalid > 0 {
        let count = decimal(invalid as u64);
        let message = concat(&["the contract is broken by records of the page (", &count, "): see `issues`"]);
        let mut error = Error::new(Kind::Decode, &message);
        error.issues = Some(issues);
        return Err(with_head(error, &head));
    }
    let skip = plan.call.on_invalid == OnInvalid::Skip;
    let left_out = if skip { invalid } else { 0 };
    let page = Page {
        own_mark: plan.start.cursor.as_ref().map(Literal::fingerprint),
        next_mark: next.as_ref().map(Literal::fingerprint),
        next,
        records: checked.records().saturating_sub(left_out),
        issues,
        listed: checked.violations.len() as u32,
        issue_count: checked.violation_count,
        bytes: body.len(),
        attempts: 0,
        duration_ms,
        head,
    };
    let text = if plan.lines { checked.lines(body, skip) } else { checked.text(body, skip) };
    match text {
        Ok(text) => Ok((Box::new(page), text)),
        Err(WriteError::NotUtf8) => Err(Failure::NotUtf8.error(Some(&page.head), plan.timeout_ms())),
        Err(WriteError::OutOfMemory) => Err(Failure::OutOfMemory.error(Some(&page.head), plan.timeout_ms())),
    }
}

/// The error of a response that is not a page; `decode_error` is the error of its body as a page.
#[inline(never)]
fn refused(head: &Head, body: &[u8], decode_error: Option<Box<Error>>) -> Box<Error> {
    let envelope = check_error(body).filter(|_| is_utf8(body));
    let error = match (envelope, decode_error) {
        (Some(api), _) => {
            let text = |at: Option<Range<usize>>| literal(body, at?, usize::MAX);
            let mut error = Error::new(Kind::Api, "Kombo answered with an error and no message");
            error.server_message = text(api.message);
            (error.title, error.log_url) = (text(api.title), text(api.log_url));
            error.code = text(api.code).and_then(|code| code_of(&code));
            error.retryable = match error.code.as_deref().map_or(Retryability::ByStatus, retryability) {
                Retryability::Retryable => true,
                Retryability::Permanent => false,
                Retryability::ByStatus => head.is_retryable_status(),
            };
            error
        }
        (None, Some(error)) => error,
        (None, None) => {
            let mut error = Error::new(Kind::Http, &explain::unexpected(head));
            error.retryable = head.is_retryable_status();
            error
        }
    };
    let mut error = with_head(error, head);
    error.retry_after_ms = head.retry_after_ms.or_else(|| {
        // Every response has the end of the rate-limit window, but only a rejected request has to wait for it.
        let limited = head.status == 429 || error.code.as_deref() == Some("PLATFORM.RATE_LIMIT_EXCEEDED");
        head.rate_limit.reset_ms.filter(|_| limited).map(|ms| ms as u64)
    });
    error
}

/// Adds status and request id to an error.
fn with_head(mut error: Box<Error>, head: &Head) -> Box<Error> {
    (error.status, error.request_id) = (Some(head.status), head.request_id.clone());
    error
}

/// The code, when it has the form of one. Any other text may contain personal data.
fn code_of(literal: &Literal) -> Option<String> {
    let code = literal.inside();
    let is_part = |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    let is_code = !code.is_empty() && code.len() <= MAX_CODE && code.bytes().all(is_part);
    is_code.then(|| code.to_owned())
}

/// A JSON string of the body.
fn literal(body: &[u8], at: Range<usize>, max_units: usize) -> Option<Literal> {
    Literal::new(body.get(at)?, max_units)
}

/// The listed issues as a JSON array.
#[inline(never)]
fn issues(page: &Checked, body: &[u8]) -> String {
    // The violations are ordered by record, so one id is cached.
    let mut known: Option<(u32, Option<Literal>)> = None;
    Json::list(page.violations.iter(), |violation, json| {
        if known.as_ref().is_none_or(|(record, _)| *record != violation.record) {
            let at = page.id(body, violation.record as usize);
            known = Some((violation.record, at.and_then(|at| literal(body, at, MAX_ID_UNITS))));
        }
        let id = known.as_ref().and_then(|(_, id)| id.as_ref());
        json.number("index", violation.record.into());
        json.json("id", id.map_or("null", Literal::as_str));
        json.text("path", &violation.path.to_string());
        json.text("expected", violation.expected);
        json.text("found", violation.found.as_str());
    })
}

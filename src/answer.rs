//! What is made of an answer: a page, checked, with the text that `JSON.parse` gets; or the error that it is.

use core::ops::Range;

use kombo_edge_check::{Ask, Page as Checked, Text, WriteError, check_error, check_page, is_text};

use crate::error::{CodeSays, Error, Kind, code_says};
use crate::explain::{flawed, unexpected};
use crate::failure::Failure;
use crate::head::Head;
use crate::json::Json;
use crate::literal::Literal;
use crate::options::OnInvalid;
use crate::plan::Plan;
use crate::text::{concat, decimal};

/// The longest cursor that is taken, in bytes of the answer: 64 KiB.
pub const MAX_CURSOR_BYTES: usize = 65_536;

/// The longest id that an issue names, in UTF-16 units.
const MAX_ID_UNITS: usize = 256;

/// The longest code that counts as one; Kombo's own have at most 37 characters.
const MAX_CODE: usize = 128;

/// A page that has arrived and been checked.
#[derive(Debug)]
pub struct Page {
    /// The cursor of the next page; none at the end.
    pub next: Option<Literal>,
    /// The fingerprint of the cursor that led here.
    pub own_mark: Option<String>,
    /// The fingerprint of `next`.
    pub next_mark: Option<String>,
    /// How many records it returns.
    pub records: usize,
    /// What was wrong with its records, as far as it is listed: a list in JSON.
    pub issues: String,
    /// How many are listed.
    pub listed: u32,
    /// How many there are.
    pub issue_count: u32,
    /// Status and headers.
    pub head: Box<Head>,
    /// The length of the body, decompressed.
    pub bytes: usize,
    /// How many requests it took.
    pub attempts: u32,
    /// From sending the last of them to the last byte.
    pub duration_ms: f64,
}

/// Checks an answer.
///
/// # Errors
///
/// It is an error envelope, something else that is no page, or a page that `on_invalid: "throw"` refuses.
#[inline(never)]
pub fn judge(
    plan: &Plan,
    head: Box<Head>,
    body: Vec<u8>,
    duration_ms: f64,
) -> Result<(Box<Page>, Text), Box<Error>> {
    if !(200..300).contains(&head.status) {
        return Err(refused(&head, &body, None));
    }
    let ask = Ask { select: plan.call.select, numbers: !plan.lines };
    let checked = match check_page(&body, ask) {
        Ok(checked) => checked,
        Err(flaw) => {
            let mut error = Error::new(Kind::Decode, &flawed(&flaw, &head));
            // Cut off or garbled on the way; what is whole but wrong will be as wrong the next time.
            error.retryable = flaw.is_syntax();
            return Err(refused(&head, &body, Some(error)));
        }
    };
    let failed = |failure: Failure| failure.error(Some(&head), plan.timeout_ms());
    let next = match checked.next.clone() {
        None => None,
        Some(at) if at.len() > MAX_CURSOR_BYTES + 2 => {
            let message = "the body is no page at $.data.next: the cursor is longer than 64 KiB";
            return Err(placed(Error::new(Kind::Decode, message), &head));
        }
        Some(at) => Some(literal(&body, at, usize::MAX).ok_or_else(|| failed(Failure::NotUtf8))?),
    };
    let issues = issues(&checked, &body);
    let faulty = checked.faulty.len();
    if plan.call.on_invalid == OnInvalid::Throw && faulty > 0 {
        let count = decimal(faulty as u64);
        let message = concat(&["the contract is broken by records of the page (", &count, "): see `issues`"]);
        let mut error = Error::new(Kind::Decode, &message);
        error.issues = Some(issues);
        return Err(placed(error, &head));
    }
    let skip = plan.call.on_invalid == OnInvalid::Skip;
    let left_out = if skip { faulty } else { 0 };
    let page = Page {
        own_mark: plan.start.cursor.as_ref().map(Literal::fingerprint),
        next_mark: next.as_ref().map(Literal::fingerprint),
        next,
        records: checked.records().saturating_sub(left_out),
        issues,
        listed: checked.faults.len() as u32,
        issue_count: checked.fault_count,
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

/// An answer that is no page; `flaw` is what is wrong with it as one.
#[inline(never)]
fn refused(head: &Head, body: &[u8], flaw: Option<Box<Error>>) -> Box<Error> {
    let envelope = check_error(body).filter(|_| is_text(body));
    let error = match (envelope, flaw) {
        (Some(api), _) => {
            let text = |at: Option<Range<usize>>| literal(body, at?, usize::MAX);
            let mut error = Error::new(Kind::Api, "Kombo answered with an error and no message");
            error.server_message = text(api.message);
            (error.title, error.log_url) = (text(api.title), text(api.log_url));
            error.code = text(api.code).and_then(|code| code_of(&code));
            error.retryable = match error.code.as_deref().map_or(CodeSays::AskStatus, code_says) {
                CodeSays::Retry => true,
                CodeSays::GiveUp => false,
                CodeSays::AskStatus => head.is_retryable_status(),
            };
            error
        }
        (None, Some(flaw)) => flaw,
        (None, None) => {
            let mut error = Error::new(Kind::Http, &unexpected(head));
            error.retryable = head.is_retryable_status();
            error
        }
    };
    let mut error = placed(error, head);
    error.retry_after_ms = head.retry_after_ms.or_else(|| {
        // The window's end is on every answer; only one that was refused for its sake has to wait for it.
        let limited = head.status == 429 || error.code.as_deref() == Some("PLATFORM.RATE_LIMIT_EXCEEDED");
        head.rate_limit.reset_ms.filter(|_| limited).map(|ms| ms as u64)
    });
    error
}

fn placed(mut error: Box<Error>, head: &Head) -> Box<Error> {
    (error.status, error.request_id) = (Some(head.status), head.request_id.clone());
    error
}

/// What can be a code: anything else may be anything, personal data too.
fn code_of(literal: &Literal) -> Option<String> {
    let code = literal.inside();
    let is_part = |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    let is_code = !code.is_empty() && code.len() <= MAX_CODE && code.bytes().all(is_part);
    is_code.then(|| code.to_owned())
}

/// A string of the body.
fn literal(body: &[u8], at: Range<usize>, most_units: usize) -> Option<Literal> {
    Literal::new(body.get(at)?, most_units)
}

/// What was wrong with the records, as far as it is listed: a list in JSON.
#[inline(never)]
fn issues(page: &Checked, body: &[u8]) -> String {
    // The faults come record by record.
    let mut known: Option<(u32, Option<Literal>)> = None;
    Json::list(page.faults.iter(), |fault, json| {
        if known.as_ref().is_none_or(|(record, _)| *record != fault.record) {
            let at = page.id(body, fault.record as usize);
            known = Some((fault.record, at.and_then(|at| literal(body, at, MAX_ID_UNITS))));
        }
        let id = known.as_ref().and_then(|(_, id)| id.as_ref());
        json.number("index", fault.record.into());
        json.json("id", id.map_or("null", Literal::as_str));
        json.text("path", &fault.path.to_string());
        json.text("expected", fault.expected);
        json.text("found", fault.found.as_str());
    })
}

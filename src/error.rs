//! The one error of the package: what went wrong, in fields that programs can decide by.

use crate::text::{concat, without};
use crate::value::Value;

/// What sort of failure it is; a program's first question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The caller's options or parameters are wrong; nothing was sent.
    Input,
    /// Kombo answered with its error envelope.
    Api,
    /// An answer that is neither a page nor Kombo's error envelope, such as a load balancer's.
    Http,
    /// No answer: the connection could not be made, or broke.
    Network,
    /// One attempt took longer than `timeout_ms`.
    Timeout,
    /// The walk took longer than `deadline_ms`, before its first page.
    Deadline,
    /// The answer is not what the contract says.
    Decode,
    /// The server gave a cursor that it had given before.
    Pagination,
    /// A defect in this package.
    Internal,
}

impl Kind {
    /// The name as users see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Input => "input",
            Kind::Api => "api",
            Kind::Http => "http",
            Kind::Network => "network",
            Kind::Timeout => "timeout",
            Kind::Deadline => "deadline",
            Kind::Decode => "decode",
            Kind::Pagination => "pagination",
            Kind::Internal => "internal",
        }
    }
}

/// Whether trying again can help, as far as a code alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSays {
    /// Safe and useful to try again.
    Retry,
    /// The same request will fail the same way.
    GiveUp,
    /// Nothing: the status decides.
    AskStatus,
}

/// Every error code of the endpoint's page, with what it says about trying again.
pub const CODES: [(&str, CodeSays); 24] = [
    ("PLATFORM.RATE_LIMIT_EXCEEDED", CodeSays::Retry),
    ("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED", CodeSays::Retry),
    ("PLATFORM.INTEGRATION_NOT_FOUND", CodeSays::GiveUp),
    ("PLATFORM.INPUT_INVALID", CodeSays::GiveUp),
    ("PLATFORM.UNKNOWN_ERROR", CodeSays::AskStatus),
    ("PLATFORM.IP_NOT_WHITELISTED", CodeSays::GiveUp),
    ("PLATFORM.AUTHENTICATION_INVALID", CodeSays::GiveUp),
    ("PLATFORM.TASK_TIMED_OUT", CodeSays::Retry),
    ("INTEGRATION.PERMISSION_MISSING", CodeSays::GiveUp),
    ("INTEGRATION.AUTHENTICATION_INVALID", CodeSays::GiveUp),
    ("INTEGRATION.QA_FAILED", CodeSays::GiveUp),
    ("INTEGRATION.SETUP_SYNC_PENDING", CodeSays::GiveUp),
    ("INTEGRATION.SETUP_INCOMPLETE", CodeSays::GiveUp),
    ("INTEGRATION.INACTIVE", CodeSays::GiveUp),
    ("INTEGRATION.MODEL_NOT_AVAILABLE", CodeSays::GiveUp),
    ("INTEGRATION.MODEL_DISABLED", CodeSays::GiveUp),
    ("INTEGRATION.ACTION_NOT_AVAILABLE", CodeSays::GiveUp),
    ("INTEGRATION.ACTION_DISABLED", CodeSays::GiveUp),
    ("REMOTE.SERVICE_UNAVAILABLE", CodeSays::Retry),
    ("REMOTE.RATE_LIMIT_EXCEEDED", CodeSays::Retry),
    ("REMOTE.INPUT_INVALID", CodeSays::GiveUp),
    ("REMOTE.UNKNOWN_HTTP_ERROR", CodeSays::AskStatus),
    ("ATS.JOB_CLOSED", CodeSays::GiveUp),
    ("ATS.APPLICATION_ALREADY_EXISTS", CodeSays::GiveUp),
];

/// What a code says about trying again. New codes appear over time: one that is not known leaves it to the status,
/// but for `INTEGRATION.*`, which always waits for a person.
pub fn code_says(code: &str) -> CodeSays {
    match CODES.iter().find(|(known, _)| *known == code) {
        Some((_, says)) => *says,
        None if code.starts_with("INTEGRATION.") => CodeSays::GiveUp,
        None => CodeSays::AskStatus,
    }
}

/// What was wrong with one record, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The record's place in the page as the server sent it, from 0.
    pub index: u32,
    /// The record's `id`; none when that itself is missing or no string.
    pub id: Option<String>,
    /// Where in the record: `$` is the record, `$.applications[0].outcome` a field inside.
    pub path: String,
    /// What the contract says belongs there.
    pub expected: &'static str,
    /// What kind of value was there; never the value.
    pub found: &'static str,
}

impl Issue {
    /// The issue as users see it.
    pub fn to_value(&self) -> Value<'_> {
        Value::Map(vec![
            ("index", self.index.into()),
            ("id", (&self.id).into()),
            ("path", self.path.as_str().into()),
            ("expected", self.expected.into()),
            ("found", self.found.into()),
        ])
    }
}

/// A failure, as plain data. The boundary makes the JavaScript `KomboError` of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What sort of failure.
    pub kind: Kind,
    /// What happened and what to do, for people. Only for [`Kind::Api`] it is the server's own text.
    pub message: String,
    /// Kombo's error code, where it gave one.
    pub code: Option<String>,
    /// Kombo's static label of the failure, where it gave one.
    pub title: Option<String>,
    /// Kombo's page with the full log of the interaction, where it gave one.
    pub log_url: Option<String>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Whether the same request may succeed later without anything being changed.
    pub retryable: bool,
    /// How long the server asked to be left alone, in milliseconds, where it did.
    pub retry_after_ms: Option<u64>,
    /// How many requests were sent for the page that failed.
    pub attempts: u32,
    /// The cursor of the page that failed: going on from here loses nothing. None for the very first page.
    pub cursor: Option<String>,
    /// With `on_invalid: "throw"`: all that was wrong with the page's records.
    pub issues: Vec<Issue>,
    /// The server's `x-request-id`, where it sent one.
    pub request_id: Option<String>,
}

impl Error {
    /// An error with a kind and a message and nothing else known yet. In a box, or every result that may hold one
    /// would be as large.
    pub fn new(kind: Kind, message: &str) -> Box<Self> {
        Box::new(Error {
            kind,
            message: message.to_owned(),
            code: None,
            title: None,
            log_url: None,
            status: None,
            retryable: false,
            retry_after_ms: None,
            attempts: 0,
            cursor: None,
            issues: Vec::new(),
            request_id: None,
        })
    }

    /// Wrong input: says where, what was given and what is allowed.
    pub fn input(place: &str, given: &str, allowed: &str) -> Box<Self> {
        Error::new(Kind::Input, &concat(&["`", place, "` is ", given, ": ", allowed]))
    }

    /// The error as users see it.
    pub fn to_value(&self) -> Value<'_> {
        Value::Map(vec![
            ("kind", self.kind.as_str().into()),
            ("message", self.message.as_str().into()),
            ("code", (&self.code).into()),
            ("title", (&self.title).into()),
            ("log_url", (&self.log_url).into()),
            ("status", self.status.map(u32::from).into()),
            ("retryable", self.retryable.into()),
            ("retry_after_ms", self.retry_after_ms.map(|ms| ms as f64).into()),
            ("attempts", self.attempts.into()),
            ("cursor", (&self.cursor).into()),
            ("issues", Value::List(self.issues.iter().map(Issue::to_value).collect())),
            ("request_id", (&self.request_id).into()),
        ])
    }

    /// The same error with every trace of a secret taken out of the server's texts.
    pub fn without(mut self: Box<Self>, secret: &str) -> Box<Self> {
        let error = &mut *self;
        let texts = [&mut error.code, &mut error.title, &mut error.log_url, &mut error.request_id];
        for text in texts.into_iter().flatten().chain([&mut error.message]) {
            *text = without(text, secret, "[api_key]");
        }
        self
    }
}

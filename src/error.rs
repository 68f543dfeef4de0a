//! The one error of the package: what went wrong, in fields that programs can decide by.

use crate::json::Json;
use crate::literal::Literal;
use crate::text::concat;

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

/// The entry of a code that is known.
pub fn known(code: &str) -> Option<&'static (&'static str, CodeSays)> {
    CODES.iter().find(|(known, _)| *known == code)
}

/// What a code says about trying again. New codes appear over time: one that is not known leaves it to the status,
/// but for `INTEGRATION.*`, which always waits for a person.
pub fn code_says(code: &str) -> CodeSays {
    match known(code) {
        Some((_, says)) => *says,
        None if code.starts_with("INTEGRATION.") => CodeSays::GiveUp,
        None => CodeSays::AskStatus,
    }
}

/// A failure, as plain data. The boundary makes the JavaScript `KomboError` of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What sort of failure.
    pub kind: Kind,
    /// What happened and what to do, for people.
    pub message: String,
    /// The server's own text in its place, for [`Kind::Api`] alone. It may name people.
    pub server_message: Option<Literal>,
    /// Kombo's error code, where it gave one.
    pub code: Option<String>,
    /// Kombo's static label of the failure, where it gave one.
    pub title: Option<Literal>,
    /// Kombo's page with the full log of the interaction, where it gave one.
    pub log_url: Option<Literal>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Whether the same request may succeed later without anything being changed.
    pub retryable: bool,
    /// How long the server asked to be left alone, in milliseconds, where it did.
    pub retry_after_ms: Option<u64>,
    /// How many requests were sent for the page that failed.
    pub attempts: u32,
    /// The cursor of the page that failed: going on from here loses nothing. None for the very first page.
    pub cursor: Option<Literal>,
    /// With `on_invalid: "throw"`: what was wrong with the page's records, a list in JSON.
    pub issues: Option<String>,
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
            server_message: None,
            code: None,
            title: None,
            log_url: None,
            status: None,
            retryable: false,
            retry_after_ms: None,
            attempts: 0,
            cursor: None,
            issues: None,
            request_id: None,
        })
    }

    /// Wrong input: says where, what was given and what is allowed.
    pub fn input(place: &str, given: &str, allowed: &str) -> Box<Self> {
        Error::new(Kind::Input, &concat(&["`", place, "` is ", given, ": ", allowed]))
    }

    /// The error's fields as JSON, those that there are. The server's own words are apart from ours, in the member
    /// `server`: the driver takes the key out of them, and of nothing else.
    #[must_use]
    #[inline(never)]
    pub fn to_json(&self) -> String {
        let (mut json, mut server) = (Json::new(), Json::new());
        json.text("kind", self.kind.as_str());
        json.text("message", &self.message);
        for (name, text) in
            [("message", &self.server_message), ("title", &self.title), ("log_url", &self.log_url)]
        {
            if let Some(text) = text {
                server.json(name, text.as_str());
            }
        }
        if let Some(code) = &self.code {
            if known(code).is_some() { &mut json } else { &mut server }.text("code", code);
        }
        json.json("server", &server.end());
        if let Some(cursor) = &self.cursor {
            json.json("cursor", cursor.as_str());
        }
        if let Some(id) = &self.request_id {
            json.text("request_id", id);
        }
        if let Some(issues) = &self.issues {
            json.json("issues", issues);
        }
        let (status, wait_ms) = (self.status.map(f64::from), self.retry_after_ms.map(|ms| ms as f64));
        for (name, number) in
            [("status", status), ("retry_after_ms", wait_ms), ("attempts", Some(self.attempts.into()))]
        {
            if let Some(number) = number {
                json.number(name, number);
            }
        }
        json.flag("retryable", self.retryable);
        json.end()
    }
}

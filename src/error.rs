//! The error type of the package, with fields that programs can act on.

use core::fmt;

use crate::json::Json;
use crate::literal::Literal;
use crate::text::concat;

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The caller's options or parameters are wrong; nothing was sent.
    Input,
    /// Kombo answered with its error envelope.
    Api,
    /// The response is neither a page nor Kombo's error envelope, such as one of a load balancer.
    Http,
    /// There is no response: the connection failed.
    Network,
    /// One attempt took longer than `timeout_ms`.
    Timeout,
    /// The walk took longer than `deadline_ms`, before its first page.
    Deadline,
    /// The response breaks the contract.
    Decode,
    /// The server repeated a cursor.
    Pagination,
    /// A defect in this package.
    Internal,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Kind {
    /// The name in the package's API.
    #[must_use]
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

/// Whether a retry can help, by the error code alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retryability {
    /// A retry is safe and useful.
    Retryable,
    /// The same request will fail the same way.
    Permanent,
    /// The code does not say; the HTTP status decides.
    ByStatus,
}

/// All error codes that the documentation of the endpoint lists, with their retryability.
pub const CODES: [(&str, Retryability); 24] = [
    ("PLATFORM.RATE_LIMIT_EXCEEDED", Retryability::Retryable),
    ("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED", Retryability::Retryable),
    ("PLATFORM.INTEGRATION_NOT_FOUND", Retryability::Permanent),
    ("PLATFORM.INPUT_INVALID", Retryability::Permanent),
    ("PLATFORM.UNKNOWN_ERROR", Retryability::ByStatus),
    ("PLATFORM.IP_NOT_WHITELISTED", Retryability::Permanent),
    ("PLATFORM.AUTHENTICATION_INVALID", Retryability::Permanent),
    ("PLATFORM.TASK_TIMED_OUT", Retryability::Retryable),
    ("INTEGRATION.PERMISSION_MISSING", Retryability::Permanent),
    ("INTEGRATION.AUTHENTICATION_INVALID", Retryability::Permanent),
    ("INTEGRATION.QA_FAILED", Retryability::Permanent),
    ("INTEGRATION.SETUP_SYNC_PENDING", Retryability::Permanent),
    ("INTEGRATION.SETUP_INCOMPLETE", Retryability::Permanent),
    ("INTEGRATION.INACTIVE", Retryability::Permanent),
    ("INTEGRATION.MODEL_NOT_AVAILABLE", Retryability::Permanent),
    ("INTEGRATION.MODEL_DISABLED", Retryability::Permanent),
    ("INTEGRATION.ACTION_NOT_AVAILABLE", Retryability::Permanent),
    ("INTEGRATION.ACTION_DISABLED", Retryability::Permanent),
    ("REMOTE.SERVICE_UNAVAILABLE", Retryability::Retryable),
    ("REMOTE.RATE_LIMIT_EXCEEDED", Retryability::Retryable),
    ("REMOTE.INPUT_INVALID", Retryability::Permanent),
    ("REMOTE.UNKNOWN_HTTP_ERROR", Retryability::ByStatus),
    ("ATS.JOB_CLOSED", Retryability::Permanent),
    ("ATS.APPLICATION_ALREADY_EXISTS", Retryability::Permanent),
];

/// The entry of a known code.
#[must_use]
pub fn known_code(code: &str) -> Option<&'static (&'static str, Retryability)> {
    CODES.iter().find(|(known, _)| *known == code)
}

/// The retryability of a code. For an unknown code, the status decides, except for `INTEGRATION.*`: these errors need
/// action by a person.
#[must_use]
pub fn retryability(code: &str) -> Retryability {
    match known_code(code) {
        Some((_, retryability)) => *retryability,
        None if code.starts_with("INTEGRATION.") => Retryability::Permanent,
        None => Retryability::ByStatus,
    }
}

/// An error as plain data. The package turns it into a `KomboError`.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// The kind of the error.
    pub kind: Kind,
    /// What happened and what to do, for people.
    pub message: String,
    /// The server's message, for [`Kind::Api`] only. It replaces `message` and may contain personal data.
    pub server_message: Option<Literal>,
    /// Kombo's error code, if there is one.
    pub code: Option<String>,
    /// Kombo's label of the error, if there is one.
    pub title: Option<Literal>,
    /// The link to Kombo's log of the interaction, if there is one.
    pub log_url: Option<Literal>,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// The wait that the server requested, in milliseconds, if it did.
    pub retry_after_ms: Option<u64>,
    /// The number of requests that were sent for the page that failed.
    pub attempts: u32,
    /// The cursor of the page that failed, from which the walk can continue. None for the first page.
    pub cursor: Option<Literal>,
    /// With `on_invalid: "throw"`: the issues of the page, a JSON array.
    pub issues: Option<String>,
    /// The server's `x-request-id`, if there is one.
    pub request_id: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// An error with a kind and a message. Boxed, to keep results small.
    #[must_use]
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

    /// An input error: the place, what was given and what is allowed.
    #[must_use]
    pub fn input(place: &str, given: &str, allowed: &str) -> Box<Self> {
        Error::new(Kind::Input, &concat(&["`", place, "` is ", given, ": ", allowed]))
    }

    /// The fields that are set, as JSON. Texts of the server are in the member `server`, because the driver removes the key
    /// from these only.
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
            if known_code(code).is_some() { &mut json } else { &mut server }.text("code", code);
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

//! What `on_event` is told. Only what is listed here can get out: no query, header, body or record.

use crate::error::{CODES, Error};
use crate::head::Head;
use crate::value::Value;

/// Something that happened in a walk.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A request is being sent.
    Request {
        /// The path, without its query.
        path: &'a str,
        /// Which attempt at the page, from 1.
        attempt: u32,
    },
    /// An answer has arrived, its body included.
    Response {
        /// The path, without its query.
        path: &'a str,
        /// Which attempt at the page, from 1.
        attempt: u32,
        /// Status and headers.
        head: &'a Head,
        /// From sending to the last byte.
        duration_ms: f64,
        /// The length of the body, decompressed.
        bytes: usize,
    },
    /// An attempt failed, and another follows after a wait.
    Retry {
        /// How long the wait is.
        wait_ms: u64,
        /// What went wrong.
        because: &'a Error,
    },
    /// A page is ready.
    Page {
        /// How many records it hands over.
        records: usize,
        /// How many issues its records have.
        issues: usize,
        /// The length of its body, decompressed.
        bytes: usize,
        /// How many requests it took.
        attempts: u32,
        /// From sending the last of them to the last byte.
        duration_ms: f64,
        /// Whether another page follows.
        more: bool,
    },
}

impl<'a> Event<'a> {
    /// The event as users see it; `page` is the page of the walk that it is about, from 1.
    pub fn to_value(self, page: u32) -> Value<'a> {
        let (name, more) = match self {
            Event::Request { path, attempt } => (
                "request",
                vec![("method", "GET".into()), ("path", path.into()), ("attempt", attempt.into())],
            ),
            Event::Response { path, attempt, head, duration_ms, bytes } => {
                let mut members = vec![
                    ("path", path.into()),
                    ("attempt", attempt.into()),
                    ("status", u32::from(head.status).into()),
                    ("duration_ms", duration_ms.into()),
                    ("bytes", (bytes as f64).into()),
                ];
                members.extend(head.rate_limit());
                ("response", members)
            }
            Event::Retry { wait_ms, because } => {
                let mut members = vec![
                    ("attempt", because.attempts.into()),
                    ("wait_ms", (wait_ms as f64).into()),
                    ("kind", because.kind.as_str().into()),
                ];
                members.extend(because.status.map(|status| ("status", u32::from(status).into())));
                // A code that is not known could be anything.
                let known = CODES.iter().find(|(known, _)| Some(*known) == because.code.as_deref());
                members.extend(known.map(|(code, _)| ("code", (*code).into())));
                ("retry", members)
            }
            Event::Page { records, issues, bytes, attempts, duration_ms, more } => (
                "page",
                vec![
                    ("records", (records as f64).into()),
                    ("issues", (issues as f64).into()),
                    ("bytes", (bytes as f64).into()),
                    ("attempts", attempts.into()),
                    ("duration_ms", duration_ms.into()),
                    ("more", more.into()),
                ],
            ),
        };
        let mut members = vec![("type", name.into()), ("page", page.into())];
        members.extend(more);
        Value::Map(members)
    }
}

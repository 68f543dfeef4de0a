//! The events for `on_event`. They contain only what is listed here: no query, header, body or record.

use crate::error::{Error, known_code};
use crate::head::Head;
use crate::json::Json;
use crate::response::Page;

/// An event of a walk.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A request is being sent.
    Request {
        /// The path, without its query.
        path: &'a str,
        /// The attempt at this page, from 1.
        attempt: u32,
    },
    /// A response was received, its body included.
    Response {
        /// The path, without its query.
        path: &'a str,
        /// The attempt at this page, from 1.
        attempt: u32,
        /// Status and headers.
        head: &'a Head,
        /// The time from sending to the last byte.
        duration_ms: f64,
        /// The length of the decompressed body.
        bytes: usize,
    },
    /// An attempt failed, and another one follows after a wait.
    Retry {
        /// The attempt at this page, from 1.
        attempt: u32,
        /// The length of the wait.
        wait_ms: u64,
        /// The error of the attempt.
        because: &'a Error,
    },
    /// A page is ready.
    Page(&'a Page),
}

impl Event<'_> {
    /// The event as JSON; `page` is the number of the page in the walk, from 1.
    #[must_use]
    #[inline(never)]
    pub fn to_json(self, page: u32) -> String {
        let mut json = Json::new();
        json.number("page", page.into());
        let name = match self {
            Event::Request { path, attempt } => {
                json.text("method", "GET");
                json.text("path", path);
                json.number("attempt", attempt.into());
                "request"
            }
            Event::Response { path, attempt, head, duration_ms, bytes } => {
                json.text("path", path);
                json.number("attempt", attempt.into());
                json.number("status", head.status.into());
                json.number("duration_ms", duration_ms);
                json.number("bytes", bytes as f64);
                head.write_rate_limit(&mut json);
                "response"
            }
            Event::Retry { attempt, wait_ms, because } => {
                json.number("attempt", attempt.into());
                json.number("wait_ms", wait_ms as f64);
                json.text("kind", because.kind.as_str());
                if let Some(status) = because.status {
                    json.number("status", status.into());
                }
                // An unknown code may contain anything.
                if let Some((code, _)) = because.code.as_deref().and_then(known_code) {
                    json.text("code", code);
                }
                "retry"
            }
            Event::Page(page) => {
                json.number("records", page.records as f64);
                json.number("issues", page.issue_count.into());
                json.number("bytes", page.bytes as f64);
                json.number("attempts", page.attempts.into());
                json.number("duration_ms", page.duration_ms);
                json.flag("more", page.next.is_some());
                "page"
            }
        };
        json.text("type", name);
        json.end()
    }
}

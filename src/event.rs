//! What `on_event` is told. Only what is listed here can get out: no query, header, body or record.

use serde::Serialize;

use crate::head::RateLimit;

/// Something that happened in a walk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Event<'a> {
    /// A request is being sent.
    Request {
        /// Always `GET`.
        method: &'static str,
        /// The path, without its query.
        path: &'a str,
        /// Which page of the walk it is for, from 1.
        page: u32,
        /// Which attempt at that page, from 1.
        attempt: u32,
    },
    /// An answer has arrived, its body included.
    Response {
        /// The path, without its query.
        path: &'a str,
        /// Which page of the walk it is for, from 1.
        page: u32,
        /// Which attempt at that page, from 1.
        attempt: u32,
        /// The HTTP status.
        status: u16,
        /// From sending to the last byte.
        duration_ms: f64,
        /// The length of the body, decompressed.
        bytes: f64,
        /// The server's rate-limit headers, where it sent any.
        #[serde(skip_serializing_if = "Option::is_none")]
        rate_limit: Option<RateLimit>,
    },
    /// An attempt failed, and another follows after a wait.
    Retry {
        /// Which page of the walk it is for, from 1.
        page: u32,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How long the wait is.
        wait_ms: f64,
        /// What sort of failure it was.
        kind: &'static str,
        /// The HTTP status, where there was an answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// Kombo's error code, where it gave one that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<&'static str>,
    },
    /// A page is ready.
    Page {
        /// Which page of the walk, from 1.
        page: u32,
        /// How many records it hands over.
        records: f64,
        /// How many issues its records have.
        issues: f64,
        /// The length of its body, decompressed.
        bytes: f64,
        /// How many requests it took.
        attempts: u32,
        /// From sending the last of them to the last byte.
        duration_ms: f64,
        /// Whether another page follows.
        more: bool,
    },
}

//! Failures of a request without a usable response, and their errors.

use crate::error::{Error, Kind};
use crate::head::Head;
use crate::text::{concat, decimal};

/// Why there is no usable response.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The connection failed; with the error code of the system (`ECONNREFUSED`), if there is one. Also when the key function
    /// threw.
    Network(Option<String>),
    /// The caller's `fetch` or key function threw an error that is a mistake in the program.
    FetchThrew,
    /// `fetch` returned something that is not a `Response`.
    NoResponse,
    /// The attempt exceeded its time.
    Timeout,
    /// A chunk of the body was modified or detached before the whole body was received.
    BodyChanged,
    /// The body is longer than this many bytes.
    TooLarge(u32),
    /// The body does not fit into memory.
    OutOfMemory,
    /// The body is not UTF-8.
    NotUtf8,
    /// The driver's answer does not match the command.
    Protocol,
}

impl Failure {
    /// The error for this failure. `head` is the head of the response, if one arrived; `timeout_ms` is the option.
    #[must_use]
    #[inline(never)]
    pub fn error(&self, head: Option<&Head>, timeout_ms: u32) -> Box<Error> {
        let (kind, retryable, message) = match self {
            Failure::Network(code) => {
                let code = code.as_ref().map(|code| concat(&[" (", code, ")"])).unwrap_or_default();
                let place = if head.is_some() { " within the body" } else { "" };
                let message = concat(&["the connection to the server failed", place, &code, ": see `cause`"]);
                (Kind::Network, true, message)
            }
            Failure::FetchThrew => {
                let message = "your `fetch` threw an error of its own, not one of the network: see `cause`";
                (Kind::Network, false, message.into())
            }
            Failure::NoResponse => {
                (Kind::Network, false, "`fetch` returned something that is no Response".into())
            }
            Failure::Timeout => {
                let limit = decimal(timeout_ms.into());
                (Kind::Timeout, true, concat(&["no whole answer within `timeout_ms` (", &limit, " ms)"]))
            }
            Failure::BodyChanged => {
                let message =
                    "the body's bytes changed while they were read: its chunks must stay as they are";
                (Kind::Network, true, message.into())
            }
            Failure::TooLarge(max) => {
                let max = decimal((*max).into());
                let advice = " bytes): ask for smaller pages with `page_size`, or raise the limit";
                (Kind::Decode, false, concat(&["the body is longer than `max_body_bytes` (", &max, advice]))
            }
            Failure::OutOfMemory => {
                let message = "the body does not fit into memory: ask for smaller pages with `page_size`";
                (Kind::Decode, false, message.into())
            }
            Failure::NotUtf8 => (Kind::Decode, true, "the body is not valid UTF-8".into()),
            Failure::Protocol => (Kind::Internal, false, "the walk was resumed out of order".into()),
        };
        let mut error = Error::new(kind, &message);
        error.retryable = retryable;
        error.status = head.map(|head| head.status);
        error.request_id = head.and_then(|head| head.request_id.clone());
        error
    }
}

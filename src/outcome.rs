//! The outcome of a walk to one page: the page, a stop or an error.

use core::fmt;

use crate::error::Error;
use crate::response::Page;

/// Why a walk stopped without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// `max_pages` pages were returned.
    MaxPages,
    /// `max_requests` requests were sent.
    MaxRequests,
    /// `deadline_ms` passed.
    Deadline,
}

impl Stopped {
    /// The name in the package's API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stopped::MaxPages => "max_pages",
            Stopped::MaxRequests => "max_requests",
            Stopped::Deadline => "deadline",
        }
    }
}

/// The result of fetching a page.
#[derive(Debug)]
pub struct Outcome {
    /// The page, or why there is none.
    pub end: Result<Box<Page>, End>,
    /// The number of requests that were sent, those for previous pages included.
    pub requests: u32,
}

/// Why there is no page: the walk stopped or failed.
#[derive(Debug)]
pub enum End {
    /// A budget is used up, or the deadline passed after a page.
    Stopped(Stopped),
    /// The walk failed.
    Failed(Box<Error>),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Stopped(stopped) => write!(f, "the walk stopped: {}", stopped.as_str()),
            End::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for End {}

impl From<Box<Error>> for End {
    fn from(error: Box<Error>) -> Self {
        End::Failed(error)
    }
}

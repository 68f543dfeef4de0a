//! The errors of the check and of the rewrite.

use core::error::Error;
use core::fmt;

use crate::Found;
use crate::text::{concat, decimal};

/// Why a response cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes are not JSON, or are truncated.
    Syntax {
        /// Where the grammar is broken, in bytes.
        offset: usize,
        /// What the grammar allows there.
        expected: &'static str,
        /// What was found there.
        found: &'static str,
    },
    /// The response is JSON, but its envelope breaks the contract.
    Envelope {
        /// The path of the member.
        path: &'static str,
        /// What the contract requires there.
        expected: &'static str,
        /// What was found there.
        found: Found,
    },
    /// More than [`crate::MAX_DEPTH`] arrays and objects are open at once.
    TooDeep {
        /// Where the first container beyond the limit opens, in bytes.
        offset: usize,
    },
    /// The repairs would add more than the length of the body and [`crate::MAX_EXTRA_REPAIR_BYTES`].
    TooManyRepairs,
    /// A count exceeds its limit.
    TooMany {
        /// What is counted.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// An allocation failed.
    OutOfMemory,
}

impl DecodeError {
    /// Whether the bytes are not JSON. The body may have been truncated in transit, so a retry may help.
    #[must_use]
    pub const fn is_syntax(&self) -> bool {
        matches!(self, Self::Syntax { .. })
    }

    /// The error in words: places and kinds, never values.
    #[must_use]
    // Inlined into its one caller, it takes 100 bytes less after gzip.
    #[inline(always)]
    pub fn message(&self) -> String {
        match self {
            Self::Syntax { offset, expected, found } => {
                let at = decimal(*offset as u64);
                concat(&["the body is not JSON at byte ", &at, ": expected ", expected, ", found ", found])
            }
            Self::Envelope { path, expected, found } => {
                concat(&["the body is no page at ", path, ": expected ", expected, ", found ", found.as_str()])
            }
            Self::TooDeep { offset } => {
                concat(&["the body is nested beyond 512 levels at byte ", &decimal(*offset as u64)])
            }
            Self::TooMany { what, limit } => {
                concat(&["the page has more than ", &decimal(*limit as u64), " ", what])
            }
            Self::TooManyRepairs => {
                "the page lacks so much that its repairs would be longer than itself: ask for smaller pages with `page_size`".into()
            }
            Self::OutOfMemory => "the page's records do not fit into memory".into(),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl Error for DecodeError {}

/// Why a page cannot be rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteError {
    /// The response is not UTF-8, in any part of it.
    NotUtf8,
    /// An allocation failed.
    OutOfMemory,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "the body is not valid UTF-8",
            Self::OutOfMemory => "the page does not fit into memory",
        })
    }
}

impl Error for WriteError {}

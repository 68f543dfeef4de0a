//! The retry policy and its waits.
//!
//! The retry rule has two halves. Whether a failure may pass is a member of the error, `retryable`: set by `response.rs` for a
//! response, by `failure.rs` for a failed request, and for Kombo's codes by the table in `error.rs`. Whether there is
//! another attempt, and after which wait, is decided by `Limits::next_wait` in `limits.rs`, with the waits of this file.

use crate::clock::Now;
use crate::fields::MAX_TIMER_MS;

/// The retry policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The most requests for one page, including the first.
    pub max_attempts: u32,
    /// The longest wait before the second attempt, in milliseconds. It doubles with each further attempt.
    pub base_ms: u32,
    /// The upper limit of the doubled wait, in milliseconds.
    pub max_ms: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Policy::DEFAULT
    }
}

impl Policy {
    /// The default policy.
    pub const DEFAULT: Self = Policy { max_attempts: 4, base_ms: 500, max_ms: 30_000 };

    /// The wait after this attempt (from 1), in milliseconds: what the server requested, or else exponential back-off with
    /// full jitter, a random time between zero and the doubled base. Jitter keeps clients that failed together from retrying
    /// together.
    #[must_use]
    pub fn wait_ms(&self, attempt: u32, server_ms: Option<u64>, now: Now) -> u64 {
        match server_ms {
            Some(ms) if ms > 0 => ms.min(MAX_TIMER_MS as u64),
            _ => {
                let doubled = u64::from(self.base_ms) << attempt.saturating_sub(1).min(31);
                (doubled.min(self.max_ms.into()) as f64 * now.random) as u64
            }
        }
    }
}

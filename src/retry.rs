//! How long to wait before trying again.

use crate::clock::Now;
use crate::fields::MAX_TIMER_MS;

/// How often and how patiently to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The most requests for one page, the first one included.
    pub max_attempts: u32,
    /// The longest wait before the second attempt; it doubles with every further one.
    pub base_ms: u32,
    /// The longest wait that the doubling leads to.
    pub max_ms: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Policy::DEFAULT
    }
}

impl Policy {
    /// What holds when the caller says nothing.
    pub const DEFAULT: Self = Policy { max_attempts: 4, base_ms: 500, max_ms: 30_000 };

    /// The wait after the attempt with this number (from 1), in milliseconds. A server that says how long is taken
    /// at its word. Else it is exponential back-off with full jitter: anything from nothing to the doubled base, so
    /// that clients which failed together do not come back together.
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

//! The bounds of a walk: budgets, deadline and retries.

use crate::clock::Now;
use crate::error::{Error, Kind};
use crate::outcome::{End, Stopped};
use crate::plan::Start;
use crate::retry::Policy;

/// The longest wait that a server may request when `deadline_ms` is not set: one hour.
pub const MAX_WAIT_MS: u64 = 3_600_000;

/// The bounds of one walk.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The time limit of one attempt, in milliseconds.
    pub timeout_ms: u32,
    /// The retry policy.
    pub retry: Policy,
    /// The deadline on the monotonic clock, in milliseconds.
    pub deadline_at: Option<f64>,
    /// The most pages to return.
    pub max_pages: Option<u32>,
    /// The most requests to send.
    pub max_requests: Option<u32>,
    /// The position of the walk.
    pub start: &'a Start,
}

/// The time that an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// The time, in milliseconds.
    pub ms: f64,
    /// Whether the deadline ends the attempt, not `timeout_ms`.
    pub until_deadline: bool,
}

impl Allowance {
    /// The time that is left after `ms` milliseconds.
    #[must_use]
    pub fn after(self, ms: f64) -> f64 {
        (self.ms - ms).max(0.0)
    }
}

impl Limits<'_> {
    /// Checks that another page may be fetched.
    ///
    /// # Errors
    ///
    /// `max_pages` pages were returned, or the cursor was seen before.
    #[inline(never)]
    pub fn check_budget(&self) -> Result<(), End> {
        if self.max_pages.is_some_and(|max| self.start.pages >= max) {
            return Err(End::Stopped(Stopped::MaxPages));
        }
        if self.start.repeated {
            let message = "the server repeated a cursor of this walk: going on would repeat pages for ever";
            return Err(Error::new(Kind::Pagination, message).into());
        }
        Ok(())
    }

    /// The time that the next attempt may take, after `sent` requests.
    ///
    /// # Errors
    ///
    /// `max_requests` requests were sent, or the deadline has passed.
    #[inline(never)]
    pub fn next_attempt(&self, sent: u32, now: Now) -> Result<Allowance, End> {
        if self.no_request_left(sent) {
            return Err(End::Stopped(Stopped::MaxRequests));
        }
        let timeout_ms = f64::from(self.timeout_ms);
        let left = self.deadline_at.map_or(f64::INFINITY, |at| at - now.mono_ms);
        if left <= 0.0 {
            return Err(self.deadline_passed());
        }
        Ok(Allowance { ms: left.min(timeout_ms), until_deadline: left < timeout_ms })
    }

    /// The wait before the next attempt, after attempt `attempt` failed and `sent` requests were sent. Returns the error too,
    /// for the event.
    ///
    /// # Errors
    ///
    /// The error is not retryable, or no attempt, request or time is left. Then the walk ends with this error.
    #[inline(never)]
    pub fn next_wait(
        &self,
        error: Box<Error>,
        attempt: u32,
        sent: u32,
        now: Now,
    ) -> Result<(u64, Box<Error>), End> {
        if !error.retryable || attempt >= self.retry.max_attempts {
            return Err(error.into());
        }
        if self.no_request_left(sent) {
            // A walk that stops without a page would look like an integration without candidates.
            let stopped = End::Stopped(Stopped::MaxRequests);
            return Err(if self.start.pages > 0 { stopped } else { error.into() });
        }
        let wait_ms = self.retry.wait_ms(attempt, error.retry_after_ms, now);
        let in_time = match self.deadline_at {
            // A wait beyond the deadline would only hide the error.
            Some(at) => now.mono_ms + (wait_ms as f64) < at,
            None => wait_ms <= MAX_WAIT_MS,
        };
        if in_time { Ok((wait_ms, error)) } else { Err(error.into()) }
    }

    /// The end of a walk whose deadline passed: a stop after the first page, an error before it. A walk that stops without a
    /// page would look like an integration without candidates.
    #[must_use]
    #[inline(never)]
    pub fn deadline_passed(&self) -> End {
        if self.start.pages > 0 {
            return End::Stopped(Stopped::Deadline);
        }
        let mut error = Error::new(Kind::Deadline, "`deadline_ms` passed before the first page had arrived");
        error.retryable = true;
        error.into()
    }

    fn no_request_left(&self, sent: u32) -> bool {
        self.max_requests.is_some_and(|max| self.start.requests.saturating_add(sent) >= max)
    }
}

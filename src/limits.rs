//! What bounds a walk: its budgets, its deadline, and how long it waits before it tries again.

use crate::clock::Now;
use crate::error::{Error, Kind};
use crate::plan::Start;
use crate::retry::Policy;
use crate::walk::{End, Stopped};

/// The longest wait that a server may ask for when no `deadline_ms` says how long the caller has time: one hour.
pub const MAX_WAIT_MS: u64 = 3_600_000;

/// The bounds of one walk.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// The most that one attempt may take, in milliseconds.
    pub timeout_ms: u32,
    /// How to try again.
    pub retry: Policy,
    /// When the walk has to be over, on the clock that never jumps.
    pub deadline_at: Option<f64>,
    /// The most pages to return.
    pub max_pages: Option<u32>,
    /// The most requests to send.
    pub max_requests: Option<u32>,
    /// Where the walk is.
    pub start: &'a Start,
}

/// How long an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// In milliseconds.
    pub ms: f64,
    /// Whether it is the deadline that comes first, not `timeout_ms`.
    pub until_deadline: bool,
}

impl Allowance {
    /// What is left of it after so many milliseconds.
    #[must_use]
    pub fn after(self, ms: f64) -> f64 {
        (self.ms - ms).max(0.0)
    }
}

impl Limits<'_> {
    /// Whether another page may be fetched at all.
    ///
    /// # Errors
    ///
    /// `max_pages` were returned, or the page's cursor has come before.
    #[inline(never)]
    pub fn page(&self) -> Result<(), End> {
        if self.max_pages.is_some_and(|most| self.start.pages >= most) {
            return Err(End::Stopped(Stopped::MaxPages));
        }
        if self.start.repeated {
            let message = "the server repeated a cursor of this walk: going on would repeat pages for ever";
            return Err(Error::new(Kind::Pagination, message).into());
        }
        Ok(())
    }

    /// How long the attempt after `sent` others may take.
    ///
    /// # Errors
    ///
    /// `max_requests` were sent, or the deadline has passed.
    #[inline(never)]
    pub fn attempt(&self, sent: u32, now: Now) -> Result<Allowance, End> {
        if self.no_request_left(sent) {
            return Err(End::Stopped(Stopped::MaxRequests));
        }
        let timeout_ms = f64::from(self.timeout_ms);
        let left = self.deadline_at.map_or(f64::INFINITY, |at| at - now.mono_ms);
        if left <= 0.0 {
            return Err(self.out_of_time());
        }
        Ok(Allowance { ms: left.min(timeout_ms), until_deadline: left < timeout_ms })
    }

    /// How long to wait after the failure of the attempt with this number, when so many requests were sent.
    ///
    /// # Errors
    ///
    /// There is no reason to try again, or no room: then the walk ends with this failure.
    #[inline(never)]
    pub fn retry(
        &self,
        error: Box<Error>,
        number: u32,
        sent: u32,
        now: Now,
    ) -> Result<(u64, Box<Error>), End> {
        if !error.retryable || number >= self.retry.max_attempts {
            return Err(error.into());
        }
        if self.no_request_left(sent) {
            // An iteration that ends without a page would look like an integration without candidates.
            let stopped = End::Stopped(Stopped::MaxRequests);
            return Err(if self.start.pages > 0 { stopped } else { error.into() });
        }
        let wait_ms = self.retry.wait_ms(number, error.retry_after_ms, now);
        let in_time = match self.deadline_at {
            // Waiting for what cannot come in time would only hide the reason.
            Some(at) => now.mono_ms + (wait_ms as f64) < at,
            None => wait_ms <= MAX_WAIT_MS,
        };
        if in_time { Ok((wait_ms, error)) } else { Err(error.into()) }
    }

    /// The deadline has passed: a stop after a page, an error before the first one, since an iteration that ends without
    /// a page would look like an integration without candidates.
    #[must_use]
    #[inline(never)]
    pub fn out_of_time(&self) -> End {
        if self.start.pages > 0 {
            return End::Stopped(Stopped::Deadline);
        }
        let mut error = Error::new(Kind::Deadline, "`deadline_ms` passed before the first page had arrived");
        error.retryable = true;
        error.into()
    }

    fn no_request_left(&self, sent: u32) -> bool {
        self.max_requests.is_some_and(|most| self.start.requests.saturating_add(sent) >= most)
    }
}

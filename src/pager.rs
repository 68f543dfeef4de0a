//! The walk as a state machine: it decides what to do next and is told what happened. No I/O, no clock.
//!
//! ```text
//!            step                 on_response            accept
//!  between ───────► Send ───────────────────────► page ─────────► between
//!     │              ▲  │ on_failure / bad answer
//!     │ Stop         │  ▼
//!     ▼         step │ Wait ── or Fail, or Stop
//!   ended            └──┘
//! ```

use core::ops::Range;

use kombo_edge_check::{Page, Select, check_error, check_selected};

use crate::clock::Now;
use crate::error::{CodeSays, Error, Issue, Kind, code_says};
use crate::explain::{flawed, unexpected};
use crate::head::Head;
use crate::options::OnInvalid;
use crate::retry::Policy;
use crate::text::{concat, decimal};

/// Why a walk is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The server said that there are no more pages.
    End,
    /// `max_pages` have been handed over.
    MaxPages,
    /// `max_requests` have been sent.
    MaxRequests,
    /// `deadline_ms` have passed.
    Deadline,
}

impl Stopped {
    /// The name as users see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Stopped::End => "end",
            Stopped::MaxPages => "max_pages",
            Stopped::MaxRequests => "max_requests",
            Stopped::Deadline => "deadline",
        }
    }
}

/// What bounds a walk, and what it hands over.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most that one attempt may take.
    pub timeout_ms: u32,
    /// How to try again.
    pub retry: Policy,
    /// When the walk has to be over, on the clock that never jumps.
    pub deadline_at: Option<f64>,
    /// The most pages to hand over.
    pub max_pages: Option<u32>,
    /// The most requests to send.
    pub max_requests: Option<u32>,
    /// What happens to a record that breaks the contract.
    pub on_invalid: OnInvalid,
    /// Which fields of the records are handed over.
    pub select: Select,
}

/// Where a walk begins: at the request's own start, or where an earlier one left off.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The cursor of the first page to fetch.
    pub cursor: Option<String>,
    /// Pages handed over so far.
    pub pages: u32,
    /// Requests sent so far.
    pub requests: u32,
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Send a request for the page at [`Pager::cursor`].
    Send {
        /// Which attempt at this page, from 1.
        attempt: u32,
        /// How long it may take; it ends in [`Failure::Timeout`] or, when it is the deadline, [`Failure::Deadline`].
        timeout_ms: f64,
        /// Whether it is the deadline that `timeout_ms` leads to.
        until_deadline: bool,
    },
    /// Wait, then ask for the next step.
    Wait {
        /// How long.
        ms: u64,
        /// What went wrong.
        because: Box<Error>,
    },
    /// The walk is over, and well.
    Stop(Stopped),
    /// The walk is over, and not well.
    Fail(Box<Error>),
}

/// What can happen instead of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The connection failed; with the system's own error code (`ECONNREFUSED`), where there is one.
    Network(Option<String>),
    /// `fetch` gave something that is no `Response`.
    NoResponse,
    /// The attempt took longer than its time-out.
    Timeout,
    /// The walk's time is up.
    Deadline,
    /// The body is longer than this many bytes.
    TooLarge(u32),
    /// The body does not fit into memory.
    OutOfMemory,
    /// The body is not UTF-8.
    NotText,
}

/// What an answer led to.
#[derive(Debug)]
pub enum Verdict {
    /// A page, checked; [`Pager::accept`] makes it count.
    Page(Box<Fetched>),
    /// No page: this is what to do.
    Next(Step),
}

/// A page that has arrived and been checked.
#[derive(Debug)]
pub struct Fetched {
    /// What the check found in its bytes.
    pub page: Page,
    /// The cursor of the next page; none at the end.
    pub next: Option<String>,
    /// What was wrong with its records, as far as it is listed.
    pub issues: Vec<Issue>,
    /// How many requests it took.
    pub attempts: u32,
}

/// What a string of JSON, quotes and all, means; `JSON.parse` where there is one. None when its bytes are no text.
pub type Decode = fn(&[u8]) -> Option<String>;

/// A walk.
#[derive(Debug)]
pub struct Pager {
    limits: Limits,
    decode: Decode,
    cursor: Option<String>,
    seen: Vec<[u64; 2]>,
    attempt: u32,
    pages: u32,
    requests: u32,
    ended: Option<Stopped>,
}

impl Pager {
    /// A walk that begins at `start`.
    pub fn new(limits: Limits, start: Start, decode: Decode) -> Self {
        Pager {
            limits,
            decode,
            cursor: start.cursor,
            seen: Vec::new(),
            attempt: 0,
            pages: start.pages,
            requests: start.requests,
            ended: None,
        }
    }

    /// The cursor of the page that is being fetched or is to be fetched next.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Pages accepted so far.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// What to do next.
    pub fn step(&mut self, now: Now) -> Step {
        if let Some(stopped) = self.ended {
            return Step::Stop(stopped);
        }
        if self.attempt == 0 && self.limits.max_pages.is_some_and(|most| self.pages >= most) {
            return self.stop(Stopped::MaxPages);
        }
        if self.limits.max_requests.is_some_and(|most| self.requests >= most) {
            return self.stop(Stopped::MaxRequests);
        }
        let left = self.limits.deadline_at.map(|at| at - now.mono_ms);
        if left.is_some_and(|ms| ms <= 0.0) {
            return self.out_of_time();
        }
        if self.attempt == 0
            && let Some(repeated) = self.note_cursor()
        {
            return repeated;
        }
        let timeout = f64::from(self.limits.timeout_ms);
        let until_deadline = left.is_some_and(|ms| ms < timeout);
        self.attempt += 1;
        self.requests += 1;
        Step::Send { attempt: self.attempt, timeout_ms: left.unwrap_or(timeout).min(timeout), until_deadline }
    }

    /// An answer has arrived, whole.
    pub fn on_response(&mut self, head: &Head, body: &[u8], now: Now) -> Verdict {
        let flaw = if (200..300).contains(&head.status) {
            match check_selected(body, self.limits.select) {
                Ok(page) => return self.on_page(page, head, body, now),
                Err(flaw) => Some(flaw),
            }
        } else {
            None
        };
        let text = |at| self.text(body, at);
        let mut error = match (check_error(body), flaw) {
            (Some(api), _) => {
                let message =
                    text(api.message).unwrap_or_else(|| "Kombo answered with an error and no message".into());
                let mut error = Error::new(Kind::Api, &message);
                (error.code, error.title, error.log_url) =
                    (text(api.code), text(api.title), text(api.log_url));
                error.retryable = match error.code.as_deref().map_or(CodeSays::AskStatus, code_says) {
                    CodeSays::Retry => true,
                    CodeSays::GiveUp => false,
                    CodeSays::AskStatus => head.is_retryable_status(),
                };
                error
            }
            (None, Some(flaw)) => {
                let mut error = Error::new(Kind::Decode, &flawed(&flaw));
                // Cut off or garbled on the way; what is whole but wrong will be as wrong the next time.
                error.retryable = flaw.is_syntax();
                error
            }
            (None, None) => {
                let mut error = Error::new(Kind::Http, &unexpected(head));
                error.retryable = head.is_retryable_status();
                error
            }
        };
        error.status = Some(head.status);
        error.request_id = head.request_id.clone();
        error.retry_after_ms = head.retry_after_ms.or_else(|| {
            // The window's end is on every answer; only one that was refused for its sake has to wait for it.
            let limited = head.status == 429 || error.code.as_deref() == Some("PLATFORM.RATE_LIMIT_EXCEEDED");
            head.rate_limit.reset_ms.filter(|_| limited).map(|ms| ms as u64)
        });
        Verdict::Next(self.again_or_fail(error, now))
    }

    /// No usable answer has arrived.
    ///
    /// `head` is what did arrive of one.
    pub fn on_failure(&mut self, failure: Failure, head: Option<&Head>, now: Now) -> Step {
        let (kind, retryable, message) = match failure {
            Failure::Deadline => return self.out_of_time(),
            Failure::Network(code) => {
                let code = code.map(|code| concat(&[" (", &code, ")"])).unwrap_or_default();
                let message = concat(&["the connection to the server failed", &code, ": see `cause`"]);
                (Kind::Network, true, message)
            }
            Failure::NoResponse => {
                (Kind::Network, false, "`fetch` gave something that is no Response".into())
            }
            Failure::Timeout => {
                let limit = decimal(self.limits.timeout_ms.into());
                (Kind::Timeout, true, concat(&["no whole answer within `timeout_ms` (", &limit, " ms)"]))
            }
            Failure::TooLarge(most) => {
                let most = decimal(most.into());
                let advice = " bytes): ask for smaller pages with `page_size`, or raise the limit";
                (Kind::Decode, false, concat(&["the body is longer than `max_body_bytes` (", &most, advice]))
            }
            Failure::OutOfMemory => {
                let message = "the body does not fit into memory: ask for smaller pages with `page_size`";
                (Kind::Decode, false, message.into())
            }
            Failure::NotText => (Kind::Decode, true, "the body is not valid UTF-8".into()),
        };
        let mut error = Error::new(kind, &message);
        error.retryable = retryable;
        error.status = head.map(|head| head.status);
        error.request_id = head.and_then(|head| head.request_id.clone());
        self.again_or_fail(error, now)
    }

    /// The page that [`Pager::on_response`] gave is good: the walk moves on.
    pub fn accept(&mut self, fetched: &Fetched) {
        self.pages += 1;
        self.attempt = 0;
        match &fetched.next {
            Some(next) => self.cursor = Some(next.clone()),
            None => self.ended = Some(Stopped::End),
        }
    }

    /// The page at this cursor has been fetched before, by the walk that this one goes on from.
    pub fn note(&mut self, cursor: &str) {
        self.seen.push(fingerprint(cursor));
    }

    /// Notes the cursor of the page that is about to be fetched, and refuses one that came before.
    fn note_cursor(&mut self) -> Option<Step> {
        let print = fingerprint(self.cursor.as_deref()?);
        if !self.seen.contains(&print) {
            self.seen.push(print);
            return None;
        }
        let message = "the server repeated a cursor of this walk: going on would repeat pages for ever";
        Some(Step::Fail(self.complete(Error::new(Kind::Pagination, message))))
    }

    fn on_page(&mut self, page: Page, head: &Head, body: &[u8], now: Now) -> Verdict {
        let next = match page.next.clone() {
            None => None,
            Some(at) => match self.text(body, Some(at)) {
                Some(next) => Some(next),
                None => return Verdict::Next(self.on_failure(Failure::NotText, Some(head), now)),
            },
        };
        let issues = self.issues(&page, body);
        if self.limits.on_invalid == OnInvalid::Throw && !page.faulty.is_empty() {
            let count = decimal(page.faulty.len() as u64);
            let message =
                concat(&["the contract is broken by records of the page (", &count, "): see `issues`"]);
            let mut error = Error::new(Kind::Decode, &message);
            error.issues = issues;
            (error.status, error.request_id) = (Some(head.status), head.request_id.clone());
            return Verdict::Next(Step::Fail(self.complete(error)));
        }
        Verdict::Page(Box::new(Fetched { page, next, issues, attempts: self.attempt }))
    }

    /// The text of a string within the body.
    fn text(&self, body: &[u8], at: Option<Range<usize>>) -> Option<String> {
        (self.decode)(body.get(at?)?)
    }

    fn issues(&self, page: &Page, body: &[u8]) -> Vec<Issue> {
        // Finding an id means walking its record, and the faults come record by record.
        let mut known: Option<(u32, Option<String>)> = None;
        let mut issues = Vec::new();
        for fault in &page.faults {
            let id = match &known {
                Some((record, id)) if *record == fault.record => id.clone(),
                _ => {
                    let id = self.text(body, page.id(body, fault.record as usize));
                    known = Some((fault.record, id.clone()));
                    id
                }
            };
            issues.push(Issue {
                index: fault.record,
                id,
                path: fault.path.to_string(),
                expected: fault.expected,
                found: fault.found.as_str(),
            });
        }
        issues
    }

    fn again_or_fail(&mut self, error: Box<Error>, now: Now) -> Step {
        let error = self.complete(error);
        if !error.retryable || self.attempt >= self.limits.retry.max_attempts {
            return Step::Fail(error);
        }
        if self.limits.max_requests.is_some_and(|most| self.requests >= most) {
            return if self.pages > 0 { self.stop(Stopped::MaxRequests) } else { Step::Fail(error) };
        }
        let ms = self.limits.retry.wait_ms(self.attempt, error.retry_after_ms, now);
        // Waiting for what cannot come in time would only hide the reason.
        if self.limits.deadline_at.is_some_and(|at| now.mono_ms + ms as f64 >= at) {
            return Step::Fail(error);
        }
        Step::Wait { ms, because: error }
    }

    fn out_of_time(&mut self) -> Step {
        if self.pages > 0 {
            return self.stop(Stopped::Deadline);
        }
        // An iteration that ends without a page would look like an integration without candidates.
        let message = "`deadline_ms` passed before the first page had arrived";
        let mut error = Error::new(Kind::Deadline, message);
        error.retryable = true;
        Step::Fail(self.complete(error))
    }

    fn stop(&mut self, stopped: Stopped) -> Step {
        self.ended = Some(stopped);
        Step::Stop(stopped)
    }

    fn complete(&self, mut error: Box<Error>) -> Box<Error> {
        (error.attempts, error.cursor) = (self.attempt, self.cursor.clone());
        error
    }
}

/// A walk remembers every cursor, so it remembers 16 bytes of each: FNV-1 and FNV-1a, over 64 bits each.
fn fingerprint(cursor: &str) -> [u64; 2] {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (mut first, mut second) = (0xcbf2_9ce4_8422_2325_u64, 0xcbf2_9ce4_8422_2325_u64);
    for byte in cursor.bytes() {
        first = first.wrapping_mul(PRIME) ^ u64::from(byte);
        second = (second ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    [first, second]
}

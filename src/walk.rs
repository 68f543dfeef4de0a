//! One page of a walk, read from top to bottom: budgets, key, request, check, and as many attempts as it takes.
//!
//! A walk of many pages is one of these after the other, each beginning at the [`Start`](crate::plan::Start) that the page
//! before it led to. Between two pages there is nothing to hold and nothing to free.

use crate::answer::{Page, judge};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::exchange::{Answer, Command, Exchange};
use crate::explain::CROSS_ORIGIN;
use crate::failure::Failure;
use crate::limits::Allowance;
use crate::options::{Key, check_key};
use crate::plan::Plan;

/// Why a walk stopped without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// `max_pages` were returned.
    MaxPages,
    /// `max_requests` were sent.
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

/// What fetching a page comes to.
#[derive(Debug)]
pub struct Outcome {
    /// The page, or why there is none.
    pub end: Result<Box<Page>, End>,
    /// How many requests were sent, those of the pages before included.
    pub requests: u32,
}

/// Why there is no page.
#[derive(Debug)]
pub enum End {
    /// A budget is used up, or the deadline has passed.
    Stopped(Stopped),
    /// The walk failed.
    Failed(Box<Error>),
}

impl From<Box<Error>> for End {
    fn from(error: Box<Error>) -> Self {
        End::Failed(error)
    }
}

/// Fetches the page at `plan.start`.
pub async fn fetch_page(plan: &Plan, io: &Exchange) -> Outcome {
    let mut sent = 0;
    let mut end = attempts(plan, io, &mut sent).await;
    if let Err(End::Failed(error)) = &mut end {
        error.attempts = sent;
        error.cursor.clone_from(&plan.start.cursor);
    }
    Outcome { end, requests: plan.start.requests.saturating_add(sent) }
}

/// Attempt after attempt, until there is a page or no reason to try again. `sent` counts the requests.
async fn attempts(plan: &Plan, io: &Exchange, sent: &mut u32) -> Result<Box<Page>, End> {
    let limits = plan.limits();
    limits.page()?;
    let mut number = 0;
    loop {
        number += 1;
        let allowance = limits.attempt(*sent, io.now())?;
        let error = match attempt(plan, io, number, sent, allowance).await {
            Ok(page) => return Ok(page),
            Err(error) if error.kind == Kind::Deadline => return Err(limits.out_of_time()),
            Err(error) => error,
        };
        let (wait_ms, error) = limits.retry(error, number, *sent, io.now())?;
        io.emit(plan, Event::Retry { attempt: number, wait_ms, because: &error });
        io.ask(Command::Wait(wait_ms)).await;
    }
}

/// One request and its answer.
async fn attempt(
    plan: &Plan,
    io: &Exchange,
    number: u32,
    sent: &mut u32,
    allowance: Allowance,
) -> Result<Box<Page>, Box<Error>> {
    let begun_ms = io.now().mono_ms;
    io.emit(plan, Event::Request { path: &plan.path, attempt: number });
    let key = ask_key(plan, io, allowance).await?;
    let sent_ms = io.now().mono_ms;
    *sent += 1;
    let request = plan.request(key.as_deref(), allowance.after(sent_ms - begun_ms));
    let answer = io.ask(Command::Send(Box::new(request))).await;
    let judged = match answer {
        Answer::Response { head, body } => {
            let duration_ms = (io.now().mono_ms - sent_ms).max(0.0);
            let bytes = body.len();
            io.emit(
                plan,
                Event::Response { path: &plan.path, attempt: number, head: &head, duration_ms, bytes },
            );
            judge(plan, head, body, duration_ms)
        }
        answer => Err(failed(plan, answer, allowance)),
    };
    let (mut page, text) = judged?;
    if let Answer::Failed(failure, _) = io.ask(Command::Take(text)).await {
        return Err(failure.error(Some(&page.head), plan.timeout_ms()));
    }
    page.attempts = *sent;
    io.emit(plan, Event::Page(&page));
    Ok(page)
}

/// The key, where there is one: the one that was given, or what the caller's function returns.
async fn ask_key(plan: &Plan, io: &Exchange, allowance: Allowance) -> Result<Option<String>, Box<Error>> {
    match &plan.client.key {
        Key::None => Ok(None),
        Key::Text(key) => Ok(Some(key.clone())),
        Key::Function => match io.ask(Command::AskKey { timeout_ms: allowance.ms }).await {
            Answer::Key(key) => check_key(key).map(Some),
            Answer::Failed(Failure::Network(_), _) => {
                Err(Error::new(Kind::Input, "`api_key` is a function and threw: see `cause`"))
            }
            answer => Err(failed(plan, answer, allowance)),
        },
    }
}

/// The error of an attempt that was answered with a failure.
fn failed(plan: &Plan, answer: Answer, allowance: Allowance) -> Box<Error> {
    match answer {
        // What it means depends on the pages before: see `attempts`.
        Answer::Failed(Failure::Timeout, _) if allowance.until_deadline => Error::new(Kind::Deadline, ""),
        Answer::Failed(failure, head) => {
            let mut error = failure.error(head.as_deref(), plan.timeout_ms());
            if plan.client.cross_origin && head.is_none() && matches!(failure, Failure::Network(_)) {
                error.message.push_str(CROSS_ORIGIN);
            }
            error
        }
        _ => Failure::Protocol.error(None, plan.timeout_ms()),
    }
}

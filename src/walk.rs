//! Fetches one page, from top to bottom: budgets, key, request, check, retries.
//!
//! A walk of many pages calls this once per page, each time with the [`Start`](crate::plan::Start) that the previous page
//! led to. The module holds no state between two pages.

use crate::error::{Error, Kind};
use crate::event::Event;
use crate::exchange::{Answer, Command, Exchange};
use crate::explain::CROSS_ORIGIN;
use crate::failure::Failure;
use crate::limits::Allowance;
use crate::options::{Key, check_key};
use crate::outcome::{End, Outcome};
use crate::plan::Plan;
use crate::response::{Page, check_response};

/// Fetches the page at `plan.start`.
pub async fn fetch_page(plan: &Plan, exchange: &Exchange) -> Outcome {
    let mut sent = 0;
    let mut end = fetch_with_retries(plan, exchange, &mut sent).await;
    if let Err(End::Failed(error)) = &mut end {
        error.attempts = sent;
        error.cursor.clone_from(&plan.start.cursor);
    }
    Outcome { end, requests: plan.start.requests.saturating_add(sent) }
}

/// Sends requests until there is a page or no retry is allowed. `sent` counts the requests.
async fn fetch_with_retries(plan: &Plan, exchange: &Exchange, sent: &mut u32) -> Result<Box<Page>, End> {
    let limits = plan.limits();
    limits.check_budget()?;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let allowance = limits.next_attempt(*sent, exchange.now())?;
        let error = match send(plan, exchange, attempt, sent, allowance).await {
            Ok(page) => return Ok(page),
            Err(error) if error.kind == Kind::Deadline => return Err(limits.deadline_passed()),
            Err(error) => error,
        };
        let (wait_ms, error) = limits.next_wait(error, attempt, *sent, exchange.now())?;
        exchange.emit(plan, Event::Retry { attempt, wait_ms, because: &error });
        exchange.execute(Command::Wait(wait_ms)).await;
    }
}

/// Sends one request and checks its response.
async fn send(
    plan: &Plan,
    exchange: &Exchange,
    attempt: u32,
    sent: &mut u32,
    allowance: Allowance,
) -> Result<Box<Page>, Box<Error>> {
    let begun_ms = exchange.now().mono_ms;
    exchange.emit(plan, Event::Request { path: &plan.path, attempt });
    let key = resolve_key(plan, exchange, allowance).await?;
    let sent_ms = exchange.now().mono_ms;
    *sent += 1;
    let request = plan.request(key.as_deref(), allowance.after(sent_ms - begun_ms));
    let answer = exchange.execute(Command::Send(Box::new(request))).await;
    let result = match answer {
        Answer::Response { head, body } => {
            let duration_ms = (exchange.now().mono_ms - sent_ms).max(0.0);
            let bytes = body.len();
            exchange
                .emit(plan, Event::Response { path: &plan.path, attempt, head: &head, duration_ms, bytes });
            check_response(plan, head, body, duration_ms)
        }
        answer => Err(failed(plan, answer, allowance)),
    };
    let (mut page, text) = result?;
    if let Answer::Failed(failure, _) = exchange.execute(Command::Take(text)).await {
        return Err(failure.error(Some(&page.head), plan.timeout_ms()));
    }
    page.attempts = *sent;
    exchange.emit(plan, Event::Page(&page));
    Ok(page)
}

/// The key: the one given, or the result of the caller's function. None behind a proxy.
async fn resolve_key(
    plan: &Plan,
    exchange: &Exchange,
    allowance: Allowance,
) -> Result<Option<String>, Box<Error>> {
    match &plan.client.key {
        Key::None => Ok(None),
        Key::Text(key) => Ok(Some(key.clone())),
        Key::Function => match exchange.execute(Command::AskKey { timeout_ms: allowance.ms }).await {
            Answer::Key(key) => check_key(key).map(Some),
            answer => {
                // The place of the key may be out of reach for a moment, like the server. So the same rules apply.
                let mut error = failed(plan, answer, allowance);
                if error.kind == Kind::Network {
                    error.message = "your `api_key` function threw: see `cause`".into();
                }
                Err(error)
            }
        },
    }
}

/// The error of an attempt whose command failed.
fn failed(plan: &Plan, answer: Answer, allowance: Allowance) -> Box<Error> {
    match answer {
        // `fetch_with_retries` replaces this with the end of the walk.
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

//! One attempt: the key, the request, the answer. All of it within the time-out and the walk's cancellation.

use gloo_net::http::{Headers, QueryParams};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, Request, RequestInit, RequestRedirect, UrlSearchParams};

use super::globals::{get, http_date, method, now};
use super::io::{Ended, Io, settle};
use super::plan::Plan;
use crate::error::{Error, Kind};
use crate::head::Head;
use crate::options::{Key, check_key};
use crate::pager::Failure;
use crate::text::concat;

/// The error envelope is a few hundred bytes; a longer answer to a failed request is a web page.
const MAX_ERROR_BYTES: u32 = 1 << 20;

/// Why there is no answer.
pub(super) enum Trouble {
    /// The walk was cancelled.
    Cancelled,
    /// Something the pager knows what to make of, with what JavaScript threw.
    Failure(Failure, JsValue),
    /// Something that no further attempt can mend.
    Final(Box<Error>, JsValue),
}

/// An answer, whole.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    pub(super) duration_ms: f64,
    /// The key that it was asked with: should the answer repeat it, it goes no further.
    pub(super) key: Option<String>,
}

/// Sends one request and reads the whole answer.
pub(super) async fn send(
    plan: &Plan,
    io: &Io,
    cursor: Option<&str>,
    cancel: &AbortSignal,
    timeout_ms: f64,
    until_deadline: bool,
) -> Result<Answer, Trouble> {
    let begun = now().mono_ms;
    let time_up = if until_deadline { Failure::Deadline } else { Failure::Timeout };
    let most = plan.client.max_body_bytes;
    let mut key = None;
    if let Key::Text(text) = &plan.client.key {
        key = Some(text.clone());
    } else if let Some(ask) = &plan.api_key {
        let asked = ask.call0(&JsValue::UNDEFINED).map_err(no_key)?;
        let (ended, answer) = settle(io.race(cancel, timeout_ms, &asked)).await;
        key = match ended {
            Ended::Done => {
                let checked = check_key(answer.get(1).as_string());
                Some(checked.map_err(|error| Trouble::Final(error, JsValue::UNDEFINED))?)
            }
            Ended::Threw => return Err(no_key(answer.get(1))),
            other => return Err(trouble(other, &answer, time_up, most)),
        };
    }
    let started = now().mono_ms;
    let controller = AbortController::new().map_err(|_| internal("no AbortController here"))?;
    // The reason is left out: a runtime's own text could repeat a header.
    let request = request(plan, cursor, key.as_deref(), &controller)
        .map_err(|_| internal("the runtime refuses the request"))?;
    let fetch = match &plan.fetch {
        Some(fetch) => fetch.clone(),
        None => method(&js_sys::global(), "fetch").ok_or_else(|| internal("no `fetch` here"))?,
    };
    let left = (timeout_ms - (started - begun)).max(0.0);
    let exchange = io.exchange(cancel, left, &fetch, &request, &controller, most, most.min(MAX_ERROR_BYTES));
    let (ended, answer) = settle(exchange).await;
    if ended != Ended::Done {
        return Err(trouble(ended, &answer, time_up, most));
    }
    let duration_ms = (now().mono_ms - started).max(0.0);
    let head = head(&answer);
    let body = body(&answer).ok_or(Trouble::Failure(Failure::OutOfMemory, JsValue::UNDEFINED))?;
    Ok(Answer { head, body, duration_ms, key })
}

fn trouble(ended: Ended, answer: &Array, time_up: Failure, most: u32) -> Trouble {
    let thrown = answer.get(1);
    let failure = match ended {
        Ended::Cancelled => return Trouble::Cancelled,
        Ended::TimeUp => time_up,
        Ended::TooLarge => Failure::TooLarge(most),
        Ended::Done | Ended::NoResponse => Failure::NoResponse,
        Ended::Threw => Failure::Network(system_code(&thrown)),
    };
    Trouble::Failure(failure, thrown)
}

fn no_key(cause: JsValue) -> Trouble {
    let message = "`api_key` is a function and threw: see `cause`";
    Trouble::Final(Error::new(Kind::Input, message), cause)
}

fn internal(message: &str) -> Trouble {
    Trouble::Final(Error::new(Kind::Internal, message), JsValue::UNDEFINED)
}

/// Everything that goes in has been checked, so that gloo-net's wrappers, which panic, have nothing to object to. Its
/// `RequestBuilder` is not used: it makes two requests of one, and its texts alone would link `core::fmt`.
fn request(
    plan: &Plan,
    cursor: Option<&str>,
    key: Option<&str>,
    controller: &AbortController,
) -> Result<Request, JsValue> {
    let raw_query = UrlSearchParams::new()?;
    let query = QueryParams::from_raw(raw_query.clone());
    for (name, value) in &plan.query.filters {
        query.append(name, value);
    }
    if let Some(cursor) = cursor {
        query.append("cursor", cursor);
    }
    let headers = Headers::new();
    for (name, value) in &plan.headers {
        headers.set(name, value);
    }
    if let Some(key) = key {
        headers.set("authorization", &concat(&["Bearer ", key]));
    }
    let init = RequestInit::new();
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&controller.signal()));
    init.set_headers(&headers.into_raw());
    let query = String::from(raw_query.to_string());
    let mark = if query.is_empty() { "" } else { "?" };
    Request::new_with_str_and_init(&concat(&[&plan.url, mark, &query]), &init)
}

/// The operating system's code of a failed connection, where what was thrown, which may be anything, holds one.
fn system_code(thrown: &JsValue) -> Option<String> {
    [get(&get(thrown, "cause"), "code"), get(thrown, "code")].iter().filter_map(JsValue::as_string).find(
        |code| {
            code.len() <= 40
                && code.starts_with(|c: char| c.is_ascii_uppercase())
                && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        },
    )
}

fn head(answer: &Array) -> Head {
    let (status, headers) = (answer.get(1).as_f64().unwrap_or(0.0), answer.get(2));
    let header = |name: &str| {
        let value = method(&headers, "get")?.call1(&headers, &JsValue::from_str(name));
        value.ok()?.as_string()
    };
    Head::read(status as u16, now().epoch_ms, &header, http_date)
}

/// The body, copied once: chunk by chunk into memory that is asked for in one piece.
fn body(answer: &Array) -> Option<Vec<u8>> {
    let length = answer.get(4).as_f64()? as usize;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length).ok()?;
    bytes.resize(length, 0);
    let mut space = bytes.as_mut_slice();
    for chunk in Array::from(&answer.get(3)).iter() {
        let chunk = Uint8Array::from(chunk);
        let (here, rest) = std::mem::take(&mut space).split_at_mut_checked(chunk.length() as usize)?;
        chunk.copy_to(here);
        space = rest;
    }
    Some(bytes)
}

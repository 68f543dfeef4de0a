//! One attempt: the key, the request, the answer's head, its body. All of it within the time-out and the signal.

use std::rc::Rc;

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{ArrayBuffer, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestRedirect};

use super::globals::{get, http_date, ignore, method, now};
use super::interrupt::{Cancel, Interrupt, Timer};
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

impl Trouble {
    fn failure(failure: Failure) -> Self {
        Trouble::Failure(failure, JsValue::UNDEFINED)
    }
}

/// An answer, whole.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    pub(super) duration_ms: f64,
    /// The key that it was asked with: should the answer repeat it, it goes no further.
    pub(super) key: Option<String>,
}

/// Awaits within one attempt's bounds.
struct Bounds<'a> {
    cancel: &'a Cancel,
    when_up: Failure,
    /// Kept for its `Drop`.
    _timer: Timer,
}

impl Bounds<'_> {
    async fn wait(&self, work: &JsValue) -> Result<Result<JsValue, JsValue>, Trouble> {
        match self.cancel.guard(Some(Promise::resolve(work))).await {
            Ok(result) => Ok(result),
            Err(Interrupt::Cancelled) => Err(Trouble::Cancelled),
            Err(Interrupt::TimeUp) => Err(Trouble::failure(self.when_up.clone())),
        }
    }
}

/// Aborts what is in flight when an attempt is left, however it is left.
struct InFlight {
    controller: AbortController,
    finished: bool,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if !self.finished {
            self.controller.abort();
        }
    }
}

/// Sends one request and reads the whole answer.
pub(super) async fn send(
    plan: &Plan,
    cursor: Option<&str>,
    cancel: &Rc<Cancel>,
    timeout_ms: f64,
    until_deadline: bool,
) -> Result<Answer, Trouble> {
    let when_up = if until_deadline { Failure::Deadline } else { Failure::Timeout };
    let bounds = Bounds { cancel, when_up, _timer: Timer::start(cancel, timeout_ms) };
    let key = match (&plan.client.key, &plan.api_key) {
        (Key::Text(key), _) => Some(key.clone()),
        (Key::Function, Some(ask)) => {
            let answer = ask.call0(&JsValue::UNDEFINED).map_err(no_key)?;
            Some(key(bounds.wait(&answer).await?)?)
        }
        _ => None,
    };
    let started = now().mono_ms;
    let controller = AbortController::new().map_err(|cause| internal("no AbortController here", cause))?;
    let request = request(plan, cursor, key.as_deref(), &controller)?;
    let mut in_flight = InFlight { controller, finished: false };
    let response = bounds.wait(&fetch(plan, &request)?).await?.map_err(network)?;
    let head = head(&response)?;
    let page = (200..300).contains(&head.status);
    let most = plan.client.max_body_bytes;
    let mut body = Body::of(&response, if page { most } else { most.min(MAX_ERROR_BYTES) })?;
    while let Some(promise) = body.read()? {
        let read = bounds.wait(&promise).await?.map_err(network)?;
        match body.append(&read) {
            // What is too long to be an error envelope is none; its status still tells.
            Err(Failure::TooLarge(_)) if !page => {
                body.bytes = Vec::new();
                break;
            }
            appended => appended.map_err(Trouble::failure)?,
        }
    }
    in_flight.finished = body.finished;
    let body = std::mem::take(&mut body.bytes);
    Ok(Answer { head, body, duration_ms: (now().mono_ms - started).max(0.0), key })
}

/// The key that the caller's function gave.
fn key(answer: Result<JsValue, JsValue>) -> Result<String, Trouble> {
    let key = check_key(answer.map_err(no_key)?.as_string());
    key.map_err(|error| Trouble::Final(error, JsValue::UNDEFINED))
}

fn no_key(cause: JsValue) -> Trouble {
    let message = "`api_key` is a function and threw: see `cause`";
    Trouble::Final(Error::new(Kind::Input, message), cause)
}

/// Everything that goes in has been checked, so that gloo-net's builder has nothing to object to.
fn request(
    plan: &Plan,
    cursor: Option<&str>,
    key: Option<&str>,
    controller: &AbortController,
) -> Result<web_sys::Request, Trouble> {
    let query = plan.query.filters.iter().map(|(name, value)| (*name, value.as_str()));
    let mut builder = RequestBuilder::new(&plan.url)
        .method(Method::GET)
        .redirect(RequestRedirect::Manual)
        .abort_signal(Some(&controller.signal()))
        .query(query.chain(cursor.map(|cursor| ("cursor", cursor))));
    for (name, value) in &plan.headers {
        builder = builder.header(name, value);
    }
    if let Some(key) = key {
        builder = builder.header("authorization", &concat(&["Bearer ", key]));
    }
    // The reason is left out: a runtime's own text could repeat a header.
    let request =
        builder.build().map_err(|_| internal("the runtime refuses the request", JsValue::UNDEFINED))?;
    Ok(request.into())
}

fn fetch(plan: &Plan, request: &web_sys::Request) -> Result<JsValue, Trouble> {
    let global = js_sys::global();
    let fetch = match &plan.fetch {
        Some(fetch) => fetch.clone(),
        None => method(&global, "fetch").ok_or_else(|| internal("no `fetch` here", JsValue::UNDEFINED))?,
    };
    fetch.call1(&global, request).map_err(network)
}

fn internal(message: &str, cause: JsValue) -> Trouble {
    Trouble::Final(Error::new(Kind::Internal, message), cause)
}

/// A rejection of any kind: an error, a string, nothing at all.
fn network(cause: JsValue) -> Trouble {
    let code = [get(&get(&cause, "cause"), "code"), get(&cause, "code")]
        .iter()
        .filter_map(JsValue::as_string)
        .find(|code| {
            code.len() <= 40
                && code.starts_with(|c: char| c.is_ascii_uppercase())
                && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        });
    Trouble::Failure(Failure::Network(code), cause)
}

/// Reads status and headers by shape: doubles and other realms' responses count too.
fn head(response: &JsValue) -> Result<Head, Trouble> {
    let headers = get(response, "headers");
    let (Some(status), Some(get_header)) = (get(response, "status").as_f64(), method(&headers, "get")) else {
        return Err(Trouble::failure(Failure::NoResponse));
    };
    let header = |name: &str| {
        get_header.call1(&headers, &JsValue::from_str(name)).ok().and_then(|value| value.as_string())
    };
    Ok(Head::read(status as u16, now().epoch_ms, &header, http_date))
}

/// A body being read, chunk by chunk, straight into the module's memory. Dropping it before its end gives the rest
/// up.
struct Body {
    /// The stream's reader; without one (some doubles, old runtimes), the response itself.
    source: JsValue,
    /// What gives the next promise: the reader's `read`, the response's `arrayBuffer`, or nothing, as with a 204.
    read: Option<Function>,
    bytes: Vec<u8>,
    most: u32,
    finished: bool,
}

impl Body {
    fn of(response: &JsValue, most: u32) -> Result<Self, Trouble> {
        let stream = get(response, "body");
        let (source, name) = match method(&stream, "getReader") {
            Some(get_reader) => (get_reader.call0(&stream).map_err(network)?, "read"),
            None => (response.clone(), "arrayBuffer"),
        };
        Ok(Body { read: method(&source, name), source, bytes: Vec::new(), most, finished: false })
    }

    /// The promise of more; none at the end.
    fn read(&mut self) -> Result<Option<JsValue>, Trouble> {
        match &self.read {
            Some(read) if !self.finished => read.call0(&self.source).map(Some).map_err(network),
            _ => {
                self.finished = true;
                Ok(None)
            }
        }
    }

    /// Takes what the promise gave: `{ done, value }`, or an `ArrayBuffer`, which is all there is.
    fn append(&mut self, read: &JsValue) -> Result<(), Failure> {
        let chunk = if read.is_instance_of::<ArrayBuffer>() {
            self.finished = true;
            Uint8Array::new(read)
        } else if get(read, "done").is_truthy() {
            self.finished = true;
            return Ok(());
        } else {
            get(read, "value").dyn_into().map_err(|_| Failure::NoResponse)?
        };
        let (old, length) = (self.bytes.len(), chunk.length() as usize);
        if old + length > self.most as usize {
            self.finished = false;
            return Err(Failure::TooLarge(self.most));
        }
        self.bytes.try_reserve(length).map_err(|_| Failure::OutOfMemory)?;
        self.bytes.resize(old + length, 0);
        if let Some(space) = self.bytes.get_mut(old..) {
            chunk.copy_to(space);
        }
        Ok(())
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if !self.finished
            && let Some(cancel) = method(&self.source, "cancel")
            && let Ok(promise) = cancel.call0(&self.source)
        {
            ignore(&promise);
        }
    }
}

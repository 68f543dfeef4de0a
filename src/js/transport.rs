//! One attempt: the key, the request, the answer's head, its body. All of it within the time-out and the signal.

use std::future::Future;

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestRedirect};

use super::globals::{get, ignore, method, now};
use super::interrupt::{Cancel, Interrupt, Timer};
use super::plan::Plan;
use crate::error::{Error, Kind};
use crate::head::Head;
use crate::options::{Key, check_key};
use crate::pager::Failure;

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
    timer: Timer,
    when_up: Failure,
}

impl Bounds<'_> {
    async fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Trouble> {
        self.cancel.guard(&self.timer, work).await.map_err(|interrupt| match interrupt {
            Interrupt::Cancelled => Trouble::Cancelled,
            Interrupt::TimeUp => Trouble::failure(self.when_up.clone()),
        })
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
    cancel: &Cancel,
    timeout_ms: f64,
    until_deadline: bool,
) -> Result<Answer, Trouble> {
    let when_up = if until_deadline { Failure::Deadline } else { Failure::Timeout };
    let bounds = Bounds { cancel, timer: Timer::start(timeout_ms), when_up };
    let key = key(plan, &bounds).await?;
    let started = now().mono_ms;
    let controller = AbortController::new().map_err(|cause| internal("no AbortController here", cause))?;
    let request = request(plan, cursor, key.as_deref(), &controller)?;
    let mut in_flight = InFlight { controller, finished: false };
    let response = bounds.wait(JsFuture::from(fetch(plan, &request)?)).await?.map_err(network)?;
    let head = head(&response)?;
    let most = if (200..300).contains(&head.status) {
        plan.client.max_body_bytes
    } else {
        plan.client.max_body_bytes.min(MAX_ERROR_BYTES)
    };
    let body = match bounds.wait(body(&response, most)).await? {
        // What is too long to be an error envelope is none; its status still tells.
        Err(Trouble::Failure(Failure::TooLarge(_), _)) if !(200..300).contains(&head.status) => Vec::new(),
        body => body?,
    };
    in_flight.finished = true;
    Ok(Answer { head, body, duration_ms: (now().mono_ms - started).max(0.0), key })
}

async fn key(plan: &Plan, bounds: &Bounds<'_>) -> Result<Option<String>, Trouble> {
    let ask = match (&plan.client.key, &plan.api_key) {
        (Key::Text(key), _) => return Ok(Some(key.clone())),
        (Key::Function, Some(ask)) => ask,
        _ => return Ok(None),
    };
    let failed = |cause| {
        let message = "`api_key` is a function and threw: see `cause`";
        Trouble::Final(Box::new(Error::new(Kind::Input, message)), cause)
    };
    let answer = ask.call0(&JsValue::UNDEFINED).map_err(failed)?;
    let key = bounds.wait(JsFuture::from(Promise::resolve(&answer))).await?.map_err(failed)?;
    let final_ = |error: Error| Trouble::Final(Box::new(error), JsValue::UNDEFINED);
    let Some(key) = key.as_string() else {
        return Err(final_(Error::input(
            "api_key",
            "a function that returned no string",
            "return Kombo's API key",
        )));
    };
    check_key(&key).map_err(final_)?;
    Ok(Some(key))
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
        builder = builder.header("authorization", &["Bearer ", key].concat());
    }
    // The reason is left out: a runtime's own text could repeat a header.
    let request =
        builder.build().map_err(|_| internal("the runtime refuses the request", JsValue::UNDEFINED))?;
    Ok(request.into())
}

fn fetch(plan: &Plan, request: &web_sys::Request) -> Result<Promise, Trouble> {
    let global = js_sys::global();
    let fetch = match &plan.fetch {
        Some(fetch) => fetch.clone(),
        None => method(&global, "fetch").ok_or_else(|| internal("no `fetch` here", JsValue::UNDEFINED))?,
    };
    fetch.call1(&global, request).map(|answer| Promise::resolve(&answer)).map_err(network)
}

fn internal(message: &str, cause: JsValue) -> Trouble {
    Trouble::Final(Box::new(Error::new(Kind::Internal, message)), cause)
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
    Ok(Head::read(status as u16, now().epoch_ms, header))
}

/// Reads the body, chunk by chunk, straight into the module's memory.
async fn body(response: &JsValue, most: u32) -> Result<Vec<u8>, Trouble> {
    let stream = get(response, "body");
    if let Some(get_reader) = method(&stream, "getReader") {
        let reader = Reader::new(get_reader.call0(&stream).map_err(network)?)?;
        return reader.read_all(most, announced(response)).await;
    }
    // No stream, as with some doubles and old runtimes; and no body at all, as with a 204.
    let Some(array_buffer) = method(response, "arrayBuffer") else { return Ok(Vec::new()) };
    let promise = Promise::resolve(&array_buffer.call0(response).map_err(network)?);
    let buffer = JsFuture::from(promise).await.map_err(network)?;
    let mut bytes = Vec::new();
    append(&mut bytes, &Uint8Array::new(&buffer), most)?;
    Ok(bytes)
}

/// What the server says the body's length is; only a hint, since compression changes it.
fn announced(response: &JsValue) -> usize {
    let headers = get(response, "headers");
    let length = method(&headers, "get")
        .and_then(|get| get.call1(&headers, &"content-length".into()).ok())
        .and_then(|value| value.as_string());
    length.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A body being read; dropping it before its end gives the rest up.
struct Reader {
    reader: JsValue,
    read: Function,
    finished: bool,
}

impl Reader {
    fn new(reader: JsValue) -> Result<Self, Trouble> {
        match method(&reader, "read") {
            Some(read) => Ok(Reader { reader, read, finished: false }),
            None => Err(Trouble::failure(Failure::NoResponse)),
        }
    }

    async fn read_all(mut self, most: u32, announced: usize) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        // Never more than a page's worth on the server's word alone.
        let _ = bytes.try_reserve(announced.min(most as usize).min(1 << 22));
        loop {
            let promise = Promise::resolve(&self.read.call0(&self.reader).map_err(network)?);
            let result = JsFuture::from(promise).await.map_err(network)?;
            if get(&result, "done").is_truthy() {
                self.finished = true;
                return Ok(bytes);
            }
            match get(&result, "value").dyn_into::<Uint8Array>() {
                Ok(chunk) => append(&mut bytes, &chunk, most)?,
                Err(_) => return Err(Trouble::failure(Failure::NoResponse)),
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.finished
            && let Some(cancel) = method(&self.reader, "cancel")
            && let Ok(promise) = cancel.call0(&self.reader)
        {
            ignore(promise);
        }
    }
}

fn append(bytes: &mut Vec<u8>, chunk: &Uint8Array, most: u32) -> Result<(), Trouble> {
    let length = chunk.length() as usize;
    if bytes.len() + length > most as usize {
        return Err(Trouble::failure(Failure::TooLarge(most)));
    }
    bytes.try_reserve(length).map_err(|_| Trouble::failure(Failure::OutOfMemory))?;
    let old = bytes.len();
    bytes.resize(old + length, 0);
    if let Some(space) = bytes.get_mut(old..) {
        chunk.copy_to(space);
    }
    Ok(())
}

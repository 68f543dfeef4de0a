//! One attempt: the request as the runtime wants it, and what is made of the answer.

use gloo_net::http::{Headers, QueryParams};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, Request, RequestInit, RequestRedirect, UrlSearchParams};

use super::globals::{get, http_date, method, now};
use super::plan::Plan;
use crate::head::Head;
use crate::text::concat;

/// The error envelope is a few hundred bytes; a longer answer to a failed request is a web page.
pub(super) const MAX_ERROR_BYTES: u32 = 1 << 20;

/// Everything that goes in has been checked, so that gloo-net's wrappers, which panic, have nothing to object to. Its
/// `RequestBuilder` is not used: it makes two requests of one, and its texts alone would link `core::fmt`.
pub(super) fn request(
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
pub(super) fn system_code(thrown: &JsValue) -> Option<String> {
    [get(&get(thrown, "cause"), "code"), get(thrown, "code")].iter().filter_map(JsValue::as_string).find(
        |code| {
            code.len() <= 40
                && code.starts_with(|c: char| c.is_ascii_uppercase())
                && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        },
    )
}

/// Status and headers of an answer; none where it did not come so far.
pub(super) fn head(status: &JsValue, headers: &JsValue) -> Option<Head> {
    let status = status.as_f64()? as u16;
    let header = |name: &str| {
        let value = method(headers, "get")?.call1(headers, &JsValue::from_str(name));
        value.ok()?.as_string()
    };
    Some(Head::read(status, now().epoch_ms, &header, http_date))
}

/// The body, copied once: chunk by chunk into memory that is asked for in one piece. None when there is no such piece.
pub(super) fn body(chunks: &JsValue, length: &JsValue) -> Option<Vec<u8>> {
    let length = length.as_f64()? as usize;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length).ok()?;
    let mut space = bytes.spare_capacity_mut();
    let mut copied = 0;
    for chunk in Array::from(chunks).iter() {
        let chunk = Uint8Array::from(chunk);
        let (here, rest) = std::mem::take(&mut space).split_at_mut_checked(chunk.length() as usize)?;
        copied += chunk.copy_to_uninit(here).len();
        space = rest;
    }
    // SAFETY: so many bytes have been written, one chunk behind the other, into the capacity of the vector. Zeroing it
    // first would cost as much as the check.
    unsafe { bytes.set_len(copied) };
    Some(bytes)
}

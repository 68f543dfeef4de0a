//! A checked page as JavaScript: the engine's own `JSON.parse` builds the objects, on bytes known to be right.

use js_sys::Uint8Array;
use kombo_edge_check::is_text;
use wasm_bindgen::prelude::*;

use super::convert::to_js;
use super::globals::{parse, set};
use crate::error::Issue;
use crate::head::Head;
use crate::options::OnInvalid;
use crate::pager::{Failure, Fetched};
use crate::value::Value;

/// An answer, whole.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    pub(super) duration_ms: f64,
}

/// How many records a page hands over.
pub(super) fn handed_over(fetched: &Fetched, on_invalid: OnInvalid) -> usize {
    let left_out = if on_invalid == OnInvalid::Skip { fetched.page.faulty.len() } else { 0 };
    fetched.page.records().saturating_sub(left_out)
}

/// Builds what `Walk.take()` gives for a page: its records as `result`, the server's own answer, or as `lines`.
/// Fails when the bytes are no UTF-8.
pub(super) fn build(
    fetched: &Fetched,
    answer: &Answer,
    on_invalid: OnInvalid,
    lines: bool,
) -> Result<JsValue, Failure> {
    let (found, body) = (&fetched.page, &answer.body);
    let skip = on_invalid == OnInvalid::Skip && !found.faulty.is_empty();
    let page = js_sys::Object::new();
    if lines {
        // The records are never decoded on this way, so somebody has to look.
        if !is_text(body) {
            return Err(Failure::NotText);
        }
        let mut text = Vec::new();
        if !found.lines(body, skip, &mut text) {
            return Err(Failure::OutOfMemory);
        }
        set(&page, "lines", &Uint8Array::from(text.as_slice()));
    } else {
        let parsed = if found.is_pristine() && !skip {
            parse(body)
        } else {
            let mut mended = Vec::new();
            if !found.splice(body, skip, &mut mended) {
                return Err(Failure::OutOfMemory);
            }
            parse(&mended)
        };
        // A string that JSON.parse refuses would be a defect of the check; to the caller it is a bad answer all the
        // same.
        set(&page, "result", &parsed.ok().and_then(Result::ok).ok_or(Failure::NotText)?);
    }
    set(&page, "cursor", &fetched.next.as_deref().map_or(JsValue::NULL, JsValue::from_str));
    set(&page, "issues", &to_js(Value::List(fetched.issues.iter().map(Issue::to_value).collect())));
    set(&page, "meta", &to_js(meta(fetched, answer)));
    Ok(page.into())
}

/// What `page.meta` tells.
fn meta<'a>(fetched: &Fetched, answer: &'a Answer) -> Value<'a> {
    let mut members = vec![
        ("status", u32::from(answer.head.status).into()),
        ("attempts", fetched.attempts.into()),
        ("bytes", (answer.body.len() as f64).into()),
        ("duration_ms", answer.duration_ms.into()),
    ];
    members.extend(answer.head.rate_limit());
    members.extend(answer.head.request_id.as_deref().map(|id| ("request_id", id.into())));
    Value::Map(members)
}

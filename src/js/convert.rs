//! Small values out: what errors, events and a page's `meta` are made of.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::value::Value;

/// A small Rust value as plain JavaScript data.
#[inline(never)]
pub(super) fn to_js(value: Value<'_>) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

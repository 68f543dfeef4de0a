//! The globals of the runtime that are used, each bound so that no surprise in them can trap the module.

use js_sys::{Function, JsString};
use wasm_bindgen::prelude::*;

use crate::clock::Now;
use crate::text::concat;

#[wasm_bindgen]
extern "C" {
    /// `TextDecoder`: checks the UTF-8 while it decodes.
    pub(super) type TextDecoder;
    #[wasm_bindgen(constructor)]
    fn new(label: &str, options: &JsValue) -> TextDecoder;
    #[wasm_bindgen(method, catch)]
    pub(super) fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<JsString, JsValue>;

    /// `JSON.parse`, on a string that is already JavaScript's.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    pub(super) fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;
}

thread_local! {
    static DECODER: TextDecoder = TextDecoder::new("utf-8", &{
        let options = js_sys::Object::new();
        set(&options, "fatal", &JsValue::TRUE);
        options.into()
    });
}

/// Decodes and parses bytes that have been checked. The first error is UTF-8's, the second the parser's.
pub(super) fn parse(bytes: &[u8]) -> Result<Result<JsValue, JsValue>, JsValue> {
    DECODER.with(|decoder| decoder.decode(bytes)).map(|text| parse_json(&text))
}

/// Reads the clocks and rolls the dice.
pub(super) fn now() -> Now {
    let epoch_ms = js_sys::Date::now();
    Now { mono_ms: performance_now().unwrap_or(epoch_ms), epoch_ms, random: js_sys::Math::random() }
}

/// An HTTP date as milliseconds since 1970. The engines read many other things as dates, such as `-1`; its three forms
/// all begin with a day's name and have 24 characters or more.
pub(super) fn http_date(text: &str) -> Option<f64> {
    if text.len() < 24 || !text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    // One of the three forms names no zone, and means this one.
    let zone = if text.ends_with("GMT") { "" } else { " GMT" };
    Some(js_sys::Date::parse(&concat(&[text, zone]))).filter(|date| !date.is_nan())
}

/// A property of any value; `undefined` when it cannot be read.
pub(super) fn get(target: &JsValue, name: &str) -> JsValue {
    if target.is_undefined() || target.is_null() {
        return JsValue::UNDEFINED;
    }
    js_sys::Reflect::get(target, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property of an object of our own.
pub(super) fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Cannot fail: our own objects are neither frozen nor proxies.
    let _ = js_sys::Reflect::set(target, &JsValue::from_str(name), value);
}

/// A method of any value, if it has one by that name.
pub(super) fn method(target: &JsValue, name: &str) -> Option<Function> {
    get(target, name).dyn_into().ok()
}

//! Options in, small values out: serde does both; what is no plain data is recognised here.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::globals::{get, method};
use crate::error::{Error, Kind};
use crate::input::Input;
use crate::options::ParsedUrl;

/// The members of an options object; `undefined` ones count as not given.
pub(super) fn members(what: &str, value: &JsValue) -> Result<Vec<(String, Input)>, Error> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(object) = value.dyn_ref::<js_sys::Object>().filter(|_| !js_sys::Array::is_array(value)) else {
        let given = input("", value);
        let message = ["the ", what, " are ", given.kind(), ": give an object"].concat();
        return Err(Error::new(Kind::Input, message));
    };
    let mut members = Vec::new();
    for name in js_sys::Object::keys(object).iter() {
        let member = js_sys::Reflect::get(value, &name).unwrap_or(JsValue::NULL);
        if let Some(name) = name.as_string().filter(|_| !member.is_undefined()) {
            let input = input(&name, &member);
            members.push((name, input));
        }
    }
    Ok(members)
}

fn input(name: &str, value: &JsValue) -> Input {
    if value.is_function() {
        return Input::Function;
    }
    if let Some(date) = value.dyn_ref::<js_sys::Date>() {
        return Input::Date(date.get_time());
    }
    match name {
        "signal" if is_signal(value) => return Input::Signal,
        "server_url" if value.is_object() => {
            if let Some(href) = get(value, "href").as_string() {
                return Input::Text(href);
            }
        }
        _ => {}
    }
    serde_wasm_bindgen::from_value(value.clone()).unwrap_or(Input::Other)
}

/// By shape, not by class: signals of other realms and polyfills count too.
fn is_signal(value: &JsValue) -> bool {
    get(value, "aborted").as_bool().is_some() && method(value, "addEventListener").is_some()
}

/// Takes a URL apart with the runtime's own parser; a relative one counts where there is a page.
pub(super) fn url(text: &str) -> Option<ParsedUrl> {
    let page = get(&get(&js_sys::global(), "location"), "href").as_string();
    let url = match page {
        Some(page) => web_sys::Url::new_with_base(text, &page),
        None => web_sys::Url::new(text),
    }
    .ok()?;
    Some(ParsedUrl {
        protocol: url.protocol(),
        hostname: url.hostname(),
        origin: url.origin(),
        credentials: !url.username().is_empty() || !url.password().is_empty(),
        query: !url.search().is_empty() || !url.hash().is_empty(),
        href: url.href(),
    })
}

/// A small Rust value as plain JavaScript data.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

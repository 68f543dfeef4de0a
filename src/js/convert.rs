//! Options in, small values out.

use js_sys::{Array, Date, Object};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::globals::{array_from, get, method};
use crate::error::{Error, Kind};
use crate::input::Input;
use crate::options::ParsedUrl;
use crate::text::concat;
use crate::value::Value;

/// How deep an option may be nested: `headers: [["name", "value"]]`. A list may hold itself.
const DEPTH: u32 = 4;

/// The members of an options object; `undefined` ones count as not given.
pub(super) fn members(what: &str, value: &JsValue) -> Result<Vec<(String, Input)>, Box<Error>> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    match input("", value, DEPTH) {
        Input::Map(members) => Ok(members),
        given => {
            Err(Error::new(Kind::Input, concat(&["the ", what, " are ", given.kind(), ": give an object"])))
        }
    }
}

/// Done by hand, not by serde-wasm-bindgen's `Deserializer`: its errors print floating-point numbers, and what
/// prints them is a sixth of the whole module.
fn input(name: &str, value: &JsValue, depth: u32) -> Input {
    if value.is_null() || value.is_undefined() {
        Input::Null
    } else if let Some(value) = value.as_bool() {
        Input::Bool(value)
    } else if let Some(number) = value.as_f64() {
        Input::Number(number)
    } else if let Some(text) = value.as_string() {
        Input::Text(text)
    } else if value.is_function() {
        Input::Function
    } else if value.is_object() && depth > 0 {
        object(name, value, depth - 1)
    } else {
        Input::Other
    }
}

fn object(name: &str, value: &JsValue, depth: u32) -> Input {
    if let Some(date) = value.dyn_ref::<Date>() {
        // Called with care: what only looks like a date throws.
        let time = method(date, "getTime").and_then(|get_time| get_time.call0(date).ok());
        return Input::Date(time.and_then(|time| time.as_f64()).unwrap_or(f64::NAN));
    }
    if name == "signal" && is_signal(value) {
        return Input::Signal;
    }
    if name == "server_url"
        && let Some(href) = get(value, "href").as_string()
    {
        return Input::Text(href);
    }
    // Arrays have it, and so have all that count as lists: `Set`, `Map`, `Headers`.
    if method(value, "entries").is_some() {
        return array_from(value).map_or(Input::Other, |items| list(&items, depth));
    }
    // Of a promise, a class or a proxy that fails, nothing would be left, and nothing would mean everything.
    let Some(names) = own_names(value).filter(|_| is_plain(value)) else { return Input::Other };
    let mut members = Vec::new();
    for name in names.iter() {
        let Some(name) = name.as_string() else { continue };
        let member = get(value, &name);
        if !member.is_undefined() {
            let input = input(&name, &member, depth);
            members.push((name, input));
        }
    }
    Input::Map(members)
}

fn own_names(value: &JsValue) -> Option<Array> {
    js_sys::Reflect::own_keys(value).ok()
}

/// Made by `{…}` or by `Object.create(null)`, in this realm or another.
fn is_plain(value: &JsValue) -> bool {
    let parent = |of: &JsValue| {
        // Not by class: `Object.prototype` is no instance of `Object`.
        js_sys::Reflect::get_prototype_of(of.unchecked_ref::<Object>()).ok().map(JsValue::from)
    };
    let is_end = |object: &JsValue| object.is_null() || object.is_undefined();
    parent(value).is_some_and(|first| is_end(&first) || parent(&first).is_some_and(|second| is_end(&second)))
}

fn list(items: &Array, depth: u32) -> Input {
    let mut list = Vec::new();
    for item in items.iter() {
        list.push(input("", &item, depth));
    }
    Input::List(list)
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
    let text = |name| get(&url, name).as_string().unwrap_or_default();
    let given = |name| !text(name).is_empty();
    Some(ParsedUrl {
        protocol: text("protocol"),
        hostname: text("hostname"),
        origin: text("origin"),
        credentials: given("username") || given("password"),
        // A bare mark counts too: what is appended would end up behind it.
        query: text("href").contains(['?', '#']),
        href: text("href"),
    })
}

/// A small Rust value as plain JavaScript data.
#[inline(never)]
pub(super) fn to_js(value: Value<'_>) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

//! All that a walk needs to know, checked: client, call and query, and the caller's own functions.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::convert::to_js;
use super::globals::get;
use crate::error::Error;
use crate::event::Event;
use crate::fields::Fields;
use crate::input::Input;
use crate::options::{Call, Client};
use crate::request::{PATH, Query, check_integration, headers};
use crate::surroundings::Surroundings;
use crate::text::concat;

/// What a walk is made of.
pub(super) struct Plan {
    pub(super) client: Client,
    pub(super) call: Call,
    pub(super) query: Query,
    pub(super) headers: Vec<(String, String)>,
    pub(super) url: String,
    pub(super) path: String,
    pub(super) api_key: Option<Function>,
    /// The caller's own; undefined for the runtime's.
    pub(super) fetch: JsValue,
    pub(super) on_event: Option<Function>,
    pub(super) signal: Option<JsValue>,
    /// Whether records are handed over as lines of text, not as objects.
    pub(super) lines: bool,
}

/// Checks the client's options, as `options.js` took them down.
pub(super) fn client(tokens: &JsValue) -> Result<Client, Box<Error>> {
    let mut whole = Fields::of(input(tokens));
    let around = Surroundings::read(&mut whole);
    Client::check(whole.take("options").unwrap_or(Input::Null), &around)
}

impl Plan {
    /// Checks everything that the caller gave: `{ client, request, options }`, each as `options.js` took it down,
    /// and the functions and the signal that no token can hold.
    pub(super) fn check(source: &JsValue) -> Result<Self, Box<Error>> {
        let client = client(&get(source, "client"))?;
        let query = Query::check(input(&get(source, "request")))?;
        let call = Call::check(input(&get(source, "options")))?;
        check_integration(&client, &call)?;
        let function = |name| get(source, name).dyn_into::<Function>().ok();
        let signal = get(source, "signal");
        let url = concat(&[&client.base, PATH]);
        Ok(Plan {
            headers: headers(&client, &call),
            path: path_of(&url),
            url,
            api_key: function("api_key"),
            fetch: get(source, "fetch"),
            on_event: function("on_event"),
            signal: signal.is_object().then_some(signal),
            lines: get(source, "lines").is_truthy(),
            client,
            call,
            query,
        })
    }

    /// Tells the caller's handler; `options.js` has seen to it that whatever it does changes nothing.
    pub(super) fn emit(&self, page: u32, event: Event<'_>) {
        if let Some(handler) = &self.on_event {
            let _ = handler.call1(&JsValue::UNDEFINED, &to_js(event.to_value(page)));
        }
    }
}

fn input(tokens: &JsValue) -> Input {
    Input::read(&mut Array::from(tokens).iter().filter_map(|token| token.as_string()))
}

/// What follows the host: the third slash and all after it.
fn path_of(url: &str) -> String {
    let slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    slashes.skip(2).find_map(|(at, _)| url.get(at..)).unwrap_or(PATH).to_owned()
}

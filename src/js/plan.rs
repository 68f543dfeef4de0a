//! All that a walk needs to know, checked: client, call and query, and the caller's own functions.

use js_sys::Function;
use wasm_bindgen::prelude::*;

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
    pub(super) fetch: Option<Function>,
    pub(super) on_event: Option<Function>,
    pub(super) signal: Option<JsValue>,
}

/// Checks the client's options, as `options.js` wrote them down.
pub(super) fn client(text: &str) -> Result<Client, Box<Error>> {
    let mut whole = Fields::of(Input::read(text));
    let around = Surroundings::read(&mut whole);
    Client::check(whole.take("options").unwrap_or(Input::Null), &around)
}

impl Plan {
    /// Checks everything that the caller gave: `{ client, request, options }`, each as `options.js` wrote it down,
    /// and the functions and the signal that no text can hold.
    pub(super) fn check(source: &JsValue) -> Result<Self, Box<Error>> {
        let text = |name| get(source, name).as_string().unwrap_or_default();
        let client = client(&text("client"))?;
        let query = Query::check(Input::read(&text("request")))?;
        let call = Call::check(Input::read(&text("options")))?;
        check_integration(&client, &call)?;
        let function = |name| get(source, name).dyn_into::<Function>().ok();
        let signal = get(source, "signal");
        let url = concat(&[&client.base, PATH]);
        Ok(Plan {
            headers: headers(&client, &call),
            path: path_of(&url),
            url,
            api_key: function("api_key"),
            fetch: function("fetch"),
            on_event: function("on_event"),
            signal: signal.is_object().then_some(signal),
            client,
            call,
            query,
        })
    }

    /// Tells the caller's handler. Whatever it does, throwing included, changes nothing.
    pub(super) fn emit(&self, page: u32, event: Event<'_>) {
        if let Some(handler) = &self.on_event
            && let Ok(result) =
                handler.call1(&JsValue::UNDEFINED, &super::convert::to_js(event.to_value(page)))
        {
            super::globals::ignore(&result);
        }
    }
}

/// What follows the host: the third slash and all after it.
fn path_of(url: &str) -> String {
    let slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    slashes.skip(2).find_map(|(at, _)| url.get(at..)).unwrap_or(PATH).to_owned()
}

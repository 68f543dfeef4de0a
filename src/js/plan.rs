//! All that a walk needs to know, checked: client, call and query, and the caller's own functions.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::convert::{members, url};
use super::globals::{get, surroundings};
use crate::error::Error;
use crate::event::Event;
use crate::input::Input;
use crate::options::{Call, Client};
use crate::request::{PATH, Query, check_integration, headers};
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

/// Checks the client's options.
pub(super) fn client(options: &JsValue) -> Result<Client, Box<Error>> {
    let members = members("options of Kombo", options)?;
    let parsed = members.iter().find_map(|(name, value)| match value {
        Input::Text(text) if name == "server_url" => url(text),
        _ => None,
    });
    Client::check(members, parsed, &surroundings())
}

impl Plan {
    /// Checks everything that the caller gave.
    pub(super) fn check(client: &JsValue, request: &JsValue, call: &JsValue) -> Result<Self, Box<Error>> {
        let checked = self::client(client)?;
        let query = Query::check(members("parameters of getCandidates", request)?)?;
        let options = Call::check(members("options of getCandidates", call)?)?;
        check_integration(&checked, &options)?;
        let function = |name| get(client, name).dyn_into::<Function>().ok();
        let signal = get(call, "signal");
        let url = concat(&[&checked.base, PATH]);
        Ok(Plan {
            headers: headers(&checked, &options),
            path: path_of(&url),
            url,
            api_key: function("api_key"),
            fetch: function("fetch"),
            on_event: function("on_event"),
            signal: signal.is_object().then_some(signal),
            client: checked,
            call: options,
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

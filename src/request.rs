//! What to ask for: `GET /ats/candidates` with its query, and the headers that go with it.

use crate::date;
use crate::error::{Error, Kind};
use crate::fields::{Field, Fields, Rule};
use crate::formats;
use crate::input::Input;
use crate::literal::Literal;
use crate::options::{Call, Client};
use crate::parameters::query::FIELDS;

/// The path below the server's base.
pub const PATH: &str = "/ats/candidates";

/// One attempt's request, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The address, without its query.
    pub url: String,
    /// The filters, in the API's form.
    pub query: Vec<(&'static str, String)>,
    /// The cursor of the page.
    pub cursor: Option<Literal>,
    /// The headers, their names in lower case, each name once.
    pub headers: Vec<(String, String)>,
    /// How long it may take, body included.
    pub timeout_ms: f64,
    /// The longest body of a page that is read, decompressed.
    pub max_bytes: u32,
}

/// The query, checked: only what the caller set, in the API's form. A page's cursor comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Everything but the cursor: sent again with every page.
    pub filters: Vec<(&'static str, String)>,
}

impl Query {
    /// Checks the first argument of `getCandidates`.
    pub fn check(request: Input) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("parameter of getCandidates", &FIELDS, request)?;
        // The cursor goes with each page's own start.
        fields.take("cursor");
        let mut filters = Vec::new();
        for Field(name, rule) in &FIELDS {
            if let Some(value) = fields.take(name).and_then(|value| sent(rule, value)) {
                filters.push((*name, value));
            }
        }
        Ok(Query { filters })
    }
}

/// A filter's value as the API reads it; none for what the check lets nobody give.
// Inlined, it weighs more after gzip.
#[inline(never)]
fn sent(rule: &Rule, value: Input) -> Option<String> {
    Some(match value {
        Input::Text(text) if rule.is(formats::Kind::Date) => date::normalize(&text)?,
        Input::Text(text) => text,
        Input::Number(number) => number,
        Input::Bool(yes) => if yes { "true" } else { "false" }.to_owned(),
        Input::List(items) => {
            let mut list = String::new();
            for item in items {
                if !list.is_empty() {
                    list.push(',');
                }
                let Input::Text(item) = item else { return None };
                list.push_str(&item);
            }
            list
        }
        _ => return None,
    })
}

/// The headers of a request, without the key: each name once, in lower case; the later of two counts, and ours come last.
#[must_use]
pub fn headers(client: &Client, call: &Call) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut set = |name: &str, value: &str| {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    };
    for (name, value) in &call.headers {
        set(name, value);
    }
    set("accept", "application/json");
    if let Some(id) = call.integration_id.as_ref().or(client.integration_id.as_ref()) {
        set("x-integration-id", id);
    }
    headers
}

/// Whether client and call together name an integration; a proxy may add it.
pub fn check_integration(client: &Client, call: &Call) -> Result<(), Box<Error>> {
    if client.proxied || client.integration_id.is_some() || call.integration_id.is_some() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Input,
        "`integration_id` is missing: give it to Kombo or to the call, or give a `server_url` that adds it",
    ))
}

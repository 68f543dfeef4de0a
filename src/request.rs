//! The request: `GET /ats/candidates` with its query and headers.

use crate::date;
use crate::error::{Error, Kind};
use crate::fields::{Field, Fields, Rule};
use crate::formats;
use crate::input::Input;
use crate::literal::Literal;
use crate::options::{Call, Client};
use crate::parameters::query::FIELDS;

/// The path below the base URL.
pub const PATH: &str = "/ats/candidates";

/// The request of one attempt, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The URL, without its query.
    pub url: String,
    /// The filters, in the API's form.
    pub query: Vec<(&'static str, String)>,
    /// The cursor of the page.
    pub cursor: Option<Literal>,
    /// The headers, with unique names in lower case.
    pub headers: Vec<(String, String)>,
    /// The time limit, body included, in milliseconds.
    pub timeout_ms: f64,
    /// The longest decompressed body that is read, in bytes.
    pub max_bytes: u32,
}

/// The checked query: only the parameters that the caller set, in the API's form, without the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The parameters that are sent with every page.
    pub filters: Vec<(&'static str, String)>,
}

impl Query {
    /// Checks the first argument of `getCandidates`.
    ///
    /// # Errors
    ///
    /// An error of kind `input` that names the parameter.
    pub fn check(request: Input) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("parameter of getCandidates", &FIELDS, request)?;
        // The cursor is a part of the position.
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

/// The value of a parameter in the API's form; none for a value that does not pass the check.
// Inlined, it is larger after gzip.
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

/// The headers of a request, without the key: unique names in lower case. Of duplicates the last one counts; the client's
/// own come last.
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

/// Checks that the client or the call has an integration id, or that a proxy may add it.
///
/// # Errors
///
/// An error of kind `input` when it is missing.
pub fn check_integration(client: &Client, call: &Call) -> Result<(), Box<Error>> {
    if client.proxied || client.integration_id.is_some() || call.integration_id.is_some() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Input,
        "`integration_id` is missing: give it to Kombo or to the call, or give a `server_url` that adds it",
    ))
}

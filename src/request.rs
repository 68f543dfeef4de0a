//! What to ask for: `GET /ats/candidates` with its query, and the headers that go with it.

use crate::date;
use crate::error::{Error, Kind};
use crate::fields::Fields;
use crate::input::Input;
use crate::options::{Call, Client};

/// The path below the server's base.
pub const PATH: &str = "/ats/candidates";

/// The names that [`Query::check`] reads: the parameters of the endpoint's page.
pub const QUERY_NAMES: &[&str] = &[
    "cursor",
    "page_size",
    "updated_after",
    "include_deleted",
    "ignore_unsupported_filters",
    "ids",
    "remote_ids",
    "job_ids",
    "email",
    "first_name",
    "last_name",
];

/// The query, checked: only what the caller set, in the API's form. A page's cursor comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Where the walk begins, when not at the beginning.
    pub cursor: Option<String>,
    /// Everything but the cursor: sent again with every page.
    pub filters: Vec<(&'static str, String)>,
}

impl Query {
    /// Checks the first argument of `getCandidates`.
    pub fn check(members: Vec<(String, Input)>) -> Result<Self, Error> {
        let mut fields = Fields::new("", "parameter of getCandidates", QUERY_NAMES, members)?;
        let mut filters = Vec::new();
        let mut set = |name, value: Option<String>| {
            if let Some(value) = value {
                filters.push((name, value));
            }
        };
        let cursor = cursor(&mut fields)?;
        set("page_size", fields.integer("page_size", 1.0, 250.0)?.map(|n| n.to_string()));
        set("updated_after", updated_after(&mut fields)?);
        for name in ["include_deleted", "ignore_unsupported_filters"] {
            set(name, fields.boolean(name)?.map(|yes| if yes { "true" } else { "false" }.to_owned()));
        }
        for name in ["ids", "remote_ids", "job_ids"] {
            set(name, list(&mut fields, name)?);
        }
        set("email", email(&mut fields)?);
        for name in ["first_name", "last_name"] {
            set(name, fields.text(name)?);
        }
        Ok(Query { cursor, filters })
    }
}

fn cursor(fields: &mut Fields) -> Result<Option<String>, Error> {
    match fields.take("cursor") {
        None => Ok(None),
        Some(Input::Text(cursor)) if !cursor.is_empty() => Ok(Some(cursor)),
        // Taking it for "from the beginning" would turn a finished walk into an endless one.
        Some(Input::Null) => {
            Err(fields.wrong("cursor", "null", "that is the end of a walk; leave it out to begin anew"))
        }
        Some(other) => Err(fields.wrong("cursor", other.kind(), "give the cursor that a page came with")),
    }
}

fn updated_after(fields: &mut Fields) -> Result<Option<String>, Error> {
    let allowed = "give a Date, or a string such as 2026-01-31T00:00:00.000Z of a day that exists";
    match fields.take("updated_after") {
        None => Ok(None),
        Some(Input::Text(text)) if date::is_calendar_date(&text) => Ok(Some(text)),
        Some(Input::Text(text)) => {
            // Shown because it is what helps; cut to what a date could be made of, so that nothing else is.
            let shown: String =
                text.chars().filter(|c| c.is_ascii_digit() || "-:.TZ+ ".contains(*c)).take(32).collect();
            Err(fields.wrong("updated_after", &["\"", &shown, "\""].concat(), allowed))
        }
        Some(Input::Date(ms)) => match date::to_iso(ms) {
            Some(text) => Ok(Some(text)),
            None => Err(fields.wrong("updated_after", "a Date that the API cannot be asked for", allowed)),
        },
        Some(other) => Err(fields.wrong("updated_after", other.kind(), allowed)),
    }
}

fn list(fields: &mut Fields, name: &'static str) -> Result<Option<String>, Error> {
    let allowed = "give one id, or a list of ids without commas (leave it out to ask for all)";
    let items = match fields.take(name) {
        None => return Ok(None),
        Some(Input::Text(text)) if !text.is_empty() => text.split(',').map(str::to_owned).collect(),
        Some(Input::List(items)) if !items.is_empty() => {
            let texts: Result<Vec<String>, Error> = items
                .into_iter()
                .map(|item| match item {
                    Input::Text(text) => Ok(text),
                    other => Err(fields.wrong(name, &["a list with ", other.kind()].concat(), allowed)),
                })
                .collect();
            texts?
        }
        Some(other) => return Err(fields.wrong(name, other.kind(), allowed)),
    };
    for item in &items {
        if item.trim().is_empty() {
            return Err(fields.wrong(name, "a list with an empty element", allowed));
        }
        if item.contains(',') {
            return Err(fields.wrong(name, "a list with an element that holds a comma", allowed));
        }
    }
    Ok(Some(items.join(",")))
}

fn email(fields: &mut Fields) -> Result<Option<String>, Error> {
    let Some(text) = fields.text("email")? else { return Ok(None) };
    let whole = match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && domain.split('.').count() >= 2
                && domain.split('.').all(|label| !label.is_empty())
                && !domain.contains('@')
                && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        }
        None => false,
    };
    if whole {
        return Ok(Some(text));
    }
    Err(fields.wrong("email", "a string that cannot be an e-mail address", "give one such as jo@example.com"))
}

/// The headers of a request, without the key. The caller's own come first, so that they cannot replace ours.
pub fn headers(client: &Client, call: &Call) -> Vec<(String, String)> {
    let mut headers = call.headers.clone();
    headers.push(("accept".to_owned(), "application/json".to_owned()));
    if let Some(id) = call.integration_id.as_ref().or(client.integration_id.as_ref()) {
        headers.push(("x-integration-id".to_owned(), id.clone()));
    }
    headers
}

/// Whether client and call together name an integration; a proxy may add it.
pub fn check_integration(client: &Client, call: &Call) -> Result<(), Error> {
    if client.proxied || client.integration_id.is_some() || call.integration_id.is_some() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Input,
        "`integration_id` is missing: give it to Kombo or to the call, or give a `server_url` that adds it",
    ))
}

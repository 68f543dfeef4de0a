//! What to ask for: `GET /ats/candidates` with its query, and the headers that go with it.

use crate::date;
use crate::error::{Error, Kind};
use crate::fields::{Field, Fields, Rule};
use crate::input::Input;
use crate::options::{Call, Client};
use crate::text::{concat, only};

/// The path below the server's base.
pub const PATH: &str = "/ats/candidates";

/// What the first argument of `getCandidates` takes: the parameters of the endpoint's page.
pub const QUERY_FIELDS: &[Field] = &[
    Field(
        "cursor",
        Rule::Is(is_cursor, "give the cursor that a page came with, or leave it out to begin anew"),
    ),
    Field("page_size", Rule::Integer(1, 250)),
    Field(
        "updated_after",
        Rule::Is(is_date, "give a Date, or a string such as 2026-01-31T00:00:00.000Z of a day that exists"),
    ),
    Field("include_deleted", Rule::Boolean),
    Field("ignore_unsupported_filters", Rule::Boolean),
    Field("ids", IDS),
    Field("remote_ids", IDS),
    Field("job_ids", IDS),
    Field("email", Rule::Is(is_email, "give one such as jo@example.com")),
    Field("first_name", Rule::Text),
    Field("last_name", Rule::Text),
];

const IDS: Rule =
    Rule::Is(are_ids, "give one id, or a list of ids without commas (leave it out to ask for all)");

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
    pub fn check(request: Input) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("parameter of getCandidates", QUERY_FIELDS, request)?;
        let cursor = fields.text("cursor");
        let mut filters = Vec::new();
        for Field(name, _) in QUERY_FIELDS {
            if let Some(value) = fields.take(name).and_then(sent) {
                filters.push((*name, value));
            }
        }
        Ok(Query { cursor, filters })
    }
}

/// A filter's value as the API reads it; none for what the check lets nobody give.
fn sent(value: Input) -> Option<String> {
    Some(match value {
        Input::Text(text) => text,
        Input::Number(number) => number,
        Input::Bool(yes) => if yes { "true" } else { "false" }.to_owned(),
        Input::List(items) => {
            let mut list = String::new();
            for item in items {
                if !list.is_empty() {
                    list.push(',');
                }
                list.push_str(&sent(item)?);
            }
            list
        }
        _ => return None,
    })
}

fn is_cursor(input: &Input) -> Result<(), String> {
    match input {
        Input::Text(cursor) if !cursor.is_empty() => Ok(()),
        // Taking it for "from the beginning" would turn a finished walk into an endless one.
        Input::Null => Err("null, the end of a walk".to_owned()),
        _ => Err(input.kind().to_owned()),
    }
}

fn is_date(input: &Input) -> Result<(), String> {
    match input {
        Input::Text(text) if date::is_calendar_date(text) => Ok(()),
        Input::Text(text) => {
            // Shown because it is what helps; cut to what a date could be made of, so that nothing else is.
            let of_dates = |byte| matches!(byte, b' ' | b'+' | b'-'..=b'.' | b'0'..=b':' | b'T' | b'Z');
            Err(concat(&["\"", &only(text, of_dates), "\""]))
        }
        _ => Err(input.kind().to_owned()),
    }
}

fn are_ids(input: &Input) -> Result<(), String> {
    match input {
        Input::Text(text) if !text.is_empty() => text.as_bytes().split(|b| *b == b',').try_for_each(is_id),
        Input::List(items) if !items.is_empty() => items.iter().try_for_each(|item| match item {
            Input::Text(id) => is_id(id.as_bytes()),
            _ => Err(concat(&["a list with ", item.kind()])),
        }),
        _ => Err(input.kind().to_owned()),
    }
}

fn is_id(id: &[u8]) -> Result<(), String> {
    if id.trim_ascii().is_empty() {
        return Err("a list with an empty element".to_owned());
    }
    if id.split(|b| *b == b',').count() > 1 {
        return Err("a list with an element that holds a comma".to_owned());
    }
    Ok(())
}

/// One `@`, something before it, and two names or more after it, with points between.
fn is_email(input: &Input) -> Result<(), String> {
    let Input::Text(text) = input else { return Err(input.kind().to_owned()) };
    let (mut marks, mut points) = (0, 0);
    // Whether a name has to begin here, and whether all is as it may be.
    let (mut open, mut well) = (true, true);
    for byte in text.bytes() {
        well &= byte > b' ' && byte != 0x7f;
        let ends = byte == b'@' || byte == b'.' && marks > 0;
        if ends {
            well &= !open;
            if byte == b'@' { marks += 1 } else { points += 1 }
        }
        open = ends;
    }
    if well && marks == 1 && points > 0 && !open {
        Ok(())
    } else {
        Err("a string that cannot be an e-mail address".to_owned())
    }
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
pub fn check_integration(client: &Client, call: &Call) -> Result<(), Box<Error>> {
    if client.proxied || client.integration_id.is_some() || call.integration_id.is_some() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Input,
        "`integration_id` is missing: give it to Kombo or to the call, or give a `server_url` that adds it",
    ))
}

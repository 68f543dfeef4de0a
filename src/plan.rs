//! The plan of a walk, checked before anything is sent: client, call, query and position.

use crate::environment::Environment;
use crate::error::Error;
use crate::fields::Fields;
use crate::input::Input;
use crate::limits::Limits;
use crate::literal::Literal;
use crate::options::{Call, Client};
use crate::request::{PATH, Query, Request, check_integration, headers};
use crate::text::concat;

/// The position where a walk starts or continues. Plain data, which the package keeps between two pages.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The cursor of the page to fetch; none for the first page.
    pub cursor: Option<Literal>,
    /// The pages returned so far.
    pub pages: u32,
    /// The requests sent so far.
    pub requests: u32,
    /// The start of the walk on the monotonic clock, in milliseconds.
    pub started_ms: f64,
    /// Whether this walk has fetched a page with this cursor before.
    pub repeated: bool,
}

/// The plan of a walk.
#[derive(Debug)]
pub struct Plan {
    /// The options of the client.
    pub client: Client,
    /// The options of the call.
    pub call: Call,
    /// The query parameters, without the cursor.
    pub query: Query,
    /// The path of the URL, for events.
    pub path: String,
    /// The position of the walk.
    pub start: Start,
    /// Whether records are returned as lines of JSON, not as a document.
    pub lines: bool,
    /// Whether events are enabled.
    pub events: bool,
    url: String,
    headers: Vec<(String, String)>,
}

/// Checks the options of a client: `{ options, … }`, as `source.ts` writes them.
///
/// # Errors
///
/// An error of kind `input` that names the option.
pub fn check_client(input: Input) -> Result<Client, Box<Error>> {
    let mut fields = Fields::of(input);
    let environment = Environment::read(&mut fields);
    Client::check(fields.take("options").unwrap_or(Input::Null), &environment)
}

impl Plan {
    /// Checks the caller's input, `{ client, request, options, lines, events }`, and the position of the walk,
    /// `{ cursor, repeated }`, with the cursor as a JSON string. `source.ts` writes both.
    ///
    /// # Errors
    ///
    /// An error of kind `input` that names the option or parameter.
    pub fn check(input: Input, start: Start) -> Result<Self, Box<Error>> {
        let mut source = Fields::of(input);
        let mut part = |name| source.take(name).unwrap_or(Input::Null);
        let client = check_client(part("client"))?;
        let query = Query::check(part("request"))?;
        let call = Call::check(part("options"))?;
        check_integration(&client, &call)?;
        let url = concat(&[&client.base, PATH]);
        let repeated = start.repeated || source.boolean("repeated") == Some(true);
        let cursor = source.text("cursor").and_then(|json| Literal::new(json.as_bytes(), usize::MAX));
        Ok(Plan {
            headers: headers(&client, &call),
            path: path_of(&url),
            url,
            start: Start { repeated, cursor: cursor.or(start.cursor), ..start },
            lines: source.boolean("lines") == Some(true),
            events: source.boolean("events") == Some(true),
            client,
            call,
            query,
        })
    }

    /// The time limit of one attempt, in milliseconds.
    #[must_use]
    pub fn timeout_ms(&self) -> u32 {
        self.call.timeout_ms.unwrap_or(self.client.timeout_ms)
    }

    /// The bounds of the walk.
    #[must_use]
    #[inline(never)]
    pub fn limits(&self) -> Limits<'_> {
        Limits {
            timeout_ms: self.timeout_ms(),
            retry: self.call.retry.unwrap_or(self.client.retry),
            deadline_at: self.call.deadline_ms.map(|ms| self.start.started_ms + f64::from(ms)),
            max_pages: self.call.max_pages,
            max_requests: self.call.max_requests,
            start: &self.start,
        }
    }

    /// The request for the page.
    #[must_use]
    #[inline(never)]
    pub fn request(&self, key: Option<&str>, timeout_ms: f64) -> Request {
        let mut headers = self.headers.clone();
        if let Some(key) = key {
            headers.push(("authorization".into(), concat(&["Bearer ", key])));
        }
        Request {
            url: self.url.clone(),
            query: self.query.filters.clone(),
            cursor: self.start.cursor.clone(),
            headers,
            timeout_ms,
            max_bytes: self.client.max_body_bytes,
        }
    }
}

/// The path of a URL: from the third slash on.
fn path_of(url: &str) -> String {
    let slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    slashes.skip(2).find_map(|(at, _)| url.get(at..)).unwrap_or(PATH).to_owned()
}

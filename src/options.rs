//! The client's options and a call's options, checked once, before anything is sent.

use crate::error::{Error, Kind};
use crate::fields::{Fields, MAX_TIMER_MS, is_credential};
use crate::input::Input;
use crate::retry::Policy;

/// Where Kombo's API is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The European region.
    Eu,
    /// The region in the United States.
    Us,
}

impl Server {
    /// The base that `/ats/candidates` is appended to, from the API page's list of servers.
    pub fn base(self) -> &'static str {
        match self {
            Server::Eu => "https://api.kombo.dev/v1",
            Server::Us => "https://api.us.kombo.dev/v1",
        }
    }
}

/// What happens to a record that breaks the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInvalid {
    /// It is kept, repaired where the contract has an answer, and listed in the page's issues.
    Report,
    /// It ends the walk with an error that lists the page's issues.
    Throw,
    /// It is left out, and listed in the page's issues.
    Skip,
}

/// How the key is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// No key: a proxy adds it.
    None,
    /// The key itself.
    Text(String),
    /// A function of the caller's, asked once per attempt.
    Function,
}

/// What the boundary knows of the place the code runs in.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Whether this is a page: `window` and `document` are there.
    pub page: bool,
    /// The page's own origin.
    pub origin: Option<String>,
}

/// A `server_url`, taken apart by the runtime's own URL parser.
#[derive(Clone, Debug, Default)]
pub struct ParsedUrl {
    /// The URL, absolute.
    pub href: String,
    /// `https:`, with the colon.
    pub protocol: String,
    /// The host without its port.
    pub hostname: String,
    /// Protocol, host and port.
    pub origin: String,
    /// Whether it holds a user name or a password.
    pub credentials: bool,
    /// Whether it holds a query or a fragment.
    pub query: bool,
}

/// The names that [`Client::check`] reads.
pub const CLIENT_NAMES: &[&str] = &[
    "api_key",
    "integration_id",
    "server",
    "server_url",
    "fetch",
    "timeout_ms",
    "retry",
    "max_body_bytes",
    "on_event",
    "allow_key_in_browser",
];

/// The names that [`Call::check`] reads.
pub const CALL_NAMES: &[&str] = &[
    "signal",
    "timeout_ms",
    "retry",
    "integration_id",
    "headers",
    "deadline_ms",
    "max_pages",
    "max_requests",
    "on_invalid",
    "prefetch",
];

/// The client's options, checked.
#[derive(Clone, Debug)]
pub struct Client {
    /// How the key is to be had.
    pub key: Key,
    /// The integration, unless a proxy adds it.
    pub integration_id: Option<String>,
    /// The base that `/ats/candidates` is appended to, without a slash at its end.
    pub base: String,
    /// The most that one attempt may take, body included.
    pub timeout_ms: u32,
    /// How often and how patiently to try again.
    pub retry: Policy,
    /// The longest body that is read.
    pub max_body_bytes: u32,
    /// Whether `server_url` was given: then a proxy may add key and integration.
    pub proxied: bool,
}

impl Client {
    /// Checks the options of `new Kombo(…)`. `url` is `server_url` as the runtime's parser sees it; none when it
    /// is not given or no URL.
    pub fn check(
        members: Vec<(String, Input)>,
        url: Option<ParsedUrl>,
        around: &Surroundings,
    ) -> Result<Self, Error> {
        let mut fields = Fields::new("", "option of Kombo", CLIENT_NAMES, members)?;
        let key = key(&mut fields)?;
        let integration_id = integration_id(&mut fields)?;
        let server =
            fields.choice("server", &[("eu", Server::Eu), ("us", Server::Us)])?.unwrap_or(Server::Eu);
        let proxied = match fields.take("server_url") {
            None => false,
            Some(Input::Text(_)) => true,
            Some(other) => return Err(fields.wrong("server_url", other.kind(), "give a string or a URL")),
        };
        for name in ["fetch", "on_event"] {
            match fields.take(name) {
                None | Some(Input::Function) => {}
                Some(other) => return Err(fields.wrong(name, other.kind(), "give a function")),
            }
        }
        let client = Client {
            base: if proxied { base_of(url, around)? } else { server.base().to_owned() },
            timeout_ms: timeout(&mut fields)?.unwrap_or(60_000),
            retry: retry(&mut fields)?.unwrap_or_default(),
            // A body has to fit into the 4 GiB that a module can address, with room to work in.
            max_body_bytes: fields.integer("max_body_bytes", 1.0, 1_073_741_824.0)?.unwrap_or(64 << 20),
            key,
            integration_id,
            proxied,
        };
        let allowed = fields.boolean("allow_key_in_browser")?.unwrap_or(false);
        if client.key == Key::None && !client.proxied {
            return Err(Error::input(
                "api_key",
                "missing",
                "give Kombo's API key, or a `server_url` that adds it",
            ));
        }
        if client.key != Key::None && around.page && !allowed {
            return Err(Error::new(
                Kind::Input,
                "`api_key` is given in a browser page, where every visitor can read it: keep it in a proxy \
                 (kombo-edge/proxy) and give its address as `server_url`, or set `allow_key_in_browser: true`",
            ));
        }
        Ok(client)
    }
}

/// A call's options, checked.
#[derive(Clone, Debug)]
pub struct Call {
    /// The most that one attempt may take, when the call says so.
    pub timeout_ms: Option<u32>,
    /// How to try again, when the call says so.
    pub retry: Option<Policy>,
    /// The integration, when the call says so.
    pub integration_id: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The most that the whole walk may take.
    pub deadline_ms: Option<u32>,
    /// The most pages that the walk hands over.
    pub max_pages: Option<u32>,
    /// The most requests that the walk sends, retries included.
    pub max_requests: Option<u32>,
    /// What happens to a record that breaks the contract.
    pub on_invalid: OnInvalid,
    /// Whether the following page is fetched while the caller works.
    pub prefetch: bool,
}

impl Call {
    /// Checks the second argument of `getCandidates`.
    pub fn check(members: Vec<(String, Input)>) -> Result<Self, Error> {
        let mut fields = Fields::new("", "option of a call", CALL_NAMES, members)?;
        match fields.take("signal") {
            None | Some(Input::Signal) => {}
            Some(other) => return Err(fields.wrong("signal", other.kind(), "give an AbortSignal")),
        }
        let words = [("report", OnInvalid::Report), ("throw", OnInvalid::Throw), ("skip", OnInvalid::Skip)];
        Ok(Call {
            timeout_ms: timeout(&mut fields)?,
            retry: retry(&mut fields)?,
            integration_id: integration_id(&mut fields)?,
            headers: headers(&mut fields)?,
            deadline_ms: fields.integer("deadline_ms", 1.0, MAX_TIMER_MS)?,
            max_pages: fields.integer("max_pages", 1.0, 1e9)?,
            max_requests: fields.integer("max_requests", 1.0, 1e9)?,
            on_invalid: fields.choice("on_invalid", &words)?.unwrap_or(OnInvalid::Report),
            prefetch: fields.integer("prefetch", 0.0, 1.0)? != Some(0),
        })
    }
}

/// Checks a key: one that came from the caller's function as well as one given as text. The key is never printed.
pub fn check_key(key: &str) -> Result<(), Error> {
    if key.is_empty() {
        return Err(Error::input("api_key", "an empty string", "give Kombo's API key"));
    }
    if !is_credential(key) {
        return Err(Error::input(
            "api_key",
            "a string with characters that no header may hold",
            "give the key alone, without spaces, line ends or quotes from the file that it was read from",
        ));
    }
    Ok(())
}

fn key(fields: &mut Fields) -> Result<Key, Error> {
    match fields.take("api_key") {
        None => Ok(Key::None),
        Some(Input::Function) => Ok(Key::Function),
        Some(Input::Text(key)) => check_key(&key).map(|()| Key::Text(key)),
        Some(other) => {
            Err(fields.wrong("api_key", other.kind(), "give a string, or a function that returns one"))
        }
    }
}

fn integration_id(fields: &mut Fields) -> Result<Option<String>, Error> {
    let Some(id) = fields.text("integration_id")? else { return Ok(None) };
    if is_credential(&id) {
        return Ok(Some(id));
    }
    Err(fields.wrong(
        "integration_id",
        "a string with characters that no header may hold",
        "give an id such as workday:HWUTwvyx2wLoSUHphiWVrp28",
    ))
}

fn timeout(fields: &mut Fields) -> Result<Option<u32>, Error> {
    fields.integer("timeout_ms", 1.0, MAX_TIMER_MS)
}

fn retry(fields: &mut Fields) -> Result<Option<Policy>, Error> {
    let members = match fields.take("retry") {
        None => return Ok(None),
        Some(Input::Bool(false)) => return Ok(Some(Policy { max_attempts: 1, ..Policy::default() })),
        Some(Input::Map(members)) => members,
        Some(other) => return Err(fields.wrong("retry", other.kind(), "give an object, or false")),
    };
    let mut fields =
        Fields::new("retry", "option of `retry`", &["max_attempts", "base_ms", "max_ms"], members)?;
    let usual = Policy::default();
    Ok(Some(Policy {
        max_attempts: fields.integer("max_attempts", 1.0, 100.0)?.unwrap_or(usual.max_attempts),
        base_ms: fields.integer("base_ms", 0.0, MAX_TIMER_MS)?.unwrap_or(usual.base_ms),
        max_ms: fields.integer("max_ms", 0.0, MAX_TIMER_MS)?.unwrap_or(usual.max_ms),
    }))
}

fn headers(fields: &mut Fields) -> Result<Vec<(String, String)>, Error> {
    let members = match fields.take("headers") {
        None => return Ok(Vec::new()),
        Some(Input::Map(members)) => members,
        // A `Headers` or a list of pairs: both come as a list of lists of two.
        Some(Input::List(pairs)) => {
            let named: Option<Vec<_>> = pairs.into_iter().map(pair).collect();
            named.ok_or_else(|| fields.wrong("headers", "a list", "give an object of names and values"))?
        }
        Some(other) => {
            return Err(fields.wrong("headers", other.kind(), "give an object of names and values"));
        }
    };
    members
        .into_iter()
        .map(|(name, value)| match value {
            Input::Text(value) => header(name, value),
            other => Err(Error::input("headers", other.kind(), "every value has to be a string")),
        })
        .collect()
}

fn pair(input: Input) -> Option<(String, Input)> {
    let Input::List(items) = input else { return None };
    let mut items = items.into_iter();
    match (items.next(), items.next(), items.next()) {
        (Some(Input::Text(name)), Some(value), None) => Some((name, value)),
        _ => None,
    }
}

fn header(name: String, value: String) -> Result<(String, String), Error> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Error::input(
            "headers",
            "an object with a name that no header may have",
            "use HTTP names",
        ));
    }
    if !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
        let place = ["headers.", &name].concat();
        return Err(Error::input(
            &place,
            "a string with characters that no header may hold",
            "use visible ASCII",
        ));
    }
    for (reserved, instead) in [("authorization", "api_key"), ("x-integration-id", "integration_id")] {
        if name.eq_ignore_ascii_case(reserved) {
            let place = ["headers.", reserved].concat();
            return Err(Error::input(&place, "set by the client itself", &["use `", instead, "`"].concat()));
        }
    }
    Ok((name, value))
}

fn base_of(url: Option<ParsedUrl>, around: &Surroundings) -> Result<String, Error> {
    let Some(url) = url else {
        return Err(Error::input(
            "server_url",
            "no URL that can be used here",
            "give an absolute one such as https://kombo-proxy.example.com (relative ones work in pages only)",
        ));
    };
    if url.credentials || url.query {
        return Err(Error::input(
            "server_url",
            "a URL with a user, a password, a query or a fragment",
            "give protocol, host and path only",
        ));
    }
    let own = around.origin.as_deref() == Some(url.origin.as_str());
    let safe = url.protocol == "https:" || (url.protocol == "http:" && (is_loopback(&url.hostname) || own));
    if !safe {
        return Err(Error::input(
            "server_url",
            "a URL that is neither https, nor http on loopback, nor the page's own origin",
            "use https: a key never travels in clear",
        ));
    }
    Ok(url.href.trim_end_matches('/').to_owned())
}

fn is_loopback(hostname: &str) -> bool {
    let v4 = |host: &str| {
        let parts: Vec<&str> = host.split('.').collect();
        parts.len() == 4 && parts.first() == Some(&"127") && parts.iter().all(|p| p.parse::<u8>().is_ok())
    };
    hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]" || v4(hostname)
}

//! The client's options and a call's options, checked once, before anything is sent.

use kombo_edge_check::Select;

use crate::error::{Error, Kind};
use crate::fields::{Field, Fields, MAX_TIMER_MS, Rule, printable};
use crate::input::{FUNCTION, Input, SIGNAL};
use crate::retry::Policy;
use crate::surroundings::Surroundings;
use crate::text::concat;

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

/// What `new Kombo(…)` takes.
pub const CLIENT_FIELDS: &[Field] = &[
    Field("api_key", Rule::Is(is_key, KEY_ADVICE)),
    INTEGRATION_ID,
    Field("server", Rule::Word(&["eu", "us"])),
    Field(
        "server_url",
        Rule::Is(|input| is(matches!(input, Input::Text(_)), input), "give a string or a URL"),
    ),
    Field("fetch", Rule::Is(is_function, "give a function")),
    TIMEOUT_MS,
    RETRY,
    // A body has to fit into the 4 GiB that a module can address, with room to work in.
    Field("max_body_bytes", Rule::Integer(1, 1 << 30)),
    Field("on_event", Rule::Is(is_function, "give a function")),
    Field("allow_key_in_browser", Rule::Boolean),
];

/// What the second argument of `getCandidates` takes.
pub const CALL_FIELDS: &[Field] = &[
    Field("signal", Rule::Is(|input| is(input.is(SIGNAL), input), "give an AbortSignal")),
    TIMEOUT_MS,
    RETRY,
    INTEGRATION_ID,
    Field(
        "headers",
        Rule::Is(
            are_headers,
            "give an object of names and values, all strings of visible ASCII; `authorization` comes from `api_key`, \
             `x-integration-id` from `integration_id`",
        ),
    ),
    Field("deadline_ms", Rule::Integer(1, MAX_TIMER_MS)),
    Field("max_pages", Rule::Integer(1, 1_000_000_000)),
    Field("max_requests", Rule::Integer(1, 1_000_000_000)),
    Field("on_invalid", Rule::Word(&["report", "throw", "skip"])),
    Field(
        "select",
        Rule::Is(are_fields, "give a list of names of a candidate's fields, or leave it out for all"),
    ),
    Field("prefetch", Rule::Integer(0, 1)),
];

const KEY_ADVICE: &str =
    "give the key alone, without spaces, line ends or quotes, or a function that returns it";

const INTEGRATION_ID: Field = Field(
    "integration_id",
    Rule::Is(is_integration_id, "give an id such as workday:HWUTwvyx2wLoSUHphiWVrp28"),
);

const TIMEOUT_MS: Field = Field("timeout_ms", Rule::Integer(1, MAX_TIMER_MS));

const RETRY: Field = Field(
    "retry",
    Rule::FieldsOrFalse(&[
        Field("max_attempts", Rule::Integer(1, 100)),
        Field("base_ms", Rule::Integer(0, MAX_TIMER_MS)),
        Field("max_ms", Rule::Integer(0, MAX_TIMER_MS)),
    ]),
);

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
    /// Checks the options of `new Kombo(…)`.
    pub fn check(options: Input, around: &Surroundings) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("option of Kombo", CLIENT_FIELDS, options)?;
        let key = match fields.take("api_key") {
            Some(Input::Text(key)) => Key::Text(key),
            Some(_) => Key::Function,
            None => Key::None,
        };
        let us = fields.text("server").as_deref() == Some("us");
        let proxied = fields.take("server_url").is_some();
        if key == Key::None && !proxied {
            let advice = "give Kombo's API key, or a `server_url` that adds it";
            return Err(Error::input("api_key", "missing", advice));
        }
        if key != Key::None && around.page && fields.boolean("allow_key_in_browser") != Some(true) {
            return Err(Error::new(
                Kind::Input,
                "`api_key` is given in a browser page, where every visitor can read it: keep it in a proxy \
                 (kombo-edge/proxy) and give its address as `server_url`, or set `allow_key_in_browser: true`",
            ));
        }
        let base = match (proxied, us) {
            (true, _) => around.base()?,
            (_, false) => "https://api.kombo.dev/v1".to_owned(),
            (_, true) => "https://api.us.kombo.dev/v1".to_owned(),
        };
        Ok(Client {
            key,
            integration_id: fields.text("integration_id"),
            base,
            timeout_ms: fields.integer("timeout_ms").unwrap_or(60_000),
            retry: policy(&mut fields).unwrap_or_default(),
            max_body_bytes: fields.integer("max_body_bytes").unwrap_or(64 << 20),
            proxied,
        })
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
    /// Which fields of the records are handed over.
    pub select: Select,
}

impl Call {
    /// Checks the second argument of `getCandidates`.
    pub fn check(options: Input) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("option of a call", CALL_FIELDS, options)?;
        Ok(Call {
            timeout_ms: fields.integer("timeout_ms"),
            retry: policy(&mut fields),
            integration_id: fields.text("integration_id"),
            headers: fields.take("headers").and_then(|input| headers(&input)).unwrap_or_default(),
            deadline_ms: fields.integer("deadline_ms"),
            max_pages: fields.integer("max_pages"),
            max_requests: fields.integer("max_requests"),
            on_invalid: match fields.text("on_invalid").as_deref() {
                Some("throw") => OnInvalid::Throw,
                Some("skip") => OnInvalid::Skip,
                _ => OnInvalid::Report,
            },
            select: fields.take("select").and_then(|names| select(&names).ok()).unwrap_or(Select::ALL),
        })
    }
}

fn are_fields(input: &Input) -> Result<(), String> {
    select(input).map(drop)
}

/// The fields of these names, or what is wrong with them. The names are the caller's own code, so they may be shown.
fn select(input: &Input) -> Result<Select, String> {
    let Input::List(names) = input else { return Err(input.kind().to_owned()) };
    let mut select = Select::NONE;
    for name in names {
        let Input::Text(name) = name else { return Err(concat(&["a list with ", name.kind()])) };
        let known = select.with(name.as_bytes());
        select =
            known.ok_or_else(|| concat(&["a list with `", &printable(name), "`, which is no such field"]))?;
    }
    if names.is_empty() { Err(input.kind().to_owned()) } else { Ok(select) }
}

/// Checks what the caller's function gave, as a key given as text is checked. The key is never printed.
pub fn check_key(key: Option<String>) -> Result<String, Box<Error>> {
    match key {
        Some(key) if !key.is_empty() && is_credential(&key) => Ok(key),
        None => Err(Error::input("api_key", "a function that returned no string", KEY_ADVICE)),
        Some(_) => {
            Err(Error::input("api_key", "a function that returned what no header may hold", KEY_ADVICE))
        }
    }
}

fn policy(fields: &mut Fields) -> Option<Policy> {
    let usual = Policy::default();
    Some(match fields.fields("retry")? {
        None => Policy { max_attempts: 1, ..usual },
        Some(mut fields) => Policy {
            max_attempts: fields.integer("max_attempts").unwrap_or(usual.max_attempts),
            base_ms: fields.integer("base_ms").unwrap_or(usual.base_ms),
            max_ms: fields.integer("max_ms").unwrap_or(usual.max_ms),
        },
    })
}

/// No objection, or what the input is.
fn is(right: bool, input: &Input) -> Result<(), String> {
    if right { Ok(()) } else { Err(input.kind().to_owned()) }
}

fn is_function(input: &Input) -> Result<(), String> {
    is(input.is(FUNCTION), input)
}

fn is_key(input: &Input) -> Result<(), String> {
    if input.is(FUNCTION) { Ok(()) } else { is_integration_id(input) }
}

/// Whether it may stand in a header as a credential does: visible ASCII, no spaces.
fn is_credential(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

fn is_integration_id(input: &Input) -> Result<(), String> {
    match input {
        Input::Text(text) if !text.is_empty() => {
            if is_credential(text) {
                return Ok(());
            }
            Err("a string with characters that no header may hold".to_owned())
        }
        _ => Err(input.kind().to_owned()),
    }
}

fn are_headers(input: &Input) -> Result<(), String> {
    let Some(headers) = headers(input) else {
        return Err(match input {
            Input::Map(_) => "an object with a value that is no string".to_owned(),
            _ => input.kind().to_owned(),
        });
    };
    let wrong = |what: &str| Err(concat(&["an object with a ", what]));
    for (name, value) in headers {
        // Graphic characters but for RFC 9110's delimiters.
        let token = |b: u8| {
            b.is_ascii_graphic()
                && !matches!(b, b'"' | b'(' | b')' | b',' | b'/' | b':'..=b'@' | b'['..=b']' | b'{' | b'}')
        };
        if name.is_empty() || !name.bytes().all(token) {
            return wrong("name that no header may have");
        }
        if !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
            return wrong("value that no header may hold");
        }
        if ["authorization", "x-integration-id"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
            return wrong("header that the client itself sets");
        }
    }
    Ok(())
}

/// Names and values of an object, or of a list of pairs (as a `Headers` comes too); none when it is neither, or a
/// value is no string.
fn headers(input: &Input) -> Option<Vec<(String, String)>> {
    let mut headers = Vec::new();
    let mut push = |name: &String, value: &Input| {
        let Input::Text(value) = value else { return None };
        headers.push((name.clone(), value.clone()));
        Some(())
    };
    match input {
        Input::Map(members) => {
            for (name, value) in members {
                push(name, value)?;
            }
        }
        Input::List(pairs) => {
            for pair in pairs {
                let Input::List(pair) = pair else { return None };
                let [Input::Text(name), value] = pair.as_slice() else { return None };
                push(name, value)?;
            }
        }
        _ => return None,
    }
    Some(headers)
}

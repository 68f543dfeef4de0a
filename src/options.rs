//! The options of the client and of a call, checked before anything is sent.

use kombo_edge_check::Select;

use crate::environment::Environment;
use crate::error::{Error, Kind};
use crate::fields::Fields;
use crate::formats::{self, is_credential, to_headers, to_select};
use crate::input::Input;
use crate::parameters::client::{DEFAULT_MAX_BODY_BYTES, DEFAULT_TIMEOUT_MS, WORKERD_MAX_BODY_BYTES};
use crate::parameters::{call, client};
use crate::retry::Policy;

/// What happens to a record that breaks the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInvalid {
    /// It is returned with its repairs, and listed in the issues of the page.
    Report,
    /// The walk ends with an error that contains the issues of the page.
    Throw,
    /// It is left out, and listed in the issues of the page.
    Skip,
}

/// The source of the API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// None: a proxy adds the key.
    None,
    /// The key itself.
    Text(String),
    /// A function of the caller, called once per attempt.
    Function,
}

/// The checked options of a client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The source of the API key.
    pub key: Key,
    /// The integration id; none when the call or a proxy adds it.
    pub integration_id: Option<String>,
    /// The base URL that `/ats/candidates` is appended to, without a slash at its end.
    pub base: String,
    /// The time limit of one attempt, body included, in milliseconds.
    pub timeout_ms: u32,
    /// The retry policy.
    pub retry: Policy,
    /// The longest body that is read, in bytes.
    pub max_body_bytes: u32,
    /// Whether `server_url` was given, so that a proxy may add key and integration.
    pub proxied: bool,
    /// Whether a browser sends to another origin than that of the page.
    pub cross_origin: bool,
}

impl Client {
    /// Checks the options of `new Kombo(…)`.
    ///
    /// # Errors
    ///
    /// An error of kind `input` that names the option.
    pub fn check(options: Input, environment: &Environment) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("option of Kombo", &client::FIELDS, options)?;
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
        if key != Key::None && environment.page && fields.boolean("allow_key_in_browser") != Some(true) {
            return Err(Error::new(
                Kind::Input,
                "`api_key` is given in a browser page, where every visitor can read it: keep it in a proxy \
                 (kombo-edge/proxy) and give its address as `server_url`, or set `allow_key_in_browser: true`",
            ));
        }
        let base = match (proxied, us) {
            (true, _) => environment.base()?,
            (_, false) => "https://api.kombo.dev/v1".to_owned(),
            (_, true) => "https://api.us.kombo.dev/v1".to_owned(),
        };
        let is_own = |origin: &String| base.starts_with(origin.as_str());
        Ok(Client {
            cross_origin: environment.origin.as_ref().is_some_and(|origin| !is_own(origin)),
            key,
            integration_id: fields.text("integration_id"),
            base,
            timeout_ms: fields.integer("timeout_ms").unwrap_or(DEFAULT_TIMEOUT_MS),
            retry: policy(&mut fields).unwrap_or_default(),
            max_body_bytes: fields.integer("max_body_bytes").unwrap_or(if environment.workerd {
                WORKERD_MAX_BODY_BYTES
            } else {
                DEFAULT_MAX_BODY_BYTES
            }),
            proxied,
        })
    }
}

/// The checked options of a call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The time limit of one attempt, in milliseconds; none for the client's.
    pub timeout_ms: Option<u32>,
    /// The retry policy; none for the client's.
    pub retry: Option<Policy>,
    /// The integration id; none for the client's.
    pub integration_id: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The time limit of the whole walk, in milliseconds.
    pub deadline_ms: Option<u32>,
    /// The most pages that the walk returns.
    pub max_pages: Option<u32>,
    /// The most requests that the walk sends, retries included.
    pub max_requests: Option<u32>,
    /// What happens to a record that breaks the contract.
    pub on_invalid: OnInvalid,
    /// The fields of the records to return.
    pub select: Select,
}

impl Call {
    /// Checks the second argument of `getCandidates`.
    ///
    /// # Errors
    ///
    /// An error of kind `input` that names the option.
    pub fn check(options: Input) -> Result<Self, Box<Error>> {
        let mut fields = Fields::check("option of a call", &call::FIELDS, options)?;
        Ok(Call {
            timeout_ms: fields.integer("timeout_ms"),
            retry: policy(&mut fields),
            integration_id: fields.text("integration_id"),
            headers: fields.take("headers").and_then(|input| to_headers(&input).ok()).unwrap_or_default(),
            deadline_ms: fields.integer("deadline_ms"),
            max_pages: fields.integer("max_pages"),
            max_requests: fields.integer("max_requests"),
            on_invalid: match fields.text("on_invalid").as_deref() {
                Some("throw") => OnInvalid::Throw,
                Some("skip") => OnInvalid::Skip,
                _ => OnInvalid::Report,
            },
            select: fields.take("select").and_then(|names| to_select(&names).ok()).unwrap_or(Select::ALL),
        })
    }
}

/// Checks the result of the caller's key function. The message does not contain the key.
///
/// # Errors
///
/// An error of kind `input` when it is not a valid key.
pub fn check_key(key: Option<String>) -> Result<String, Box<Error>> {
    match key {
        Some(key) if !key.is_empty() && is_credential(&key) => Ok(key),
        None => Err(Error::input("api_key", "a function that returned no string", formats::KEY.advice)),
        Some(_) => Err(Error::input(
            "api_key",
            "a function that returned what no header may hold",
            formats::KEY.advice,
        )),
    }
}

fn policy(fields: &mut Fields) -> Option<Policy> {
    let default = Policy::default();
    Some(match fields.fields("retry")? {
        None => Policy { max_attempts: 1, ..default },
        Some(mut fields) => Policy {
            max_attempts: fields.integer("max_attempts").unwrap_or(default.max_attempts),
            base_ms: fields.integer("base_ms").unwrap_or(default.base_ms),
            max_ms: fields.integer("max_ms").unwrap_or(default.max_ms),
        },
    })
}

//! The options of a client.

use super::{DefaultValue, Flag, Row, Sent, Table, Unit, fields, retry};
use crate::fields::{Field, MAX_TIMER_MS, Rule};
use crate::formats;

/// The default of `timeout_ms`.
pub const DEFAULT_TIMEOUT_MS: u32 = 60_000;

/// The default of `max_body_bytes`.
pub const DEFAULT_MAX_BODY_BYTES: u32 = 64 << 20;

/// The default of `max_body_bytes` in workerd: a Worker has 128 MB, and a body is in memory twice.
pub const WORKERD_MAX_BODY_BYTES: u32 = 16 << 20;

/// The rules that are linked into the module.
pub static FIELDS: [Field; 10] = fields(&ROWS);

/// The argument of `new Kombo(…)`.
pub const TABLE: Table =
    Table { interface: "KomboOptions", generics: "", doc: "The options of a client.", rows: &ROWS };

const ROWS: [Row; 10] = [
    Row {
        name: "api_key",
        rule: Rule::Format(formats::KEY),
        doc: "Kombo's API key, from the Secrets page of the Kombo dashboard, or a function that returns it.",
        more: "A function is called once per attempt, so the key may change; if it throws, the attempt fails like one without a \
               connection, and may be retried. Required unless `server_url` is set. An error in a browser's pages and workers: \
               see `allow_key_in_browser`.",
        sent: Sent::Header("authorization"),
        proxy: true,
        ..Row::BASE
    },
    INTEGRATION_ID,
    Row {
        name: "server",
        rule: Rule::Word(&["eu", "us"]),
        doc: "The region of Kombo's API.",
        default: DefaultValue::Code("\"eu\""),
        flag: Flag::of(""),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "server_url",
        rule: Rule::Format(formats::URL),
        doc: "The base URL of the API, of a proxy or of a test server; `/ats/candidates` is appended to it.",
        more: "Kombo's own base URLs end in `/v1`. Takes precedence over `server`. Must be https, http on loopback, or the \
               page's own origin; in a page it may be relative (`\"/kombo\"`).",
        example: "https://kombo-proxy.example.com/v1",
        flag: Flag::of("<url>"),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "fetch",
        rule: Rule::Format(formats::FUNCTION),
        doc: "The function that sends requests, such as another library's `fetch` or a test double.",
        more: "Called with a URL string and a plain object. For a Worker's service binding, give \
               `(url, init) => env.UPSTREAM.fetch(url, init)`.",
        default: DefaultValue::Code("globalThis.fetch"),
        ts: Some("(url: string, init: FetchInit) => Promise<FetchResponse>"),
        proxy: true,
        ..Row::BASE
    },
    TIMEOUT_MS,
    RETRY,
    Row {
        name: "max_body_bytes",
        // A body and its copies have to fit into the 4 GiB that a module can address.
        rule: Rule::Integer(1, 1 << 30),
        doc: "The maximum length of a response body, decompressed; a longer body is an error.",
        more: "A body is in memory twice.",
        unit: Unit::Bytes,
        default: DefaultValue::ByRuntime(DEFAULT_MAX_BODY_BYTES, WORKERD_MAX_BODY_BYTES),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "on_event",
        rule: Rule::Format(formats::FUNCTION),
        doc: "Called with an event for each request, response, retry, page and failure; events contain no secrets and no \
              personal data.",
        more: "Exceptions that it throws are ignored.",
        ts: Some("(event: KomboEvent) => void"),
        ..Row::BASE
    },
    Row {
        name: "allow_key_in_browser",
        rule: Rule::Boolean,
        doc: "Whether `api_key` is allowed in a browser's pages and workers, where every visitor can read it.",
        default: DefaultValue::Code("false"),
        ..Row::BASE
    },
];

pub(super) const INTEGRATION_ID: Row = Row {
    name: "integration_id",
    rule: Rule::Format(formats::INTEGRATION_ID),
    doc: "The id of the integration, `<connector>:<id>`.",
    more: "Required here or in the call unless `server_url` is set.",
    sent: Sent::Header("x-integration-id"),
    example: "workday:HWUTwvyx2wLoSUHphiWVrp28",
    flag: Some(Flag { name: Some("integration"), value: "<id>", default: None }),
    ..Row::BASE
};

pub(super) const TIMEOUT_MS: Row = Row {
    name: "timeout_ms",
    rule: Rule::Integer(1, MAX_TIMER_MS),
    doc: "The time limit of one attempt, including the response body.",
    unit: Unit::Milliseconds,
    default: DefaultValue::Number(DEFAULT_TIMEOUT_MS),
    proxy: true,
    ..Row::BASE
};

pub(super) const RETRY: Row = Row {
    name: "retry",
    rule: Rule::FieldsOrFalse(&retry::FIELDS),
    doc: "How to retry after temporary failures; `false` for no retries.",
    default: DefaultValue::Fields(retry::TABLE.rows),
    ts: Some("RetryOptions | false"),
    ..Row::BASE
};

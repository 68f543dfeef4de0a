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
        doc: "Kombo's API key, from the Secrets page of the dashboard, or a function that returns it.",
        more: "A function is asked once per attempt, for secrets that change. Required unless `server_url` is set. Refused \
               in a browser, in pages and workers: see `allow_key_in_browser`.",
        sent: Sent::Header("authorization"),
        proxy: true,
        ..Row::BASE
    },
    INTEGRATION_ID,
    Row {
        name: "server",
        rule: Rule::Word(&["eu", "us"]),
        doc: "Kombo's region.",
        default: DefaultValue::Code("\"eu\""),
        flag: Flag::of(""),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "server_url",
        rule: Rule::Format(formats::URL),
        doc: "The base that `/ats/candidates` is appended to: a proxy or a test server.",
        more: "Kombo's own end in `/v1`. Wins over `server`. Has to be https, http on loopback, or the page's own origin; in \
               a page it may be relative (`\"/kombo\"`).",
        example: "https://kombo-proxy.example.com/v1",
        flag: Flag::of("<url>"),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "fetch",
        rule: Rule::Format(formats::FUNCTION),
        doc: "The function to send with: a service binding, another library's `fetch`, a test double.",
        more: "Called with a string and a plain object. A Worker's service binding is given as \
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
        doc: "The longest body to read, decompressed; a longer one is an error.",
        more: "A body is held in memory twice.",
        unit: Unit::Bytes,
        default: DefaultValue::ByRuntime(DEFAULT_MAX_BODY_BYTES, WORKERD_MAX_BODY_BYTES),
        proxy: true,
        ..Row::BASE
    },
    Row {
        name: "on_event",
        rule: Rule::Format(formats::FUNCTION),
        doc: "Called at every request, response, wait and page, without secrets or personal data.",
        more: "What it throws changes nothing.",
        ts: Some("(event: KomboEvent) => void"),
        ..Row::BASE
    },
    Row {
        name: "allow_key_in_browser",
        rule: Rule::Boolean,
        doc: "Allows `api_key` in a browser's pages and workers, where every visitor can read it.",
        default: DefaultValue::Code("false"),
        ..Row::BASE
    },
];

pub(super) const INTEGRATION_ID: Row = Row {
    name: "integration_id",
    rule: Rule::Format(formats::INTEGRATION_ID),
    doc: "The integration to ask, `<connector>:<id>`.",
    more: "Required here or in the call, unless `server_url` is set.",
    sent: Sent::Header("x-integration-id"),
    example: "workday:HWUTwvyx2wLoSUHphiWVrp28",
    flag: Some(Flag { name: Some("integration"), value: "<id>", default: None }),
    ..Row::BASE
};

pub(super) const TIMEOUT_MS: Row = Row {
    name: "timeout_ms",
    rule: Rule::Integer(1, MAX_TIMER_MS),
    doc: "The most that one attempt may take, body included.",
    unit: Unit::Milliseconds,
    default: DefaultValue::Number(DEFAULT_TIMEOUT_MS),
    proxy: true,
    ..Row::BASE
};

pub(super) const RETRY: Row = Row {
    name: "retry",
    rule: Rule::FieldsOrFalse(&retry::FIELDS),
    doc: "How to try again after failures that may pass; `false` for never.",
    default: DefaultValue::Fields(retry::TABLE.rows),
    ts: Some("RetryOptions | false"),
    ..Row::BASE
};

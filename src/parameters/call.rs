//! The options of a call.

use super::client::{INTEGRATION_ID, RETRY, TIMEOUT_MS};
use super::{DefaultValue, Row, Table, Unit, fields};
use crate::fields::{Field, MAX_TIMER_MS, Rule};
use crate::formats;

/// The rules that are linked into the module.
pub static FIELDS: [Field; 11] = fields(&ROWS);

/// The second argument of `getCandidates`.
pub const TABLE: Table = Table {
    interface: "RequestOptions",
    generics: "<Select extends Selection = undefined>",
    doc: "How to ask for it.",
    rows: &ROWS,
};

/// The largest budget: more than any walk needs, and small enough for every counter.
const MAX_BUDGET: u32 = 1_000_000_000;

const CLIENTS: DefaultValue = DefaultValue::Words("the client's");

const ROWS: [Row; 11] = [
    Row {
        name: "signal",
        rule: Rule::Format(formats::SIGNAL),
        doc: "Ends the walk at once, whatever it is doing.",
        more: "The rejection is the signal's own `reason`.",
        ts: Some("Signal"),
        ..Row::BASE
    },
    Row { default: CLIENTS, ..TIMEOUT_MS },
    Row { default: CLIENTS, ..RETRY },
    Row { default: CLIENTS, more: "", ..INTEGRATION_ID },
    Row {
        name: "headers",
        rule: Rule::Format(formats::HEADERS),
        doc: "Further headers.",
        more: "The client's own (`authorization`, `x-integration-id`) cannot be replaced.",
        ts: Some("Record<string, string> | HeaderList"),
        ..Row::BASE
    },
    Row {
        name: "deadline_ms",
        rule: Rule::Integer(1, MAX_TIMER_MS),
        doc: "The most that the whole walk may take.",
        more: "When it passes, the walk stops and `stopped` is `\"deadline\"`; before the first page, it is an error of \
               kind `deadline`.",
        unit: Unit::Milliseconds,
        ..Row::BASE
    },
    Row {
        name: "max_pages",
        rule: Rule::Integer(1, MAX_BUDGET),
        doc: "The most pages to return; then the walk stops and `stopped` is `\"max_pages\"`.",
        ..Row::BASE
    },
    Row {
        name: "max_requests",
        rule: Rule::Integer(1, MAX_BUDGET),
        doc: "The most requests to send, retries included (Workers count them); then `stopped` is `\"max_requests\"`.",
        ..Row::BASE
    },
    Row {
        name: "on_invalid",
        rule: Rule::Word(&["report", "throw", "skip"]),
        doc: "What happens to a record that breaks the contract.",
        more: "`\"report\"`: kept, repaired where the contract has an answer, listed in the page's `issues`. `\"skip\"`: left \
               out, and listed. `\"throw\"`: the walk ends with an error.",
        default: DefaultValue::Code("\"report\""),
        flag: super::Flag::of(""),
        ..Row::BASE
    },
    Row {
        name: "select",
        rule: Rule::Format(formats::CANDIDATE_FIELDS),
        doc: "Only these fields of each candidate, which makes a page of them cheaper by far.",
        more: "The others are checked all the same. Fields that this version does not know are left out too. At least one.",
        default: DefaultValue::Words("all that the server sent"),
        ts: Some("Select"),
        ..Row::BASE
    },
    Row {
        name: "prefetch",
        rule: Rule::Integer(0, 1),
        doc: "Pages to fetch ahead while you work on one, from the second page on.",
        default: DefaultValue::Number(1),
        ..Row::BASE
    },
];

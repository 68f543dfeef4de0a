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
    doc: "The options of a call.",
    rows: &ROWS,
};

/// The largest budget: more than any walk needs, and small enough for every counter.
const MAX_BUDGET: u32 = 1_000_000_000;

const CLIENTS: DefaultValue = DefaultValue::Words("the client's");

const ROWS: [Row; 11] = [
    Row {
        name: "signal",
        rule: Rule::Format(formats::SIGNAL),
        doc: "Aborts the walk at once, in every phase.",
        more: "The walk then rejects with the signal's `reason`.",
        ts: Some("Signal"),
        ..Row::BASE
    },
    Row { default: CLIENTS, ..TIMEOUT_MS },
    Row { default: CLIENTS, ..RETRY },
    Row { default: CLIENTS, more: "", ..INTEGRATION_ID },
    Row {
        name: "headers",
        rule: Rule::Format(formats::HEADERS),
        doc: "Additional request headers.",
        more: "The client's own headers (`authorization`, `x-integration-id`) cannot be replaced.",
        ts: Some("Record<string, string> | HeaderList"),
        ..Row::BASE
    },
    Row {
        name: "deadline_ms",
        rule: Rule::Integer(1, MAX_TIMER_MS),
        doc: "The time limit of the whole walk.",
        more: "Then the walk stops, and `stopped` is `\"deadline\"`; before the first page, the walk fails with an error \
               of kind `deadline`.",
        unit: Unit::Milliseconds,
        ..Row::BASE
    },
    Row {
        name: "max_pages",
        rule: Rule::Integer(1, MAX_BUDGET),
        doc: "The maximum number of pages to return; then the walk stops, and `stopped` is `\"max_pages\"`.",
        ..Row::BASE
    },
    Row {
        name: "max_requests",
        rule: Rule::Integer(1, MAX_BUDGET),
        doc: "The maximum number of requests to send, retries included; then the walk stops, and `stopped` is `\"max_requests\"`.",
        ..Row::BASE
    },
    Row {
        name: "on_invalid",
        rule: Rule::Word(&["report", "throw", "skip"]),
        doc: "How to handle a record that violates the contract.",
        more: "`\"report\"`: it is kept, repaired where the contract has a default, and listed in the page's `issues`. \
               `\"skip\"`: it is left out and listed. `\"throw\"`: the walk ends with an error.",
        default: DefaultValue::Code("\"report\""),
        flag: super::Flag::of(""),
        ..Row::BASE
    },
    Row {
        name: "select",
        rule: Rule::Format(formats::CANDIDATE_FIELDS),
        doc: "Only these fields of each candidate; a page then needs much less CPU time.",
        more: "The other fields are still checked, but not returned; nor are fields that are newer than this version. At least one field.",
        default: DefaultValue::Words("all that the server sent"),
        ts: Some("Select"),
        ..Row::BASE
    },
    Row {
        name: "prefetch",
        rule: Rule::Integer(0, 1),
        doc: "The number of pages to fetch ahead while you process a page, from the second page on.",
        default: DefaultValue::Number(1),
        ..Row::BASE
    },
];

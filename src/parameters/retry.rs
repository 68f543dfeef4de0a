//! The options of `retry`.

use super::{DefaultValue, Row, Table, Unit, fields};
use crate::fields::{Field, MAX_TIMER_MS, Rule};
use crate::retry::Policy;

/// The rules that are linked into the module.
pub static FIELDS: [Field; 3] = fields(&ROWS);

/// The value of `retry`.
pub const TABLE: Table =
    Table { interface: "RetryOptions", generics: "", doc: "The options of retries.", rows: &ROWS };

const ROWS: [Row; 3] = [
    Row {
        name: "max_attempts",
        rule: Rule::Integer(1, 100),
        doc: "The maximum number of requests for one page, including the first.",
        default: DefaultValue::Number(Policy::DEFAULT.max_attempts),
        ..Row::BASE
    },
    Row {
        name: "base_ms",
        rule: Rule::Integer(0, MAX_TIMER_MS),
        doc: "The maximum wait before the second attempt. It doubles with each further attempt.",
        unit: Unit::Milliseconds,
        default: DefaultValue::Number(Policy::DEFAULT.base_ms),
        ..Row::BASE
    },
    Row {
        name: "max_ms",
        rule: Rule::Integer(0, MAX_TIMER_MS),
        doc: "The upper limit of that doubling.",
        more: "A wait that the server requests is not limited by it.",
        unit: Unit::Milliseconds,
        default: DefaultValue::Number(Policy::DEFAULT.max_ms),
        ..Row::BASE
    },
];

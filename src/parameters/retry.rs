//! The options of `retry`.

use super::{DefaultValue, Row, Table, Unit, fields};
use crate::fields::{Field, MAX_TIMER_MS, Rule};
use crate::retry::Policy;

/// The rules that are linked into the module.
pub static FIELDS: [Field; 3] = fields(&ROWS);

/// The value of `retry`.
pub const TABLE: Table =
    Table { interface: "RetryOptions", generics: "", doc: "How to try again.", rows: &ROWS };

const ROWS: [Row; 3] = [
    Row {
        name: "max_attempts",
        rule: Rule::Integer(1, 100),
        doc: "The most requests for one page, the first included.",
        default: DefaultValue::Number(Policy::DEFAULT.max_attempts),
        ..Row::BASE
    },
    Row {
        name: "base_ms",
        rule: Rule::Integer(0, MAX_TIMER_MS),
        doc: "The longest wait before the second attempt; doubled for each further one.",
        unit: Unit::Milliseconds,
        default: DefaultValue::Number(Policy::DEFAULT.base_ms),
        ..Row::BASE
    },
    Row {
        name: "max_ms",
        rule: Rule::Integer(0, MAX_TIMER_MS),
        doc: "The longest wait that the doubling leads to.",
        more: "What a server asks for is waited in full.",
        unit: Unit::Milliseconds,
        default: DefaultValue::Number(Policy::DEFAULT.max_ms),
        ..Row::BASE
    },
];

//! The query parameters of the endpoint.

use super::{DefaultValue, Flag, Row, Sent, Table, fields};
use crate::fields::{Field, Rule};
use crate::formats;

/// The rules that are linked into the module.
pub static FIELDS: [Field; 11] = fields(&ROWS);

/// The first argument of `getCandidates`.
pub const TABLE: Table = Table {
    interface: "GetCandidatesRequest",
    generics: "",
    doc: "What to ask for. Filters are combined with AND; the elements of a list with OR. Names and meaning are the API's.",
    rows: &ROWS,
};

const ROWS: [Row; 11] = [
    Row {
        name: "cursor",
        rule: Rule::Format(formats::CURSOR),
        doc: "Where to go on: the `cursor` of a page.",
        more: "Give the same filters with it.",
        example: "eyJvZmZzZXQiOjI1MH0=",
        flag: Flag::of("<cursor>"),
        ..BASE
    },
    Row {
        name: "page_size",
        rule: Rule::Integer(1, 250),
        doc: "The most records that a page holds.",
        default: DefaultValue::Server("100"),
        example: "100",
        flag: Some(Flag { name: None, value: "<n>", default: Some("250") }),
        ..BASE
    },
    Row {
        name: "updated_after",
        rule: Rule::Format(formats::DATE),
        doc: "Only candidates that have changed since, their applications and tags included.",
        more: "A change of an application or a tag does not move the candidate's own `changed_at`. A `Date`, or a \
               string such as `2026-01-31T00:00:00.000Z` or `2026-01-31`, in UTC; sent to the millisecond. When syncing, \
               give the time at which your last fetch *started*.",
        example: "2026-01-31T00:00:00.000Z",
        flag: Flag::of("<date>"),
        ..BASE
    },
    Row {
        name: "include_deleted",
        rule: Rule::Boolean,
        doc: "Deleted candidates too; see `remote_deleted_at`.",
        default: DefaultValue::Server("false"),
        flag: Flag::of(""),
        ..BASE
    },
    Row {
        name: "ignore_unsupported_filters",
        rule: Rule::Boolean,
        doc: "Ignores filters that the integration does not support, instead of finding nothing.",
        default: DefaultValue::Server("false"),
        flag: Flag::of(""),
        ..BASE
    },
    Row {
        name: "ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates with one of these ids.",
        more: "An empty list is an error: it would ask for all.",
        example: "26vafvWSRmbhNcxJYqjCzuJg",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "remote_ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates with one of these ids in the remote system.",
        example: "32",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "job_ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates who applied to one of these jobs.",
        example: "H5daSm8e85Dmvmne3wLeCPhX",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "email",
        rule: Rule::Format(formats::EMAIL),
        doc: "Only candidates with this e-mail address, in any case.",
        example: "jane@example.com",
        flag: Flag::of("<address>"),
        ..BASE
    },
    Row {
        name: "first_name",
        rule: Rule::Text,
        doc: "Only candidates with exactly this first name, in any case.",
        example: "Jane",
        flag: Flag::of("<name>"),
        ..BASE
    },
    Row {
        name: "last_name",
        rule: Rule::Text,
        doc: "Only candidates with exactly this last name, in any case.",
        example: "Doe",
        flag: Flag::of("<name>"),
        ..BASE
    },
];

const BASE: Row = Row { sent: Sent::Query, ..Row::BASE };

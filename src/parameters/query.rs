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
    doc: "The filters of a request. Filters are combined with AND, the elements of a list with OR. Names and meanings are those of the API.",
    rows: &ROWS,
};

const ROWS: [Row; 11] = [
    Row {
        name: "cursor",
        rule: Rule::Format(formats::CURSOR),
        doc: "Where to resume: the `cursor` of a page.",
        more: "Use the same filters as the walk that returned it.",
        example: "eyJvZmZzZXQiOjI1MH0=",
        flag: Flag::of("<cursor>"),
        ..BASE
    },
    Row {
        name: "page_size",
        rule: Rule::Integer(1, 250),
        doc: "The maximum number of records in a page.",
        default: DefaultValue::Server("100"),
        example: "100",
        flag: Some(Flag { name: None, value: "<n>", default: Some("250") }),
        ..BASE
    },
    Row {
        name: "updated_after",
        rule: Rule::Format(formats::DATE),
        doc: "Only candidates that have changed since this time, including their applications and tags.",
        more: "A change of an application or a tag does not change the candidate's `changed_at`. A `Date`, or a \
               string such as `2026-01-31T00:00:00.000Z` or `2026-01-31`, in UTC; sent with milliseconds. For a sync, \
               give the time when your last fetch *started*.",
        example: "2026-01-31T00:00:00.000Z",
        flag: Flag::of("<date>"),
        ..BASE
    },
    Row {
        name: "include_deleted",
        rule: Rule::Boolean,
        doc: "Whether to return deleted candidates too; see `remote_deleted_at`.",
        default: DefaultValue::Server("false"),
        flag: Flag::of(""),
        ..BASE
    },
    Row {
        name: "ignore_unsupported_filters",
        rule: Rule::Boolean,
        doc: "Whether to ignore filters that the integration does not support; otherwise they match no candidates.",
        default: DefaultValue::Server("false"),
        flag: Flag::of(""),
        ..BASE
    },
    Row {
        name: "ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates with one of these ids.",
        more: "An empty list is an error, because the server would return all candidates.",
        example: "26vafvWSRmbhNcxJYqjCzuJg",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "remote_ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates with one of these ids in the connected system.",
        example: "32",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "job_ids",
        rule: Rule::Format(formats::IDS),
        doc: "Only candidates with an application for one of these jobs, by job id.",
        example: "H5daSm8e85Dmvmne3wLeCPhX",
        flag: Flag::of("<a,b>"),
        ..BASE
    },
    Row {
        name: "email",
        rule: Rule::Format(formats::EMAIL),
        doc: "Only candidates with this e-mail address, case-insensitive.",
        example: "jane@example.com",
        flag: Flag::of("<address>"),
        ..BASE
    },
    Row {
        name: "first_name",
        rule: Rule::Text,
        doc: "Only candidates with exactly this first name, case-insensitive.",
        example: "Jane",
        flag: Flag::of("<name>"),
        ..BASE
    },
    Row {
        name: "last_name",
        rule: Rule::Text,
        doc: "Only candidates with exactly this last name, case-insensitive.",
        example: "Doe",
        flag: Flag::of("<name>"),
        ..BASE
    },
];

const BASE: Row = Row { sent: Sent::Query, ..Row::BASE };

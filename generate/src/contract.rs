//! `tests/contract/parameters.json`: the query's parameters, for tests that share no code with the client.

use kombo_edge::fields::Rule;
use kombo_edge::parameters::{DefaultValue, Row, query};

use crate::row;

/// The whole file.
pub(crate) fn text() -> String {
    let parameters: Vec<String> = query::TABLE.rows.iter().map(parameter).collect();
    format!("[\n{}\n]\n", parameters.join(",\n"))
}

fn parameter(row: &Row) -> String {
    let mut members =
        vec![("name", format!("{:?}", row.name)), ("kind", format!("{:?}", row::kind(&row.rule)))];
    if let Rule::Integer(min, max) = row.rule {
        members.push(("minimum", min.to_string()));
        members.push(("maximum", max.to_string()));
    }
    if let DefaultValue::Server(value) = row.default {
        members.push(("default", value.into()));
    }
    if !row.example.is_empty() {
        members.push(("example", format!("{:?}", row.example)));
    }
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("  {{ {} }}", members.join(", "))
}

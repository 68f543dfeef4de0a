//! Descriptions and types of a row of `src/parameters/`, shared by several outputs.

use kombo_edge::fields::Rule;
use kombo_edge::formats::Kind;
use kombo_edge::parameters::{DefaultValue, Row, Sent, Unit};

/// The kind of the value, for the form, the command, the proxy and the contract test.
pub(crate) fn kind(rule: &Rule) -> &'static str {
    match rule {
        Rule::Boolean => "boolean",
        Rule::Integer(..) => "integer",
        Rule::Word(_) => "word",
        Rule::Text => "text",
        Rule::FieldsOrFalse(_) => "object",
        Rule::Format(format) => match format.kind {
            Kind::Date => "date",
            Kind::Ids | Kind::CandidateFields => "list",
            Kind::Email => "email",
            Kind::Url => "url",
            Kind::Cursor | Kind::Key | Kind::IntegrationId => "text",
            Kind::Function | Kind::Signal | Kind::Headers => "object",
        },
    }
}

/// Its TypeScript type, undefined aside.
pub(crate) fn type_of(row: &Row) -> String {
    if let Some(ts) = row.ts {
        return ts.into();
    }
    match row.rule {
        Rule::Boolean => "boolean".into(),
        Rule::Integer(0, 1) => "0 | 1".into(),
        Rule::Integer(..) => "number".into(),
        Rule::Word(words) => words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" | "),
        Rule::Text => "string".into(),
        Rule::FieldsOrFalse(_) => "object | false".into(),
        Rule::Format(format) => match format.kind {
            Kind::Cursor | Kind::Email => "string",
            Kind::Date => "string | Date",
            Kind::Ids => "string | readonly string[]",
            Kind::Key => "string | (() => string | Promise<string>)",
            Kind::IntegrationId => "IntegrationId",
            Kind::Url => "string | Url",
            // Rows with these formats declare their own type.
            Kind::Function | Kind::Signal | Kind::Headers | Kind::CandidateFields => "unknown",
        }
        .into(),
    }
}

/// The documentation without the default: description, header, unit and range.
pub(crate) fn doc(row: &Row) -> String {
    let sent = match row.sent {
        Sent::Header(name) => format!("Sent as the header `{name}`."),
        Sent::Query | Sent::Not => String::new(),
    };
    let parts = [row.doc.into(), sent, row.more.into(), range(row)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<String>>().join(" ")
}

/// The range of a number as a sentence; empty when the type says it.
fn range(row: &Row) -> String {
    let Rule::Integer(min, max) = row.rule else { return String::new() };
    match row.unit {
        Unit::Count if max == 1 => String::new(),
        Unit::Count => format!("From {min} to {max}."),
        Unit::Milliseconds => format!("In milliseconds, from {min} to {max}."),
        Unit::Bytes => format!("In bytes, from {min} to {max}."),
    }
}

/// The defaults of the rows as one object literal.
pub(crate) fn defaults(rows: &[Row]) -> String {
    let members = rows.iter().filter_map(|row| match row.default {
        DefaultValue::Number(number) => Some(format!("{}: {number}", row.name)),
        _ => None,
    });
    format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
}

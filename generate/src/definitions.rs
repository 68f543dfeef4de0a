//! `index.d.ts`: the hand-written interfaces of `api.d.ts`, with what the tables say put in its places.

use kombo_edge::connectors::CONNECTORS;
use kombo_edge::error::CODES;
use kombo_edge_check::schema::{Absent, DOCS, Field, Kind, ShapeDocs};

const API: &str = include_str!("api.d.ts");

/// The whole file.
pub(crate) fn text() -> String {
    let shapes: Vec<String> = DOCS.iter().map(|docs| interface(docs)).collect();
    let slugs: Vec<String> = CONNECTORS.iter().map(|(slug, _)| format!("  | \"{slug}\"")).collect();
    let codes: Vec<String> = CODES.iter().map(|(code, _)| format!("  | \"{code}\"")).collect();
    API.replace("/*{shapes}*/", &shapes.join("\n"))
        .replace("/*{connectors}*/", &slugs.join("\n"))
        .replace("/*{codes}*/", &codes.join("\n"))
}

fn interface(docs: &ShapeDocs) -> String {
    let mut out = doc("", docs.doc) + &format!("export interface {} {{\n", docs.name);
    for (field, said) in docs.shape.fields.iter().zip(docs.fields) {
        out += &doc("  ", said.doc);
        let optional = if matches!(field.absent, Absent::Leave) { "?" } else { "" };
        out += &format!(
            "  {}{optional}: {};\n",
            str::from_utf8(field.name()).unwrap_or_default(),
            type_of(field, said.values)
        );
    }
    out + "}\n"
}

fn type_of(field: &Field, values: &[&str]) -> String {
    let plain = match field.kind {
        Kind::String => "string".into(),
        Kind::OpenEnum => {
            let words: Vec<String> = values.iter().map(|word| format!("\"{word}\"")).collect();
            format!("{} | (string & {{}})", words.join(" | "))
        }
        Kind::Bool => "boolean".into(),
        Kind::Integer => "number".into(),
        // Any JSON includes null.
        Kind::AnyJson => return "JsonValue".into(),
        Kind::AnyObject => "JsonObject".into(),
        Kind::Object(shape) => shape.name().into(),
        Kind::List(shape) => format!("{}[]", shape.name()),
    };
    if field.nullable { format!("{plain} | null") } else { plain }
}

/// A doc comment, wrapped as a person would.
fn doc(indent: &str, text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| line.len() + word.len() > 100);
        match lines.last_mut() {
            Some(line) if !full => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    if let [line] = lines.as_slice() {
        return format!("{indent}/** {line} */\n");
    }
    let body: Vec<String> = lines.iter().map(|line| format!("{indent} * {line}\n")).collect();
    format!("{indent}/**\n{}{indent} */\n", body.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kombo_edge::fields::Field;
    use kombo_edge::options::{CALL_FIELDS, CLIENT_FIELDS};
    use kombo_edge::request::QUERY_FIELDS;

    /// The members of an interface in `api.d.ts`, with whether a doc comment stands before each.
    fn members(interface: &str) -> Vec<(String, bool)> {
        let from = API.split(&format!("export interface {interface}")).nth(1).unwrap_or_default();
        let from = from.split_once(" {\n").map_or("", |(_, from)| from);
        let body = from.split("\n}").next().unwrap_or_default();
        let mut documented = false;
        let mut found = Vec::new();
        for line in body.lines().map(str::trim) {
            if line.starts_with("/**") || line.starts_with('*') {
                documented = true;
            } else if let Some((name, _)) = line.split_once("?:") {
                found.push((name.to_owned(), documented));
                documented = false;
            }
        }
        found
    }

    #[test]
    fn every_option_that_is_read_is_declared_and_documented_and_no_other() {
        let interfaces = [
            ("KomboOptions", CLIENT_FIELDS),
            ("GetCandidatesRequest", QUERY_FIELDS),
            ("RequestOptions", CALL_FIELDS),
        ];
        for (interface, fields) in interfaces {
            let members = members(interface);
            for Field(name, _) in fields {
                assert!(members.contains(&(name.to_string(), true)), "{interface}.{name}");
            }
            assert_eq!(members.len(), fields.len(), "{interface}: {members:?}");
        }
    }
}

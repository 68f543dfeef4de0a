//! The README's tables of parameters, options and troubles. Each is between two markers.

use kombo_edge::parameters::{DefaultValue, Row, TABLES, Table, Unit};

use crate::{row, troubles};

/// The README with its generated tables; an error when a marker is missing.
pub(crate) fn text(readme: &str) -> Result<String, String> {
    let mut text = readme.to_owned();
    for (name, source, table) in tables() {
        let (begin, end) = marks(name, source);
        let missing = || format!("pkg-template/README.md lacks `{begin}` or `{end}` after it");
        let (before, rest) = text.split_once(&begin).ok_or_else(missing)?;
        let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
        text = format!("{before}{begin}\n{table}{end}{after}");
    }
    Ok(text)
}

/// The tables: name, source file and text.
fn tables() -> Vec<(&'static str, &'static str, String)> {
    let options = TABLES.iter().map(|table| (table.interface, "src/parameters/", rows(table)));
    options.chain([("Troubles", "generate/src/troubles.rs", troubles::table())]).collect()
}

fn marks(name: &str, source: &str) -> (String, String) {
    (format!("<!-- {name}: written by `cargo xtask generate` from {source} -->"), format!("<!-- /{name} -->"))
}

fn rows(table: &Table) -> String {
    let what = if table.interface == "GetCandidatesRequest" { "parameter" } else { "option" };
    let rows: Vec<String> = table.rows.iter().map(line).collect();
    format!("\n| {what} | type | default | |\n|---|---|---|---|\n{}\n", rows.concat())
}

/// The names of runtime classes in the definitions, and their usual names.
const TYPES: &[(&str, &str)] = &[
    ("Signal", "AbortSignal"),
    ("Url", "URL"),
    ("HeaderList", "Headers"),
    ("Select", "readonly (keyof Candidate)[]"),
];

fn line(row: &Row) -> String {
    let plain = TYPES.iter().fold(row::type_of(row), |text, (ours, usual)| text.replace(ours, usual));
    // In a table, a bar ends a cell, even in code.
    let plain = format!("`{plain}`").replace('|', "\\|");
    format!("| `{}` | {plain} | {} | {} |\n", row.name, default(row), row::doc(row).replace('|', "\\|"))
}

fn default(row: &Row) -> String {
    match row.default {
        DefaultValue::None => String::new(),
        DefaultValue::Number(number) => count(number, row.unit),
        DefaultValue::ByRuntime(default, workerd) => {
            format!("{}; in Cloudflare Workers {}", count(default, row.unit), count(workerd, row.unit))
        }
        DefaultValue::Code(code) => format!("`{code}`"),
        DefaultValue::Words(words) => words.into(),
        DefaultValue::Server(code) => format!("the server's: `{code}`"),
        DefaultValue::Fields(rows) => format!("`{}`", row::defaults(rows)),
    }
}

fn count(number: u32, unit: Unit) -> String {
    match unit {
        Unit::Count => number.to_string(),
        Unit::Milliseconds => format!("{number} ms"),
        Unit::Bytes => format!("{} MiB", number >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_between_markers_is_replaced() {
        let marked = |inside: &str| {
            tables().iter().fold("before".to_owned(), |text, (name, source, _)| {
                let (begin, end) = marks(name, source);
                text + &begin + inside + &end + "after"
            })
        };
        let written = text(&marked("\n(stale)\n")).unwrap_or_default();
        assert!(!written.contains("(stale)"));
        assert!(written.starts_with("before<!-- KomboOptions") && written.ends_with("-->after"));
        assert_eq!(text(&written).as_deref(), Ok(written.as_str()));
        assert!(text("no marks").is_err());
    }
}

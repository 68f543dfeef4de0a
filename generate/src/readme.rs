//! The README's tables of parameters, options and troubles, each between two marks.

use kombo_edge::parameters::{DefaultValue, Row, TABLES, Table, Unit};

use crate::{row, troubles};

/// The README with its tables as they have to be; an error when a mark is not there.
pub(crate) fn text(readme: &str) -> Result<String, String> {
    let mut text = readme.to_owned();
    for (name, source, table) in tables() {
        let (begin, end) = marks(name, source);
        let no_mark = || format!("pkg-template/README.md lacks `{begin}` or `{end}` after it");
        let (before, rest) = text.split_once(&begin).ok_or_else(no_mark)?;
        let (_, after) = rest.split_once(&end).ok_or_else(no_mark)?;
        text = format!("{before}{begin}\n{table}{end}{after}");
    }
    Ok(text)
}

/// All of them: the name, where it is made from, and the text.
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

/// What the definitions call a class of the runtime's, and what everybody calls it.
const TYPES: &[(&str, &str)] = &[
    ("Signal", "AbortSignal"),
    ("Url", "URL"),
    ("HeaderList", "Headers"),
    ("Select", "readonly (keyof Candidate)[]"),
];

fn line(row: &Row) -> String {
    let plain = TYPES.iter().fold(row::type_of(row), |text, (ours, usual)| text.replace(ours, usual));
    // A bar ends a cell, in code too.
    let plain = format!("`{plain}`").replace('|', "\\|");
    format!("| `{}` | {plain} | {} | {} |\n", row.name, default(row), row::doc(row).replace('|', "\\|"))
}

fn default(row: &Row) -> String {
    match row.default {
        DefaultValue::None => String::new(),
        DefaultValue::Number(number) => count(number, row.unit),
        DefaultValue::ByRuntime(usual, workerd) => {
            format!("{}; in Cloudflare Workers {}", count(usual, row.unit), count(workerd, row.unit))
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
    fn what_stands_between_the_marks_is_replaced_and_nothing_else() {
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

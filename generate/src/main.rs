//! Generates files of TypeScript, the README and tests from the tables in Rust.
//!
//! `cargo xtask generate` runs it. The outputs are under version control; a test fails when they are stale.

mod columns;
mod contract;
mod doc;
mod facts;
mod flags;
mod form;
mod kinds;
mod options;
mod readme;
mod records;
mod row;
mod rows;
mod troubles;

use std::path::{Path, PathBuf};

const README: &str = "pkg-template/README.md";

/// All generated files: the path below the repository's root, and the text.
fn outputs(root: &Path) -> Result<[(&'static str, String); 11], String> {
    let readme = std::fs::read_to_string(root.join(README)).map_err(|error| format!("{README}: {error}"))?;
    Ok([
        ("pkg-template/src/entries/troubles.ts", troubles::text()),
        ("pkg-template/src/generated/columns.ts", columns::text()),
        ("pkg-template/src/generated/facts.ts", facts::text()),
        ("pkg-template/src/generated/flags.ts", flags::text()),
        ("pkg-template/src/generated/options.ts", options::text()),
        ("pkg-template/src/generated/parameters.ts", kinds::text()),
        ("pkg-template/src/generated/records.ts", records::text()),
        ("pkg-template/src/generated/rows.ts", rows::text()),
        (README, readme::text(&readme)?),
        ("tests/contract/parameters.json", contract::text()),
        ("www/src/generated/contract.ts", form::text()),
    ])
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn main() -> Result<(), String> {
    let root = root();
    for (name, text) in outputs(&root)? {
        let path = root.join(name);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = written.and_then(|()| std::fs::write(&path, text));
        written.map_err(|error| format!("cannot write {name}: {error}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_files_are_up_to_date() {
        let outputs = outputs(&root());
        assert_eq!(outputs.as_ref().err(), None);
        for (name, text) in outputs.into_iter().flatten() {
            let current = std::fs::read_to_string(root().join(name)).unwrap_or_default();
            assert!(current == text, "{name} is stale: run `cargo xtask generate`");
        }
    }
}

//! Writes what the npm package takes from the Rust side: `index.d.ts` and `lib/facts.js`.
//!
//! `cargo xtask generate` runs it; the outputs are under version control, and a test fails when they are stale.

mod definitions;
mod facts;

use std::path::Path;

/// A generated file: its path below `pkg-template/` and its text.
fn outputs() -> [(&'static str, String); 2] {
    [("index.d.ts", definitions::text()), ("lib/facts.js", facts::text())]
}

fn main() -> Result<(), String> {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg-template");
    for (name, text) in outputs() {
        let path = template.join(name);
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_files_are_up_to_date() {
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg-template");
        for (name, text) in outputs() {
            let there = std::fs::read_to_string(template.join(name)).unwrap_or_default();
            assert!(there == text, "pkg-template/{name} is stale: run `cargo xtask generate`");
        }
    }
}

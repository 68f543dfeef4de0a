//! Turns wasm-bindgen's glue into a factory: each instance of the wasm gets its own state.

use std::path::Path;

use crate::repo::{Repo, read, write};
use crate::sh::Sh;
use crate::tools;

const BANNER: &str = "export function createGlue(){let exported;";
const FOOTER: &str = "return exported}";

/// The only text that the glue reads from the module's memory by itself: that of a misuse, which cannot happen.
const MISUSE: &str = "throw new Error(getStringFromWasm0(arg0, arg1))";

/// Writes `glue.js`, whose only export is `createGlue()`. The glue's module scope becomes the function's.
///
/// No finaliser: the package frees a walk when it ends, and a finaliser runs when nothing can catch what it throws.
pub(crate) fn factory(repo: &Repo, bound: &Path, out: &Path) -> Result<(), String> {
    let script = bound.join("kombo_edge.js");
    let glue = read(&script)?;
    let names = exports(&glue).join(",");
    write(&script, glue.replace(MISUSE, "throw new Error()"))?;
    let entry = bound.join("entry.js");
    // No `export`, so that esbuild adds no wrapper of its own; what loads by URL is not named and falls away.
    write(&entry, format!("import {{{names}}} from \"./kombo_edge.js\";\nexported={{{names}}};\n"))?;
    Sh::new(tools::npm_bin(repo, "esbuild")?)
        .arg(&entry)
        .args(["--bundle", "--minify", "--drop:console", "--format=esm", "--target=es2022"])
        .arg("--define:FinalizationRegistry=undefined")
        .arg(format!("--banner:js={BANNER}"))
        .arg(format!("--footer:js={FOOTER}"))
        .arg("--log-level=warning")
        .arg(format!("--outfile={}", out.display()))
        .read()?;
    let code = read(out)?;
    for (text, wanted) in [
        ("new WebAssembly.Instance(", true),
        ("FinalizationRegistry", false),
        ("TextEncoder", false),
        ("import.meta", false),
    ] {
        if code.contains(text) != wanted {
            let verb = if wanted { "lacks" } else { "contains" };
            return Err(format!(
                "the glue factory {verb} `{text}`: this wasm-bindgen writes other glue, see xtask/src/glue.rs"
            ));
        }
    }
    Ok(())
}

/// The names that the glue exports, without its default: that is the loader by URL.
fn exports(glue: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for line in glue.lines() {
        let Some(rest) = line.strip_prefix("export ") else {
            continue;
        };
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.trim_end().trim_end_matches([';', '}']);
            names.extend(
                list.split(',').map(str::trim).filter(|name| !name.is_empty() && !name.contains(" as ")),
            );
        } else if let Some(name) = rest
            .split([' ', '(', '{', '='])
            .find(|word| !matches!(*word, "" | "class" | "function" | "async" | "const"))
        {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::exports;

    #[test]
    fn the_glues_exports_are_read_without_its_default() {
        let glue = "export class Kombo {\n}\nexport function check(a) {\n}\nexport const Kind = Object.freeze({\nexport { initSync, __wbg_init as default };\n";
        assert_eq!(exports(glue), ["Kombo", "check", "Kind", "initSync"]);
    }
}

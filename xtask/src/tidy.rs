//! The project's own rules: how a file begins, the words that it may not contain, and its length.

use clap::Parser;
use ignore::WalkBuilder;

use crate::cli::Cli;
use crate::repo::{Repo, read};

const MOST_LINES: usize = 400;

/// Directories whose code files have at most `MOST_LINES` lines. Generated files may be longer.
const SHORT: &[&str] = &[
    "src/",
    "check/",
    "generate/",
    "xtask/",
    "fuzz/",
    "pkg-template/",
    "tests/",
    "www/",
    "examples/",
    "benches/",
];

/// Names of JavaScript bindings. The core is pure Rust; only `src/js/` may contain them.
const JAVASCRIPT: &[&str] = &["js_sys", "web_sys", "wasm_bindgen", "JsValue"];

/// In two parts, so that this file follows the rules too.
const LEFT_OVER: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const MACHINE: &[&str] =
    &[concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];
const REGISTRIES: &[&str] =
    &[concat!("registry.npm", "js.org"), concat!("index.crates", ".io"), concat!("static.crates", ".io")];

const TEXTS: &[&str] = &[
    ".rs", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".md", ".toml", ".json", ".html", ".css", ".yml", ".lock",
    "LICENSE", ".ci/run",
];

/// Checks all files. The error has a line for each problem.
pub(crate) fn run(repo: &Repo) -> Result<(), String> {
    let mut wrong = Vec::new();
    for name in files(repo)? {
        if !TEXTS.iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let file = repo.path(&name);
        let text = read(&file)?;
        let problems = problems(&name, &text).into_iter();
        wrong.extend(problems.map(|problem| format!("{name}: {problem}")));
        if name.ends_with(".md") {
            let dir = file.parent().unwrap_or(&repo.root);
            let exists = |path: &str| dir.join(path).exists() || repo.path(path).exists();
            let missing = missing_mentions(&text, exists).into_iter();
            wrong.extend(missing.map(|mention| format!("{name}: names {mention}, which is not there")));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("tidy: {} found\n  {}", wrong.len(), wrong.join("\n  ")))
    }
}

/// The paths of all files that `.gitignore` does not exclude, sorted. Works without git, which not every machine has.
fn files(repo: &Repo) -> Result<Vec<String>, String> {
    let walk = WalkBuilder::new(&repo.root)
        .hidden(false)
        .parents(false)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_path(Ord::cmp)
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| format!("cannot list the repository: {error}"))?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let path = entry.path().strip_prefix(&repo.root).unwrap_or(entry.path());
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    if files.is_empty() { Err("there are no files to look at".into()) } else { Ok(files) }
}

/// The problems of one file, from its path in the repository and its text.
fn problems(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if name.ends_with(".rs") && !text.starts_with("//!") {
        found.push("opens with no `//!` line that says what it is for".to_owned());
    }
    let is_core = name.starts_with("check/") || (name.starts_with("src/") && !name.starts_with("src/js/"));
    if is_core && name.ends_with(".rs") {
        // A test that also runs in wasm needs this attribute.
        let is_code =
            |line: &&str| !line.trim_start().starts_with("//") && !line.contains("wasm_bindgen_test");
        let code = || text.lines().filter(is_code);
        for word in JAVASCRIPT.iter().filter(|word| code().any(|line| line.contains(**word))) {
            found.push(format!("names `{word}`; only src/js/ may"));
        }
    }
    let lines = text.lines().count();
    let is_code = [".rs", ".js", ".mjs", ".ts", ".tsx"].iter().any(|ending| name.ends_with(ending));
    let is_short = SHORT.iter().any(|dir| name.starts_with(dir)) && is_code && !name.ends_with(".d.ts");
    if is_short && lines > MOST_LINES {
        found.push(format!("has {lines} lines; {MOST_LINES} is the most"));
    }
    for (at, line) in text.lines().enumerate() {
        let at = at + 1;
        for word in LEFT_OVER.iter().filter(|word| has_word(line, word)) {
            found.push(format!("line {at} has a {word}"));
        }
        for path in MACHINE.iter().filter(|path| names_path(line, path)) {
            found.push(format!("line {at} has a path of one machine, {path}"));
        }
        for host in REGISTRIES.iter().filter(|host| line.contains(**host)) {
            found.push(format!("line {at} names a registry's host, {host}"));
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

/// Whether the line contains the path on its own, not inside another path or an address.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')' | '*'))
    })
}

/// The links, paths and commands of a text that do not exist.
fn missing_mentions(text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    let links = links.filter(|link| !link.contains(':') && !link.starts_with('#'));
    let links = links.map(|link| link.split('#').next().unwrap_or(link)).map(|link| (link, link.into()));

    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths = quoted.clone().filter(|code| is_path(code)).map(|code| (code, format!("`{code}`")));
    let wrong = links.chain(paths).filter(|(path, _)| !exists(path)).map(|(_, shown)| shown);

    let written = text.lines().filter(|line| line.starts_with(COMMAND));
    let commands = quoted.chain(written).filter(|code| code.starts_with(COMMAND));
    let unknown = commands.filter_map(|line| refusal(line).map(|why| format!("`{line}` ({why})")));
    wrong.chain(unknown).collect()
}

const COMMAND: &str = "cargo xtask ";

/// The error of an invalid command. A command with a placeholder, such as `<version>`, is not checked.
fn refusal(line: &str) -> Option<String> {
    let line = line.split(" #").next()?;
    let words = line.split_whitespace().skip(1);
    if line.contains(['<', '…', '|']) {
        return None;
    }
    let error = Cli::try_parse_from(words).err()?.to_string();
    error.lines().next().map(str::to_owned)
}

fn is_path(code: &str) -> bool {
    SHORT.iter().chain(&["docs/"]).any(|dir| code.starts_with(dir))
        && !code.contains([' ', '*', '<', '…', '{', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_finds_its_problem_and_nothing_else() {
        let long = "//! x\n".repeat(MOST_LINES + 1);
        let left_over = format!("// {}: later", LEFT_OVER.concat());
        let note = format!("# {}: later", concat!("TO", "DO"));
        let home = format!("path = \"{}someone/x\"", concat!("/ho", "me/"));
        let address = format!("see https://example.com{}x", concat!("/ho", "me/"));
        let host = format!("\"resolved\": \"https://{}/x\"", concat!("registry.npm", "js.org"));
        let table: &[(&str, &str, usize)] = &[
            ("src/a.rs", "//! A.\nfn a() {}", 0),
            ("src/a.rs", "fn a() {}", 1),
            ("src/a.rs", "//! A.\nuse wasm_bindgen::JsValue;", 2),
            ("src/a.rs", "//! No JsValue here.\n    // nor js_sys", 0),
            ("check/src/a.rs", "//! A.\nuse js_sys::Array;", 1),
            ("src/js/a.rs", "//! A.\nuse wasm_bindgen::JsValue;", 0),
            ("src/a.rs", &long, 1),
            ("tests/native.rs", &long, 1),
            ("pkg-template/index.d.ts", &long, 0),
            ("docs/walk.js", &long, 0),
            ("README.md", &left_over, 0),
            ("README.md", &note, 1),
            ("a.toml", &home, 1),
            ("a.md", &address, 0),
            ("package-lock.json", &host, 1),
        ];
        for (name, text, expected) in table {
            let found = problems(name, text);
            assert_eq!(found.len(), *expected, "{name}: {found:?}");
        }
    }

    #[test]
    fn links_and_paths_of_a_text_must_exist() {
        let exists = |path: &str| path == "src/lib.rs" || path == "LICENSE";
        let there = "[licence](LICENSE), [top](#top), [web](https://example.com), `src/lib.rs`, `src/*.rs`, \
                     `cargo xtask dev --all`, `cargo xtask <command>`";
        assert_eq!(missing_mentions(there, exists), Vec::<String>::new());
        let gone = "[a](docs/a.md#x) `src/gone.rs`";
        assert_eq!(missing_mentions(gone, exists), ["docs/a.md", "`src/gone.rs`"]);
    }

    #[test]
    fn commands_of_a_text_must_be_valid() {
        let good = "`cargo xtask dev --all`, `cargo xtask <command>`\n```sh\ncargo xtask fuzz walk --seconds 9 # long\n```";
        assert_eq!(missing_mentions(good, |_| true), Vec::<String>::new());
        for wrong in ["`cargo xtask fly`", "```sh\ncargo xtask fly # up\n```", "`cargo xtask pack --fast`"] {
            assert_eq!(missing_mentions(wrong, |_| true).len(), 1, "{wrong}");
        }
    }
}

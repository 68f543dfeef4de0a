//! `dev`: the inner loop: a quick build, and the package's quick tests.

use std::path::{Path, PathBuf};

use crate::cli::Filter;
use crate::pack::{self, Build};
use crate::repo::{Repo, files_ending};
use crate::setup::{self, Need};
use crate::test::{self, PACKAGE, Run};

/// Test files that start browsers, bundlers, wrangler, many Workers or many processes, or try every character: each takes more than
/// ten seconds.
const SLOW: &[&str] = &[
    "browser",
    "bundlers",
    "characters",
    "cli",
    "cli-claims",
    "cli-ends",
    "cli-files",
    "cli-keeps",
    "cli-formats",
    "cli-values",
    "contents",
    "documents",
    "edge-sync",
    "edge-sync-doors",
    "edge-sync-fleet",
    "edge-sync-full",
    "edge-sync-kills",
    "edge-sync-postgres",
    "explorer-actions",
    "explorer-charts",
    "explorer-code",
    "explorer-copied",
    "explorer-keys",
    "explorer-links",
    "explorer-room",
    "explorer-states",
    "explorer-trouble",
    "explorer-worker",
    "keys-printed",
    "keys-streams",
    "runtimes",
    "setups",
    "setups-bundles",
    "setups-runners",
    "stores-d1",
    "stores-postgres",
    "stores-sqlite",
    "testing-places",
    "types",
    "wrangler",
];

/// Builds quickly and runs the package's tests once.
pub(crate) fn run(repo: &Repo, Filter { all, filter }: Filter) -> Result<(), String> {
    setup::run(repo, Need::Build)?;
    let files = files_ending(&repo.path(PACKAGE), ".test.mjs")?;
    let chosen = choose(files, filter, all);
    let tarball = pack::run(repo, Build::Quick)?;
    let run = Run { repo, tests: chosen.tests };
    let counts = test::package_tests(&run, chosen.files, &tarball, Build::Quick)?;
    println!("{counts}");
    println!("{}", last_line(&chosen.left_out));
    counts.end()
}

/// The tests to run.
#[derive(Debug, PartialEq, Eq)]
struct Chosen {
    files: Vec<PathBuf>,
    /// Only tests whose names contain it.
    tests: Option<String>,
    /// The names of the slow files that do not run.
    left_out: Vec<String>,
}

fn choose(files: Vec<PathBuf>, filter: Option<String>, all: bool) -> Chosen {
    let Some(word) = filter else {
        let (slow, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| !all && is_slow(file));
        return Chosen { files, tests: None, left_out: slow.iter().map(|file| name(file)).collect() };
    };
    let named: Vec<PathBuf> = files.iter().filter(|file| name(file).contains(&word)).cloned().collect();
    if named.is_empty() {
        return Chosen { files, tests: Some(word), left_out: Vec::new() };
    }
    Chosen { files: named, tests: None, left_out: Vec::new() }
}

/// Whether a test file takes more than ten seconds.
pub(crate) fn is_slow(file: &Path) -> bool {
    SLOW.contains(&name(file).as_str())
}

/// `walking` of `tests/package/walking.test.mjs`.
fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".test.mjs").to_owned()
}

fn last_line(left_out: &[String]) -> String {
    let build = "dev: a quick build, not what is published";
    if left_out.is_empty() {
        return build.into();
    }
    format!("{build}; left out: {} (run them with --all, or by name)", left_out.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(|name| PathBuf::from(format!("tests/package/{name}.test.mjs"))).collect()
    }

    #[test]
    fn slow_files_run_only_with_all_or_by_name() {
        let there = || files(&["abort", "browser"]);
        let chosen = |files, tests: Option<&str>, left_out: &[&str]| Chosen {
            files,
            tests: tests.map(String::from),
            left_out: left_out.iter().map(|name| String::from(*name)).collect(),
        };
        let table = [
            (None, false, chosen(files(&["abort"]), None, &["browser"])),
            (None, true, chosen(there(), None, &[])),
            (Some("brow"), false, chosen(files(&["browser"]), None, &[])),
            (Some("some test"), false, chosen(there(), Some("some test"), &[])),
        ];
        for (filter, all, expected) in table {
            assert_eq!(choose(there(), filter.map(String::from), all), expected, "{filter:?} {all}");
        }
        assert!(last_line(&["browser".into()]).contains("left out: browser"));
        assert!(!last_line(&[]).contains("left out"));
    }
}

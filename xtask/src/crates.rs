//! Checks the sources and the licences of the crates in `Cargo.lock`.
//!
//! On CI, `cargo deny` checks the same more thoroughly. It takes longer to compile than all of xtask.

use crate::repo::{Repo, read};
use crate::sh::Sh;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Fails with a line for each crate that is not from the registry, or whose licence `deny.toml` does not allow.
pub(crate) fn check(repo: &Repo) -> Result<(), String> {
    let allowed = allowed(&read(&repo.path("deny.toml"))?)?;
    let listed = Sh::new("cargo")
        .args(["tree", "--workspace", "--all-features", "--target=all", "--prefix=none", "--no-dedupe"])
        .arg("--format={p}|{l}")
        .dir(&repo.root)
        .announced()
        .read()?;
    let mut wrong = foreign(&read(&repo.path("Cargo.lock"))?);
    wrong.extend(unlicensed(&listed, &allowed));
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() { Ok(()) } else { Err(format!("crates:\n  {}", wrong.join("\n  "))) }
}

/// The licences that `deny.toml` allows.
fn allowed(deny: &str) -> Result<Vec<String>, String> {
    let list = deny.lines().find_map(|line| line.strip_prefix("allow = [")?.strip_suffix(']'));
    let list = list.ok_or("deny.toml has no line `allow = […]`")?;
    Ok(list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect())
}

fn foreign(lock: &str) -> Vec<String> {
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let others = sources.filter(|source| source.trim_matches('"') != REGISTRY);
    others.map(|source| format!("Cargo.lock names the source {source}")).collect()
}

fn unlicensed(listed: &str, allowed: &[String]) -> Vec<String> {
    let crates = listed.lines().filter_map(|line| line.split_once('|'));
    let wrong = crates.filter(|(_, licence)| !is_allowed(licence, allowed));
    wrong
        .map(|(name, licence)| format!("{name} is under `{licence}`, which deny.toml does not allow"))
        .collect()
}

/// Whether the allowed licences meet an SPDX expression. Supports the forms that crates use: `OR`, and `AND` of such groups.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    licence.split(" AND ").all(|all| {
        let all = all.trim().trim_start_matches('(').trim_end_matches(')');
        all.split(" OR ")
            .flat_map(|one| one.split('/'))
            .any(|one| allowed.iter().any(|name| name == one.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_allowed_when_one_of_each_choice_is() {
        let allowed = allowed("[licenses]\nallow = [\"MIT\", \"Unicode-3.0\"]\n").unwrap_or_default();
        let table = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("", false),
            ("Apache-2.0 OR MIT", true),
            ("Apache-2.0/MIT", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND NCSA", false),
        ];
        for (licence, expected) in table {
            let found = unlicensed(&format!("a v1.0.0|{licence}\n\n"), &allowed);
            assert_eq!(found.is_empty(), expected, "{licence}: {found:?}");
        }
    }

    #[test]
    fn a_crate_from_elsewhere_is_named() {
        let lock = format!("source = \"{REGISTRY}\"\nsource = \"git+https://example.com/a\"\n");
        assert_eq!(foreign(&lock), ["Cargo.lock names the source \"git+https://example.com/a\""]);
    }
    #[test]
    fn the_minimum_rust_version_is_the_pinned_one() {
        let pinned = format!("channel = \"{}.", env!("CARGO_PKG_RUST_VERSION"));
        assert!(
            include_str!("../../rust-toolchain.toml").contains(&pinned),
            "rust-toolchain.toml has no `{pinned}`"
        );
    }
}

//! `lint`: formatting, clippy for both targets, the documentation, the crates' licences, types and style of
//! TypeScript, and the rules of `tidy`.

use crate::counts::Counts;
use crate::repo::Repo;
use crate::sh::Sh;
use crate::{crates, test, tidy, typescript, wasm};

/// Runs every check, even after a failure.
pub(crate) fn run(repo: &Repo) -> Result<Counts, String> {
    let wasm32 = format!("--target={}", wasm::TARGET);
    let wasm32 = wasm32.as_str();
    let ours = ["--package=kombo-edge", "--package=kombo-edge-check"];
    let strict = ["--", "--deny=warnings"];
    let suites = [test::WASM_NODE, test::WASM_BROWSER].map(|suite| format!("--test={suite}"));
    let checks = [
        cargo(repo, &["fmt", "--all", "--check"]).hint("run `cargo fmt --all`").run(),
        locked(repo),
        cargo(repo, &["clippy", "--workspace", "--all-targets", "--quiet"]).args(strict).run(),
        cargo(repo, &["clippy", wasm32, "--lib", "--quiet"]).args(ours).args(strict).run(),
        // The native tests need crates that do not build for wasm32.
        cargo(repo, &["clippy", wasm32, "--quiet"]).args(suites).args(strict).run(),
        cargo(repo, &["doc", "--workspace", "--no-deps", "--quiet"]).run(),
        cargo(repo, &["doc", wasm32, "--no-deps", "--quiet"]).args(ours).run(),
        crates::check(repo),
        typescript::check(repo),
        typescript::style(repo),
        tidy::run(repo),
    ];
    let mut counts = Counts::default();
    for check in checks {
        match check {
            Ok(()) => counts.passed += 1,
            Err(error) => {
                eprintln!("error: {error}");
                counts.failed += 1;
            }
        }
    }
    Ok(counts)
}

/// The command `lint`.
pub(crate) fn all(repo: &Repo) -> Result<(), String> {
    let counts = run(repo)?;
    if counts.failed == 0 { Ok(()) } else { Err(format!("lint: {counts}")) }
}

fn cargo(repo: &Repo, args: &[&str]) -> Sh {
    Sh::new("cargo")
        .args(args)
        .env("RUSTDOCFLAGS", "--deny=warnings")
        .env(wasm::RUSTFLAGS_VARIABLE, wasm::RUSTFLAGS)
        .dir(&repo.root)
}

/// Checks that `Cargo.lock` matches the manifests.
fn locked(repo: &Repo) -> Result<(), String> {
    cargo(repo, &["metadata", "--locked", "--format-version=1"])
        .hint("run `cargo update --workspace` and keep the new Cargo.lock")
        .announced()
        .read()
        .map(|_| ())
}

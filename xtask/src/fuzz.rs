//! `fuzz`: runs the targets of `fuzz/` under libFuzzer with `cargo fuzz`, one after the other.

use crate::repo::Repo;
use crate::setup;
use crate::sh::Sh;
use crate::tools::{self, CARGO_FUZZ};

/// Runs the named target, or all, each for this time.
pub(crate) fn run(repo: &Repo, named: Option<&str>, seconds: u32) -> Result<(), String> {
    if tools::in_version(repo, "cargo-fuzz", CARGO_FUZZ).is_none() {
        eprintln!(
            "fuzz: installs cargo-fuzz {CARGO_FUZZ} into {} (cargo, 1 min)",
            tools::tools_bin(repo).display()
        );
        setup::cargo_install(repo, "cargo-fuzz", CARGO_FUZZ, &["--locked"])?;
    }
    let targets = targets(repo)?;
    let chosen: Vec<&String> =
        targets.iter().filter(|name| named.is_none_or(|named| named == name.as_str())).collect();
    if chosen.is_empty() {
        return Err(format!("there is no such target; there are {}", targets.join(", ")));
    }
    for name in chosen {
        eprintln!("\nfuzz: {name}, {seconds} s");
        // libFuzzer writes new inputs to the first of the two directories.
        let found = repo.target.join("fuzz-corpus").join(name);
        std::fs::create_dir_all(&found)
            .map_err(|error| format!("cannot make {}: {error}", found.display()))?;
        cargo_fuzz(repo, &["run", "--sanitizer=none", "--features=libfuzzer", name])
            .args([found, repo.path("fuzz/corpus").join(name)])
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .args(["-timeout=20", "-max_len=6000", "-print_final_stats=1"])
            .hint("the input that broke it is in fuzz/artifacts/; once mended, it goes into fuzz/corpus/")
            .run()?;
    }
    Ok(())
}

/// The names of the targets.
fn targets(repo: &Repo) -> Result<Vec<String>, String> {
    let output = cargo_fuzz(repo, &["list"]).read()?;
    Ok(output.lines().map(str::to_owned).collect())
}

/// `cargo fuzz` passes unstable flags to the compiler. `RUSTC_BOOTSTRAP` makes the pinned stable compiler accept them.
fn cargo_fuzz(repo: &Repo, args: &[&str]) -> Sh {
    let program = tools::in_version(repo, "cargo-fuzz", CARGO_FUZZ).unwrap_or_else(|| "cargo-fuzz".into());
    Sh::new(program).args(args).env("RUSTC_BOOTSTRAP", "1").dir(&repo.root)
}

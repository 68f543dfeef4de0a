//! `miri`: the check's tests, interpreted, so that undefined behaviour is seen.

use crate::repo::Repo;
use crate::sh::Sh;

/// Tests of millions of inputs, which would take Miri hours. The others reach every `unsafe` line of the native build.
const LONG: &[&str] = &[
    "a_character_means_the_same_wherever_it_stands",
    "a_value_of_another_kind_is_a_fault_and_kept",
    "every_",
    "finds_the_first_stop_wherever_it_is",
    "memory_stays_",
    "neighbours_of_what_is_printed",
    "repairs_add_no_more_than",
    "what_is_no_utf8_is_refused_wherever_it_stands",
];

const HOW: &str = "`rustup toolchain install nightly --component miri,rust-src` brings it";

/// Runs them on the nightly toolchain; Miri is in no stable one.
pub(crate) fn run(repo: &Repo) -> Result<(), String> {
    miri(repo, &["--version"]).hint(HOW).read()?;
    let skipped = LONG.iter().flat_map(|name| ["--skip", name]);
    miri(repo, &["test", "--package=kombo-edge-check", "--"])
        .args(skipped)
        // proptest reads the environment.
        .env("MIRIFLAGS", "-Zmiri-disable-isolation")
        .env("PROPTEST_CASES", "3")
        .run()
}

fn miri(repo: &Repo, args: &[&str]) -> Sh {
    Sh::new("rustup").args(["run", "nightly", "cargo", "miri"]).args(args).dir(&repo.root)
}

//! `miri`: the check's tests, interpreted, so that undefined behaviour is seen.

use crate::repo::Repo;
use crate::sh::Sh;

const HOW: &str = "`rustup toolchain install nightly --component miri,rust-src` brings it";

/// Runs them on the nightly toolchain; Miri is in no stable one. Tests that would take it hours are marked `cfg_attr(miri, ignore)`.
pub(crate) fn run(repo: &Repo) -> Result<(), String> {
    miri(repo, &["--version"]).hint(HOW).read()?;
    miri(repo, &["test", "--package=kombo-edge-check"])
        // proptest reads the environment.
        .env("MIRIFLAGS", "-Zmiri-disable-isolation")
        .env("PROPTEST_CASES", "3")
        .run()
}

fn miri(repo: &Repo, args: &[&str]) -> Sh {
    Sh::new("rustup").args(["run", "nightly", "cargo", "miri"]).args(args).dir(&repo.root)
}

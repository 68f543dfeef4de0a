//! `miri`: runs the check's tests under Miri, which detects undefined behaviour.

use crate::repo::Repo;
use crate::sh::Sh;

const HOW: &str = "`rustup toolchain install nightly --component miri,rust-src` brings it";

/// Runs them on the nightly toolchain, because no stable one has Miri. Tests that would take hours are marked
/// `cfg_attr(miri, ignore)`.
pub(crate) fn run(repo: &Repo) -> Result<(), String> {
    miri(repo, &["--version"]).hint(HOW).read()?;
    miri(repo, &["test", "--package=kombo-edge-check"])
        // Isolation is off because proptest reads the environment.
        .env("MIRIFLAGS", "-Zmiri-disable-isolation")
        .env("PROPTEST_CASES", "3")
        .run()
}

fn miri(repo: &Repo, args: &[&str]) -> Sh {
    Sh::new("rustup").args(["run", "nightly", "cargo", "miri"]).args(args).dir(&repo.root)
}

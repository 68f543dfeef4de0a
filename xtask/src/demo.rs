//! `demo` and `bench`: run a script with the built package, installed in its own project.

use std::path::PathBuf;

use crate::browser;
use crate::pack::{self, Build};
use crate::project;
use crate::repo::Repo;
use crate::setup::{self, Need};

/// Walks the local sandbox with the installed package. The arguments go to the script.
pub(crate) fn demo(repo: &Repo, args: &[String]) -> Result<(), String> {
    run(repo, "demo", "tests/demo/walk.mjs", args, None)
}

/// Measures the installed package beside its peers. The arguments go to the script.
pub(crate) fn bench(repo: &Repo, args: &[String]) -> Result<(), String> {
    let chrome = browser::find().map(|found| found.chrome).ok();
    run(repo, "bench", "benches/bench.mjs", args, chrome)
}

/// `chrome` is the browser's path, for a script that can use one.
fn run(
    repo: &Repo,
    name: &str,
    script: &str,
    args: &[String],
    chrome: Option<PathBuf>,
) -> Result<(), String> {
    setup::run(repo, Need::Build)?;
    let tarball = pack::run(repo, Build::Published)?;
    eprintln!("{name}: installing the tarball");
    let dir = project::install(repo, &tarball, name)?;
    let mut command = project::script(repo, &tarball, script, &dir)?.args(args);
    if let Some(chrome) = chrome {
        command = command.env("KOMBO_EDGE_CHROME", chrome);
    }
    command.interactive()
}

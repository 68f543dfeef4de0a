//! `demo` and `bench`: the built package at work in a project of its own.

use crate::pack;
use crate::project;
use crate::repo::Repo;
use crate::setup::{self, Need};

/// Walks the local sandbox with the installed package; the arguments are the script's.
pub(crate) fn demo(repo: &Repo, args: &[String]) -> Result<(), String> {
    run(repo, "demo", "tests/demo/walk.mjs", args)
}

/// Measures the installed package beside its peers; the arguments are the script's.
pub(crate) fn bench(repo: &Repo, args: &[String]) -> Result<(), String> {
    run(repo, "bench", "benches/bench.mjs", args)
}

fn run(repo: &Repo, name: &str, script: &str, args: &[String]) -> Result<(), String> {
    setup::run(repo, Need::Build)?;
    let tarball = pack::run(repo, false)?;
    eprintln!("{name}: installing the tarball");
    let dir = project::install(repo, &tarball, name)?;
    project::script(repo, script, &dir)?.args(args).interactive()
}

//! The project's commands: `cargo xtask <command>`.

mod apt;
mod browser;
mod cli;
mod counts;
mod crates;
mod demo;
mod dev;
mod fuzz;
mod lint;
mod miri;
mod node_tests;
mod pack;
mod postgres;
mod project;
mod repo;
mod setup;
mod sh;
mod test;
mod tidy;
mod tools;
mod typescript;
mod wasm;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use pack::Build;
use repo::Repo;
use setup::Need;
use sh::Sh;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), String> {
    let repo = Repo::open()?;
    match command {
        Command::Demo(script) => demo::demo(&repo, &script.args),
        Command::Test(filter) => test::run(&repo, filter),
        Command::Dev(filter) => dev::run(&repo, filter),
        Command::Pack => {
            setup::run(&repo, Need::Build)?;
            pack::run(&repo, Build::Published).map(drop)
        }
        Command::Lint => lint::all(&repo),
        Command::Generate => generate(&repo),
        Command::Fuzz { target, seconds } => fuzz::run(&repo, target.as_deref(), seconds),
        Command::Miri => miri::run(&repo),
        Command::Bench(script) => demo::bench(&repo, &script.args),
        Command::Setup => setup::run(&repo, Need::Test),
    }
}

/// Writes all generated files: the tables from Rust, then the definitions, the reference and the third-party notices. Tests fail
/// when they are stale.
fn generate(repo: &Repo) -> Result<(), String> {
    Sh::new("cargo").args(["run", "--quiet", "--package=kombo-edge-generate"]).dir(&repo.root).run()?;
    typescript::definitions(repo, &repo.path("pkg-template"), &[])?;
    typescript::reference(repo)?;
    typescript::third_party(repo)
}

//! The project's commands: `cargo xtask <command>`.

mod apt;
mod args;
mod browser;
mod counts;
mod demo;
mod dev;
mod fuzz;
mod lint;
mod pack;
mod postgres;
mod project;
mod repo;
mod setup;
mod sh;
mod tarball;
mod test;
mod tidy;
mod tools;
mod typescript;
mod wasm;

use std::process::ExitCode;

use args::Args;
use pack::Build;
use repo::Repo;
use setup::Need;
use sh::Sh;

const USAGE: &str = "\
Usage: cargo xtask <command>

  demo [--candidates N] [--exit]
                     build the package and walk a local sandbox with it
  test [--all] [filter]
                     run all tests: the steps that the filter names, else the tests that it names; with --all
                     also the step `setups`: projects of web frameworks, which it installs (1.3 GB)
  pack               build the npm package: target/npm/kombo-edge-<version>.tgz
  dev [--all] [filter]
                     build quickly, without optimising, and run the package's tests: the quick files,
                     all files (--all), the files that the filter names, else the tests that it names
  lint               formatting, clippy, documentation and the project's own rules
  fuzz [target] [seconds]
                     run the fuzz targets under libFuzzer, 60 s each unless told otherwise
  bench              measure the package beside its peers
  generate           write what pkg-template/ takes from the Rust side, the published definitions and docs/reference/
  setup              install what is missing for all of these; each installs what it needs itself
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<(), String> {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let mut args = Args::new(words);
    let repo = Repo::open()?;
    match command.as_str() {
        "demo" => demo::demo(&repo, &args.all()),
        "bench" => demo::bench(&repo, &args.all()),
        "test" => {
            let all = args.flag("--all");
            let filter = args.word();
            args.finish()?;
            test::run(&repo, filter, all)
        }
        "dev" => {
            let all = args.flag("--all");
            let filter = args.word();
            args.finish()?;
            dev::run(&repo, filter, all)
        }
        "pack" => {
            args.finish()?;
            setup::run(&repo, Need::Build)?;
            pack::run(&repo, Build::Published).map(drop)
        }
        "fuzz" => {
            fuzz::run(&repo, &mut args)?;
            args.finish()
        }
        "lint" => {
            args.finish()?;
            lint::all(&repo)
        }
        "generate" => {
            args.finish()?;
            generate(&repo)
        }
        "setup" => {
            args.finish()?;
            setup::run(&repo, Need::Test)
        }
        "" | "help" | "-h" | "--help" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no command `{other}`; `cargo xtask help` lists them")),
    }
}

/// Writes `src/generated/`, then the definitions, the reference and the third-party notices; tests fail when they are stale.
fn generate(repo: &Repo) -> Result<(), String> {
    Sh::new("cargo").args(["run", "--quiet", "--package=kombo-edge-generate"]).dir(&repo.root).run()?;
    typescript::definitions(repo, &repo.path("pkg-template"), &[])?;
    typescript::reference(repo)?;
    typescript::third_party(repo)
}

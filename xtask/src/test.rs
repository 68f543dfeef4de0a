//! `test`: runs every check in order, also after a failure, and prints a table at the end.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::cli::Filter;
use crate::counts::Counts;
use crate::lint;
use crate::node_tests::NodeTests;
use crate::pack::{self, Build};
use crate::repo::{Repo, files_ending};
use crate::setup::{self, Need};
use crate::sh::Sh;
use crate::{browser, dev, postgres, project, tools, wasm};

/// A busy machine needs long to start a browser.
const BROWSER_TIMEOUT_SECONDS: &str = "180";

/// The test suites that run in wasm. A suite is either for Node or for a browser, so there are two.
pub(crate) const WASM_NODE: &str = "wasm";
pub(crate) const WASM_BROWSER: &str = "wasm_browser";

/// The tests of the packed package.
pub(crate) const PACKAGE: &str = "tests/package";

type Step = (&'static str, fn(&Run) -> Result<Counts, String>);

const STEPS: &[Step] = &[
    ("lint", |run| lint::run(run.repo)),
    ("native", native),
    // The check's SIMD branches exist in wasm only. Without optimisation, its tables take minutes.
    ("wasm-check", |run| wasm_pack(run, "check", &["--node"], &["--release"])),
    ("wasm-node", |run| wasm_pack(run, ".", &["--node"], &["--test", WASM_NODE])),
    ("wasm-chrome", wasm_chrome),
    ("sandbox", sandbox),
    ("pack", |run| pack::run(run.repo, Build::Published).map(|_| Counts::passed(1))),
    ("package", package),
];

/// Steps that take long and rarely fail after a change. They run with `--all`.
const LONG_STEPS: &[Step] = &[(SETUPS, setups)];

/// The step of the projects of web frameworks. It is also the name of their directories below `tests/` and `target/`.
pub(crate) const SETUPS: &str = "setups";

/// A run of steps, and the filter of its tests.
pub(crate) struct Run<'a> {
    pub(crate) repo: &'a Repo,
    /// Only tests whose names contain it.
    pub(crate) tests: Option<String>,
}

/// Runs the steps whose names contain the filter. When there is none, runs the tests whose names contain it.
pub(crate) fn run(repo: &Repo, Filter { all, filter }: Filter) -> Result<(), String> {
    setup::run(repo, if all { Need::All } else { Need::Test })?;
    let steps: Vec<&Step> = STEPS.iter().chain(LONG_STEPS.iter().filter(|_| all)).collect();
    let named = named(&steps, filter.as_deref().unwrap_or(""));
    let end = if named.is_empty() {
        let steps: Vec<&Step> = steps.into_iter().filter(|step| !matches!(step.0, "lint" | "pack")).collect();
        run_steps(&Run { repo, tests: filter }, &steps)
    } else {
        run_steps(&Run { repo, tests: None }, &named)
    };
    if !all {
        eprintln!(
            "test: left out without --all: {SETUPS} (projects of web frameworks, the explorer in Firefox)"
        );
    }
    end
}

/// The step with this name, else the steps whose names contain it.
fn named<'a>(steps: &[&'a Step], wanted: &str) -> Vec<&'a Step> {
    let exact = steps.iter().copied().filter(|step| step.0 == wanted);
    let parts = steps.iter().copied().filter(|step| step.0.contains(wanted));
    if exact.clone().next().is_some() { exact.collect() } else { parts.collect() }
}

fn run_steps(run: &Run, steps: &[&Step]) -> Result<(), String> {
    let mut total = Counts::default();
    let mut table = Vec::new();
    let start = Instant::now();
    for (name, step) in steps {
        eprintln!("\ntest: {name}");
        let start = Instant::now();
        let counts = step(run).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            Counts::failed(1)
        });
        let seconds = start.elapsed().as_secs_f32();
        let verdict = if counts.failed == 0 { "ok" } else { "FAILED" };
        eprintln!("test: {name} {verdict} ({seconds:.1} s)");
        table.push(format!("{name:<12}  {verdict:<6}  {counts:<24}  {seconds:>7.1} s"));
        total = total + counts;
    }
    println!("\n{}\n", table.join("\n"));
    println!("in {:.0} s on {}", start.elapsed().as_secs_f32(), std::env::consts::OS);
    println!("{total}");
    total.end()
}

fn native(run: &Run) -> Result<Counts, String> {
    let command = Sh::new("cargo").args(["test", "--workspace", "--no-fail-fast"]);
    command.args(&run.tests).dir(&run.repo.root).announced().counted()
}

/// Runs the tests of the package in `dir` as wasm. `suite` has cargo's arguments that select the suite.
fn wasm_pack(run: &Run, dir: &str, runtime: &[&str], suite: &[&str]) -> Result<Counts, String> {
    let counts = Sh::new(tools::wasm_pack(run.repo)?)
        .arg("test")
        .args(runtime)
        // All tools are installed already; wasm-pack must not download any.
        .args(["--mode", "no-install"])
        .arg(run.repo.path(dir))
        .args(suite)
        .args(run.tests.iter().flat_map(|name| ["--", name]))
        .env("PATH", tools::path(run.repo)?)
        .env(wasm::RUSTFLAGS_VARIABLE, wasm::RUSTFLAGS)
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TIMEOUT_SECONDS)
        .dir(&run.repo.root)
        .announced()
        .counted()?;
    if counts == Counts::default() && run.tests.is_none() {
        return Err(format!("no test ran in `{dir}`; does the suite say that it is for this runtime?"));
    }
    Ok(counts)
}

fn wasm_chrome(run: &Run) -> Result<Counts, String> {
    let driver = browser::find()?.driver;
    let chrome = ["--headless", "--chrome", "--chromedriver", &driver.to_string_lossy()];
    wasm_pack(run, ".", &chrome, &["--test", WASM_BROWSER])
}

fn package(run: &Run) -> Result<Counts, String> {
    let tarball = Build::Published.tarball(run.repo);
    // Uses the tarball of the step `pack`, or of an earlier run.
    if !tarball.exists() {
        pack::run(run.repo, Build::Published)?;
    }
    package_tests(run, files_ending(&run.repo.path(PACKAGE), ".test.mjs")?, &tarball, Build::Published)
}

/// Runs these files with the packed package, at least two in parallel, because most of them wait as much as they compute. The slow
/// ones start first, so that none of them runs alone at the end.
pub(crate) fn package_tests(
    run: &Run,
    mut files: Vec<PathBuf>,
    tarball: &Path,
    build: Build,
) -> Result<Counts, String> {
    files.sort_by_key(|file| !dev::is_slow(file));
    let at_once = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    // npm installs the package once; each file copies the result.
    let installed = project::install(run.repo, tarball, "installed")?;
    let mut tests = with_package(run, at_once, tarball, build);
    tests.variables.push(("KOMBO_EDGE_INSTALLED", installed));
    tests.run(files)
}

fn with_package<'a>(run: &'a Run, at_once: usize, tarball: &Path, build: Build) -> NodeTests<'a> {
    let mut variables = vec![
        ("KOMBO_EDGE_TARBALL", tarball.to_path_buf()),
        ("KOMBO_EDGE_SETUPS", setup::setups_dir(run.repo)),
    ];
    // A quick build is larger than the published one, so the tests of sizes are skipped.
    if build != Build::Published {
        variables.push(("KOMBO_EDGE_QUICK", "1".into()));
    }
    // Without a browser or Postgres, their tests are skipped.
    if let Ok(found) = browser::find() {
        variables.push(("KOMBO_EDGE_CHROME", found.chrome));
    }
    if let Ok(found) = browser::firefox() {
        variables.push(("KOMBO_EDGE_FIREFOX", found));
    }
    if let Ok(found) = postgres::find() {
        variables.push(("KOMBO_EDGE_POSTGRES", found));
    }
    NodeTests { repo: run.repo, tests: run.tests.as_deref(), at_once, variables }
}

fn setups(run: &Run) -> Result<Counts, String> {
    let tarball = Build::Published.tarball(run.repo);
    if !tarball.exists() {
        pack::run(run.repo, Build::Published)?;
    }
    let files = files_ending(&run.repo.path("tests").join(SETUPS), ".test.mjs")?;
    // One at a time, because each builds with all threads.
    with_package(run, 1, &tarball, Build::Published).run(files)
}

fn sandbox(run: &Run) -> Result<Counts, String> {
    let files = files_ending(&run.repo.path("tests/sandbox"), ".test.mjs")?;
    NodeTests { repo: run.repo, tests: run.tests.as_deref(), at_once: 2, variables: Vec::new() }.run(files)
}

#[cfg(test)]
mod tests {
    use super::{STEPS, Step, named};

    #[test]
    fn a_step_with_exactly_the_name_runs_alone() {
        let steps: Vec<&Step> = STEPS.iter().collect();
        let names = |wanted| named(&steps, wanted).iter().map(|step| step.0).collect::<Vec<_>>();
        assert_eq!(names("pack"), ["pack"]);
        assert_eq!(names("wasm"), ["wasm-check", "wasm-node", "wasm-chrome"]);
        assert_eq!(names("").len(), STEPS.len());
        assert!(names("retries").is_empty());
    }
}

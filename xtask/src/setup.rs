//! `setup`: finds the missing tools, prints a list of them and installs them.

use std::path::PathBuf;
use std::time::Instant;

use crate::repo::{Repo, copy, empty_dir, read};
use crate::sh::Sh;
use crate::test::SETUPS;
use crate::{browser, postgres, tools, wasm};

/// The purpose of the tools. Each includes the tools of the one before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// `dev`, `pack`, `demo`, `bench`.
    Build,
    /// `test` and `setup` itself.
    Test,
    /// `test --all`.
    All,
}

/// One thing that can be installed.
#[derive(Clone, PartialEq, Eq)]
enum Part {
    Target,
    /// One of the components in `rust-toolchain.toml`.
    Component(&'static str),
    WasmBindgen,
    WasmPack,
    NpmTools,
    Browser,
    Postgres,
    Firefox,
    /// One of the projects in `tests/setups/`.
    Framework(String),
}

/// Installs the missing tools. Quick when none is missing.
pub(crate) fn run(repo: &Repo, need: Need) -> Result<(), String> {
    check_node()?;
    let missing = missing(repo, need)?;
    if missing.is_empty() {
        eprintln!("setup: all is there");
        return Ok(());
    }
    eprintln!("setup: missing here, and to be installed:");
    for part in &missing {
        eprintln!("  - {}", describe(repo, part)?);
    }
    let start = Instant::now();
    // npm and apt download while cargo compiles, which takes much longer.
    let (quick, slow): (Vec<Part>, Vec<Part>) = missing.into_iter().partition(|part| {
        matches!(part, Part::NpmTools | Part::Browser | Part::Postgres | Part::Firefox | Part::Framework(_))
    });
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| install_all(repo, &quick));
        let compiled = install_all(repo, &slow);
        let fetched = beside.join().unwrap_or_else(|_| Err("the installing thread died".into()));
        compiled.and(fetched)
    })?;
    // 350 MB that only the installation needed.
    std::fs::remove_dir_all(repo.target.join("tools").join("build")).ok();
    eprintln!("setup: done in {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn missing(repo: &Repo, need: Need) -> Result<Vec<Part>, String> {
    let mut missing = Vec::new();
    let sysroot = wasm::sysroot()?;
    if !sysroot.join("lib/rustlib").join(wasm::TARGET).join("lib").exists() {
        missing.push(Part::Target);
    }
    if !wasm::has_rust_src(&sysroot) {
        missing.push(Part::Component("rust-src"));
    }
    for (component, program) in [("clippy", "cargo-clippy"), ("rustfmt", "cargo-fmt")] {
        let there = Sh::new(program).arg("--version").dir(&repo.root).read().is_ok();
        if need >= Need::Test && !there {
            missing.push(Part::Component(component));
        }
    }
    if tools::wasm_bindgen(repo).is_err() {
        missing.push(Part::WasmBindgen);
    }
    if !npm_is_fresh(repo) {
        missing.push(Part::NpmTools);
    }
    if need >= Need::Test {
        if tools::wasm_pack(repo).is_err() {
            missing.push(Part::WasmPack);
        }
        if browser::find().is_err() {
            missing.push(Part::Browser);
        }
        if postgres::find().is_err() {
            missing.push(Part::Postgres);
        }
    }
    if need == Need::All {
        if browser::firefox().is_err() {
            missing.push(Part::Firefox);
        }
        missing
            .extend(frameworks(repo)?.into_iter().filter(|name| !is_there(repo, name)).map(Part::Framework));
    }
    Ok(missing)
}

fn describe(repo: &Repo, part: &Part) -> Result<String, String> {
    Ok(match part {
        Part::Target => format!("the Rust target {} (rustup, 4 s)", wasm::TARGET),
        Part::Component(name) => format!("the Rust component {name} (rustup, 5 s)"),
        Part::WasmBindgen => {
            let version = tools::wasm_bindgen_version(repo)?;
            format!("wasm-bindgen {version} into {} (cargo, 2 min)", tools::tools_bin(repo).display())
        }
        Part::WasmPack => {
            let (version, bin) = (tools::WASM_PACK, tools::tools_bin(repo));
            format!("wasm-pack {version} into {} (cargo, 2 min)", bin.display())
        }
        Part::NpmTools => {
            "the npm packages of package-lock.json into node_modules/ (npm, 60 s, 1.5 GB)".into()
        }
        Part::Browser => "Chromium and ChromeDriver (apt-get, 20 s)".into(),
        Part::Postgres => "Postgres (apt-get, 20 s)".into(),
        Part::Firefox => "Firefox (apt-get, 30 s)".into(),
        Part::Framework(name) => {
            let dir = setups_dir(repo).join(name);
            format!("what tests/setups/{name}/package.json names into {} (npm, 20 to 60 s)", dir.display())
        }
    })
}

fn install_all(repo: &Repo, parts: &[Part]) -> Result<(), String> {
    // Tries all, so that one run reports all failures.
    let failures: Vec<String> = parts.iter().filter_map(|part| install(repo, part).err()).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\nerror: ")) }
}

fn install(repo: &Repo, part: &Part) -> Result<(), String> {
    match part {
        // For the toolchain of rust-toolchain.toml. rustup installs the targets and components of that file itself, unless
        // RUSTUP_AUTO_INSTALL=0 forbids it.
        Part::Target => rustup(&["target", "add", wasm::TARGET]),
        Part::Component(name) => rustup(&["component", "add", name]),
        // Without --locked: its lock file names a version that registries may not serve yet.
        Part::WasmBindgen => {
            cargo_install(repo, "wasm-bindgen-cli", &tools::wasm_bindgen_version(repo)?, &[])
        }
        Part::WasmPack => cargo_install(repo, "wasm-pack", tools::WASM_PACK, &["--locked"]),
        Part::NpmTools => npm_ci(repo),
        Part::Browser => browser::install(),
        Part::Postgres => postgres::install(),
        Part::Firefox => browser::install_firefox(),
        Part::Framework(name) => framework(repo, name),
    }
}

/// The directory in which the projects of `tests/setups/` are installed, built and run.
pub(crate) fn setups_dir(repo: &Repo) -> PathBuf {
    repo.target.join(SETUPS)
}

fn frameworks(repo: &Repo) -> Result<Vec<String>, String> {
    let dir = repo.path("tests").join(SETUPS);
    let entries =
        std::fs::read_dir(&dir).map_err(|error| format!("cannot list {}: {error}", dir.display()))?;
    let is_project = |path: &PathBuf| path.join("package.json").exists();
    let projects = entries.flatten().map(|entry| entry.path()).filter(is_project);
    let mut names: Vec<String> =
        projects.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

/// Whether npm has installed the packages of this manifest. A copy of the manifest is written after an installation.
fn is_there(repo: &Repo, name: &str) -> bool {
    let wanted = read(&repo.path("tests").join(SETUPS).join(name).join("package.json"));
    let installed = read(&setups_dir(repo).join(name).join("node_modules/.installed.json"));
    matches!((wanted, installed), (Ok(wanted), Ok(installed)) if wanted == installed)
}

fn framework(repo: &Repo, name: &str) -> Result<(), String> {
    let dir = setups_dir(repo).join(name);
    let manifest = repo.path("tests").join(SETUPS).join(name).join("package.json");
    empty_dir(&dir)?;
    copy(&manifest, &dir.join("package.json"))?;
    Sh::new("npm")
        .args(["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"])
        .dir(&dir)
        .hint("is npm there and the registry in reach?")
        .announced()
        .read()?;
    copy(&manifest, &dir.join("node_modules/.installed.json"))
}

fn npm_ci(repo: &Repo) -> Result<(), String> {
    // npm empties the directory first. Through a link it would empty the packages of another project.
    if repo.path("node_modules").is_symlink() {
        return Err(
            "node_modules is a symbolic link, and npm would empty what it points to; remove the link".into(),
        );
    }
    Sh::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .dir(&repo.root)
        .hint("is npm there and the registry in reach? Then run that command in the repository's root")
        .announced()
        .read()
        .map(|_| ())
}

fn rustup(args: &[&str]) -> Result<(), String> {
    if !has_rustup() {
        let package = "your system's package for it";
        return Err(format!(
            "rustup is not here; install {package}, or rustup and then `rustup {}`",
            args.join(" ")
        ));
    }
    Sh::new("rustup").args(args).hint("is the network in reach?").run()
}

fn has_rustup() -> bool {
    Sh::new("rustup").arg("--version").read().is_ok()
}

pub(crate) fn cargo_install(repo: &Repo, package: &str, version: &str, more: &[&str]) -> Result<(), String> {
    let root = repo.target.join("tools");
    Sh::new("cargo")
        .args(["install", package, "--version", version, "--root"])
        .arg(&root)
        .args(more)
        // One directory for all tools, so that shared crates are compiled once.
        .env("CARGO_TARGET_DIR", root.join("build"))
        .dir(&repo.root)
        .hint(format!(
            "is the network in reach and a C compiler here? `cargo install {package} --version {version}` will do too"
        ))
        .run()
}

/// Whether npm has installed the packages of this lock file. npm writes a copy of it after an installation.
fn npm_is_fresh(repo: &Repo) -> bool {
    let age = |path: &str| repo.path(path).metadata().and_then(|data| data.modified());
    match (age("package-lock.json"), age("node_modules/.package-lock.json")) {
        (Ok(wanted), Ok(installed)) => installed >= wanted,
        _ => false,
    }
}

fn check_node() -> Result<(), String> {
    let what = "Node.js 20 or newer with npm is needed: from your system's packages or nodejs.org";
    let version = Sh::new("node").arg("--version").hint(what).read()?;
    if at_least(&version, "20.11") { Ok(()) } else { Err(format!("{what}; this is {}", version.trim())) }
}

/// Whether the first version in a command's output is this one or newer.
fn at_least(output: &str, wanted: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
    };
    numbers(output) >= numbers(wanted)
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(at_least("v20.20.2\n", "20.11"));
        assert!(at_least("rustc 1.100.0 (59807616e 2026-04-14)", "1.95"));
        assert!(!at_least("v18.19.0\n", "20.11"));
        assert!(!at_least("", "20.11"));
    }
}

//! Finds the tools: on the path, when they have the right version and run, else in the directory of `setup`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::repo::Repo;
use crate::sh::Sh;

/// The version of `wasm-pack`.
pub(crate) const WASM_PACK: &str = "0.15.1";

/// The version of `cargo-fuzz`.
pub(crate) const CARGO_FUZZ: &str = "0.13.1";

/// The version of wasm-bindgen in `Cargo.lock`. Its command must have exactly this version.
pub(crate) fn wasm_bindgen_version(repo: &Repo) -> Result<String, String> {
    let id = Sh::new("cargo").args(["pkgid", "--locked", "wasm-bindgen"]).dir(&repo.root).read()?;
    let version = id.trim().rsplit_once('@').map(|(_, version)| version.to_owned());
    version.ok_or_else(|| format!("cargo names no version in `{}`", id.trim()))
}

/// `target/tools/bin/`, where `setup` installs commands.
pub(crate) fn tools_bin(repo: &Repo) -> PathBuf {
    repo.target.join("tools").join("bin")
}

/// Finds a command with this version: on the path, else in `target/tools/bin`.
pub(crate) fn in_version(repo: &Repo, name: &str, version: &str) -> Option<PathBuf> {
    [PathBuf::from(name), tools_bin(repo).join(name)].into_iter().find(|path| runs_in_version(path, version))
}

fn runs_in_version(program: &Path, version: &str) -> bool {
    Sh::new(program)
        .arg("--version")
        .read()
        .is_ok_and(|output| output.split_whitespace().any(|word| word == version))
}

/// The `wasm-bindgen` command of the locked version.
pub(crate) fn wasm_bindgen(repo: &Repo) -> Result<PathBuf, String> {
    let version = wasm_bindgen_version(repo)?;
    in_version(repo, "wasm-bindgen", &version)
        .ok_or_else(|| format!("there is no wasm-bindgen {version}; run `cargo xtask setup`"))
}

/// The `wasm-pack` command.
pub(crate) fn wasm_pack(repo: &Repo) -> Result<PathBuf, String> {
    in_version(repo, "wasm-pack", WASM_PACK)
        .ok_or_else(|| format!("there is no wasm-pack {WASM_PACK}; run `cargo xtask setup`"))
}

/// `PATH` with the right wasm-bindgen first, because wasm-pack searches it.
pub(crate) fn path(repo: &Repo) -> Result<OsString, String> {
    let found = wasm_bindgen(repo)?;
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let dir = found.parent().filter(|dir| dir.is_absolute()).map(Path::to_path_buf);
    let dirs = dir.into_iter().chain(std::env::split_paths(&rest));
    Ok(std::env::join_paths(dirs).unwrap_or(rest))
}

/// A command of an npm package in the root's `node_modules`.
pub(crate) fn npm_bin(repo: &Repo, name: &str) -> Result<PathBuf, String> {
    let path = repo.path("node_modules/.bin").join(name);
    if path.exists() { Ok(path) } else { Err(format!("node_modules has no {name}; run `cargo xtask setup`")) }
}

//! Finds and installs Postgres, for the tests of stores. Each starts a private server with its programs.

use std::path::{Path, PathBuf};

use crate::apt;
use crate::sh::Sh;

/// The programs that a private server needs.
const PROGRAMS: [&str; 2] = ["initdb", "postgres"];

/// Debian installs each version into a directory below this one, which is not on the path.
const DEBIAN: &str = "/usr/lib/postgresql";

const PACKAGES: [&str; 1] = ["postgresql"];

/// The directory of the programs: by `KOMBO_EDGE_POSTGRES`, else Debian's newest version, else on the path.
pub(crate) fn find() -> Result<PathBuf, String> {
    let named = std::env::var_os("KOMBO_EDGE_POSTGRES").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = named.into_iter().chain(debian()).chain(std::env::split_paths(&path));
    places.into_iter().find(|dir| has_all(dir)).ok_or_else(|| {
        "there is no Postgres; run `cargo xtask setup`, or set KOMBO_EDGE_POSTGRES to the directory of its programs"
            .into()
    })
}

/// Installs Postgres where that is allowed, else returns instructions as the error.
pub(crate) fn install() -> Result<(), String> {
    let how = format!(
        "Postgres is to be installed by hand:\n  \
         Debian:  sudo apt-get update && sudo apt-get {}\n  \
         macOS:   brew install postgresql@17\n  \
         or set KOMBO_EDGE_POSTGRES to the directory of initdb and postgres",
        apt::command(&PACKAGES).join(" ")
    );
    apt::install(&PACKAGES, &how)
}

fn debian() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let version = |path: &PathBuf| path.file_name()?.to_string_lossy().parse::<u32>().ok();
    let mut versions: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
    versions.into_iter().map(|path| path.join("bin")).collect()
}

fn has_all(dir: &Path) -> bool {
    PROGRAMS.iter().all(|name| Sh::new(dir.join(name)).arg("--version").read().is_ok())
}

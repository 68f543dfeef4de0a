//! The paths of the repository and of cargo's target directory, and helpers for files.

use std::path::{Path, PathBuf};

/// The version in `Cargo.toml`, which all published files have.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The directories that the commands work in.
pub(crate) struct Repo {
    /// The repository's root.
    pub(crate) root: PathBuf,
    /// `target/`, or what `CARGO_TARGET_DIR` names.
    pub(crate) target: PathBuf,
}

impl Repo {
    /// Finds the repository that this program was built from.
    pub(crate) fn open() -> Result<Self, String> {
        // `cargo run` sets the sources' present path; the compiled-in path is for a binary that is run by hand.
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here.parent().map(Path::to_path_buf).unwrap_or(here);
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => std::env::current_dir()
                .map_err(|error| format!("the current directory is gone: {error}"))?
                .join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}

/// Reads a text file. The error names the file.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Reads a binary file. The error names the file.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file, and creates the directories above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    if let Some(parent) = path.parent() {
        fresh_parent(parent)?;
    }
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Copies a file, and creates the directories above its new path.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    write(to, read_bytes(from)?)
}

/// Empties or creates a directory.
pub(crate) fn empty_dir(dir: &Path) -> Result<(), String> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).map_err(|error| format!("cannot empty {}: {error}", dir.display()))?;
    }
    fresh_parent(dir)
}

/// The files of a directory whose names have this ending, sorted.
pub(crate) fn files_ending(dir: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("cannot list {}: {error}", dir.display())),
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    Ok(files)
}

fn fresh_parent(dir: &Path) -> Result<(), String> {
    std::fs::create_dir_all(dir).map_err(|error| format!("cannot make {}: {error}", dir.display()))
}

//! Installs the tarball in its own project, as a user does.

use std::path::{Path, PathBuf};

use crate::repo::{Repo, empty_dir, write};
use crate::sh::Sh;

/// Installs the tarball into `target/<name>/`, without requests to a registry.
pub(crate) fn install(repo: &Repo, tarball: &Path, name: &str) -> Result<PathBuf, String> {
    let dir = repo.target.join(name);
    empty_dir(&dir)?;
    write(
        &dir.join("package.json"),
        format!("{{ \"name\": \"{name}\", \"private\": true, \"type\": \"module\" }}\n"),
    )?;
    Sh::new("npm")
        .args(["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", "--silent"])
        .arg(tarball)
        .dir(&dir)
        .hint("the package must have no dependencies")
        .read()?;
    Ok(dir)
}

/// A script of the repository that runs in that project, with the tarball's path in its environment.
pub(crate) fn script(repo: &Repo, tarball: &Path, script: &str, dir: &Path) -> Result<Sh, String> {
    let path = repo.path(script);
    if !path.exists() {
        return Err(format!("there is no {script} yet"));
    }
    Ok(Sh::new("node").arg(path).dir(dir).env("KOMBO_EDGE_TARBALL", tarball))
}

//! Debian's packages: installed where that is allowed, else the command is told.

use crate::sh::Sh;

/// Installs these as root, where there is apt-get; `how` is told elsewhere, and when it fails.
pub(crate) fn install(packages: &[&str], how: &str) -> Result<(), String> {
    let apt = || Sh::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    if !is_root() || apt().arg("--version").read().is_err() {
        return Err(how.into());
    }
    apt().args(["update", "--quiet"]).said().read()?;
    apt().args(command(packages)).hint(how).said().read().map(drop)
}

/// What `apt-get` is told, for whoever types it.
pub(crate) fn command<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    ["install", "-y", "--no-install-recommends"].iter().chain(packages).copied().collect()
}

fn is_root() -> bool {
    Sh::new("id").arg("-u").read().is_ok_and(|said| said.trim() == "0")
}

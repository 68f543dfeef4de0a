//! Installs Debian packages where that is allowed, else returns instructions as the error.

use crate::sh::Sh;

/// Installs these packages as root with apt-get. Without root or apt-get, or after a failure, the error has `how`.
pub(crate) fn install(packages: &[&str], how: &str) -> Result<(), String> {
    let apt = || Sh::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    if !is_root() || apt().arg("--version").read().is_err() {
        return Err(how.into());
    }
    apt().args(["update", "--quiet"]).announced().read()?;
    apt().args(command(packages)).hint(how).announced().read().map(drop)
}

/// The arguments of `apt-get`, also for instructions.
pub(crate) fn command<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    ["install", "-y", "--no-install-recommends"].iter().chain(packages).copied().collect()
}

fn is_root() -> bool {
    Sh::new("id").arg("-u").read().is_ok_and(|output| output.trim() == "0")
}

//! Packs the package and asserts what is in it.

use std::path::Path;

use crate::repo::Repo;
use crate::sh::Sh;

/// All files of the published package: what is missing or extra fails the build.
pub(crate) const FILES: &[&str] = &[
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD_PARTY.md",
    "bin/cli.js",
    "browser.js",
    "edge.js",
    "facts.js",
    "index.d.ts",
    "inline.d.ts",
    "inline.js",
    "kombo.cjs",
    "kombo.d.cts",
    "kombo.js",
    "kombo_edge_bg.wasm",
    "lines.js",
    "loading.js",
    "mask.js",
    "package.json",
    "proxy.d.cts",
    "proxy.d.ts",
    "proxy.js",
    "sync.js",
    "testing-kit.cjs",
    "testing.cjs",
    "testing.d.cts",
    "testing.d.ts",
    "testing.js",
    "workerd.js",
];

/// Packs the directory into the tarball beside it.
pub(crate) fn pack(package: &Path, tarball: &Path) -> Result<(), String> {
    Sh::new("npm")
        .args(["pack", "--ignore-scripts", "--silent"])
        .arg("--pack-destination")
        .arg(tarball.parent().unwrap_or(package))
        .dir(package)
        .hint("is pkg-template/package.json well formed?")
        .read()?;
    let listed = Sh::new("tar")
        .arg("-tzf")
        .arg(tarball)
        .hint("does pkg-template/package.json have another name or version?")
        .read()?;
    compare(&listed)
}

fn compare(listed: &str) -> Result<(), String> {
    let packed: Vec<&str> =
        listed.lines().map(|line| line.strip_prefix("package/").unwrap_or(line)).collect();
    let missing = FILES.iter().filter(|file| !packed.contains(file));
    let extra = packed.iter().filter(|file| !FILES.contains(file));
    let wrong: Vec<String> = missing
        .map(|file| format!("{file} is missing"))
        .chain(extra.map(|file| format!("{file} is not expected")))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the tarball is not as xtask/src/tarball.rs lists it: {} (see also \"files\" in pkg-template/package.json)",
            wrong.join(", ")
        ))
    }
}

/// Prints what each file weighs, and what a browser loads. The bench and the tests ask the same script.
pub(crate) fn print_sizes(repo: &Repo, package: &Path) -> Result<(), String> {
    let report = Sh::new("node").arg(repo.root.join("benches/size.mjs")).arg(package).args(FILES).read()?;
    eprintln!("{report}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FILES, compare};

    fn listing(files: &[&str]) -> String {
        files.iter().map(|file| format!("package/{file}\n")).collect()
    }

    #[test]
    fn the_tarball_holds_what_is_listed_and_nothing_else() {
        assert_eq!(compare(&listing(FILES)), Ok(()));
        let fewer = compare(&listing(FILES.get(1..).unwrap_or_default())).err().unwrap_or_default();
        assert!(fewer.contains("CHANGELOG.md is missing"), "{fewer}");
        let more = compare(&(listing(FILES) + "package/.gitignore\n")).err().unwrap_or_default();
        assert!(more.contains(".gitignore is not expected"), "{more}");
    }
}

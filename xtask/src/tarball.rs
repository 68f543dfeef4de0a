//! Packs the package and asserts what is in it.

use std::path::{Path, PathBuf};

use crate::repo::{Repo, write};
use crate::sh::Sh;
use crate::tools;

/// All files of the published package: what is missing or extra fails the build.
pub(crate) const FILES: &[&str] = &[
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "bin/cli.js",
    "browser.js",
    "facts.js",
    "index.d.ts",
    "inline.js",
    "kombo.js",
    "kombo_edge_bg.wasm",
    "node.js",
    "package.json",
    "workerd.js",
];

/// A page that walks candidates: what a bundler makes of it, and the wasm, is what the package costs.
const PAGE: &str = "import { Kombo } from \"./browser.js\"; globalThis.Kombo = Kombo;";

/// Packs the directory and returns the tarball's path.
pub(crate) fn pack(repo: &Repo, package: &Path) -> Result<PathBuf, String> {
    let tarball = repo.tarball();
    Sh::new("npm")
        .args(["pack", "--ignore-scripts", "--silent"])
        .arg("--pack-destination")
        .arg(&repo.npm)
        .dir(package)
        .hint("is pkg-template/package.json well formed?")
        .read()?;
    let listed = Sh::new("tar")
        .arg("-tzf")
        .arg(&tarball)
        .hint("does pkg-template/package.json have another name or version?")
        .read()?;
    compare(&listed)?;
    Ok(tarball)
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

/// Prints what each file weighs, and what a browser loads.
pub(crate) fn print_sizes(repo: &Repo, package: &Path) -> Result<(), String> {
    eprintln!("  {:<22}{:>10}{:>12}", "", "bytes", "gzip -9");
    for file in FILES.iter().filter(|file| file.ends_with(".js") || file.ends_with(".wasm")) {
        let (raw, gzip) = size(&package.join(file))?;
        eprintln!("  {file:<22}{raw:>10}{gzip:>12}");
    }
    let page = bundled(repo, package)?;
    let (js, wasm) = (size(&page)?, size(&package.join("kombo_edge_bg.wasm"))?);
    let (raw, gzip) = (js.0 + wasm.0, js.1 + wasm.1);
    let total = gzip as f64 / 1000.0;
    eprintln!(
        "  {:<22}{raw:>10}{gzip:>12}   = {total:.1} KB: a bundled `import {{ Kombo }}` ({}) and the wasm",
        "shipped to a browser", js.1
    );
    Ok(())
}

/// Bytes as they are, and after gzip -9.
fn size(path: &Path) -> Result<(u64, usize), String> {
    let raw = path.metadata().map(|data| data.len()).unwrap_or(0);
    Ok((raw, Sh::new("gzip").args(["-9", "-n", "-c"]).arg(path).bytes()?.len()))
}

/// What a bundler makes of a page that uses the package.
fn bundled(repo: &Repo, package: &Path) -> Result<PathBuf, String> {
    let (entry, out) = (package.join("page.js"), repo.npm.join("page.js"));
    write(&entry, PAGE)?;
    let bundled = Sh::new(tools::npm_bin(repo, "esbuild")?)
        .arg(&entry)
        .args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
        .arg(format!("--outfile={}", out.display()))
        .read();
    std::fs::remove_file(&entry).ok();
    bundled.map(|_| out)
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

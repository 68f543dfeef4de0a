//! `pack`: builds the npm package from Rust and `pkg-template/` and packs the tarball.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::repo::{Repo, VERSION, copy, empty_dir, read, write};
use crate::sh::Sh;
use crate::{typescript, wasm};

const WASM: &str = "kombo_edge_bg.wasm";

/// The kinds of builds. Each has its own directory, so that a quick build is never published.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// The build for publishing.
    Published,
    /// Without wasm-opt's passes, which take the longest.
    Quick,
}

impl Build {
    /// `target/npm/` for the published build, `target/quick/` for the quick one.
    pub(crate) fn dir(self, repo: &Repo) -> PathBuf {
        repo.target.join(if self == Self::Published { "npm" } else { "quick" })
    }

    /// The packed package.
    pub(crate) fn tarball(self, repo: &Repo) -> PathBuf {
        self.dir(repo).join(format!("kombo-edge-{VERSION}.tgz"))
    }

    fn described(self) -> &'static str {
        match self {
            Self::Published => "optimised",
            Self::Quick => "not what is published: not optimised",
        }
    }
}

/// Builds and packs the package; returns the tarball's path.
pub(crate) fn run(repo: &Repo, build: Build) -> Result<PathBuf, String> {
    let start = Instant::now();
    let dir = build.dir(repo);
    let package = dir.join("kombo-edge");

    eprintln!("pack: compiling for {}", wasm::TARGET);
    let built = wasm::compile(repo)?;

    eprintln!("pack: binding and shrinking the wasm");
    empty_dir(&package)?;
    let bound = wasm::bind(repo, &built, &dir.join("bound"))?;
    let passes = if build == Build::Published { wasm::SMALL } else { &[] };
    wasm::opt(repo, &bound, &[passes, wasm::STRIP].concat(), &package.join(WASM))?;
    // The size report needs the functions' names. They change the result of the optimiser a little, so this is another file.
    wasm::opt(repo, &bound, &[passes, &["--debuginfo"]].concat(), &dir.join("named.wasm"))?;

    eprintln!("pack: bundling the modules");
    typescript::bundle(repo, &package)?;
    typescript::definitions(repo, &package, &["--publish"])?;
    copy_texts(repo, &package)?;

    eprintln!("pack: packing");
    let tarball = build.tarball(repo);
    npm_pack(&package, &dir)?;
    if build == Build::Published {
        compress_well(&tarball)?;
    }
    print_sizes(repo, &package)?;
    eprintln!("pack: {} ({}, {:.1} s)", tarball.display(), build.described(), start.elapsed().as_secs_f32());
    Ok(tarball)
}

fn copy_texts(repo: &Repo, package: &Path) -> Result<(), String> {
    let template = repo.path("pkg-template");
    let manifest = read(&template.join("package.json"))?;
    write(&package.join("package.json"), with_version(&manifest, VERSION)?)?;
    for (from, to) in [
        (template.join("README.md"), "README.md"),
        (template.join("THIRD_PARTY.md"), "THIRD_PARTY.md"),
        (repo.path("LICENSE"), "LICENSE"),
    ] {
        copy(&from, &package.join(to))?;
    }
    make_executable(&package.join("bin/cli.js"))
}

/// Packs the directory into a tarball in `dir`. `tests/package/contents.test.mjs` checks its content.
fn npm_pack(package: &Path, dir: &Path) -> Result<(), String> {
    Sh::new("npm")
        .args(["pack", "--ignore-scripts", "--silent", "--pack-destination"])
        .arg(dir)
        .dir(package)
        .hint("is pkg-template/package.json well formed?")
        .read()
        .map(drop)
}

/// Compresses the tarball once more, as well as gzip can: it is packed once, and downloaded by everyone.
fn compress_well(tarball: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", tarball.display());
    let (mut content, mut packed) = (Vec::new(), Vec::new());
    let file = std::fs::File::open(tarball).map_err(failed)?;
    flate2::read::GzDecoder::new(file).read_to_end(&mut content).map_err(failed)?;
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, content.as_slice(), &mut packed)
        .map_err(failed)?;
    write(tarball, packed)
}

/// Prints the size of each file, and of all files that a browser loads.
fn print_sizes(repo: &Repo, package: &Path) -> Result<(), String> {
    eprintln!("{}", Sh::new("node").arg(repo.path("benches/size.mjs")).arg(package).read()?);
    Ok(())
}

/// The manifest with the version of `Cargo.toml`.
fn with_version(manifest: &str, version: &str) -> Result<String, String> {
    let mut found = false;
    let lines: Vec<String> = manifest
        .lines()
        .map(|line| {
            if !found && line.trim_start().starts_with("\"version\":") {
                found = true;
                format!("  \"version\": \"{version}\",")
            } else {
                line.to_owned()
            }
        })
        .collect();
    if found {
        Ok(lines.join("\n") + "\n")
    } else {
        Err("pkg-template/package.json has no line `\"version\": …`".into())
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .map_err(|error| format!("cannot make {} executable: {error}", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::with_version;

    #[test]
    fn the_manifest_gets_the_crates_version() {
        let manifest = "{\n  \"name\": \"kombo-edge\",\n  \"version\": \"0.0.0\",\n  \"x\": 1\n}\n";
        let filled = with_version(manifest, "1.2.3").unwrap_or_default();
        assert_eq!(filled, manifest.replace("0.0.0", "1.2.3"));
        assert!(with_version("{}", "1.2.3").is_err());
    }
}

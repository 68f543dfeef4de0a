//! `pack`: the npm package, from Rust and `pkg-template/` to a tarball.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::repo::{Repo, copy, empty_dir, files_ending, read, read_bytes, write};
use crate::sh::Sh;
use crate::wasm::{self, Std};
use crate::{glue, names, tarball, tools};

const WASM: &str = "kombo_edge_bg.wasm";

/// What every module of the package is written with.
const ESM: &[&str] = &["--format=esm", "--target=es2022", "--legal-comments=none", "--log-level=warning"];

/// Node prints the line that an uncaught error was thrown on: without this, that is the whole module.
const SHORT_LINES: &str = "--line-limit=160";

/// Builds and packs the package; returns the tarball's path.
pub(crate) fn run(repo: &Repo, stable: bool) -> Result<PathBuf, String> {
    let wanted = if stable { Std::Stable } else { Std::Rebuilt };
    build(repo, wanted, true)
}

/// Builds and packs, with or without wasm-opt, which takes the longest of the quick steps.
pub(crate) fn build(repo: &Repo, wanted: Std, optimised: bool) -> Result<PathBuf, String> {
    let start = Instant::now();
    let bound = repo.npm.join("glue");
    let stage = repo.npm.join("stage");
    let package = repo.npm.join("kombo-edge");

    eprintln!("pack: compiling for {}", wasm::TARGET);
    let (std, built) = wasm::compile(repo, wanted)?;

    eprintln!("pack: binding and shrinking the wasm");
    wasm::bind(repo, &built, &bound)?;
    if optimised {
        wasm::optimise(repo, &bound.join(WASM))?;
    }
    empty_dir(&package)?;
    shorten_names(repo, &bound, &package)?;

    eprintln!("pack: bundling the modules");
    stage_sources(repo, &bound, &stage, &package)?;
    bundle(repo, &stage, &package)?;
    copy_texts(repo, &package)?;

    eprintln!("pack: packing");
    let tarball = tarball::pack(repo, &package)?;
    tarball::print_sizes(repo, &package)?;
    eprintln!(
        "pack: {} ({}{}, {:.1} s)",
        tarball.display(),
        match std {
            Std::Rebuilt => "standard library rebuilt for size",
            Std::Stable => "stable standard library",
        },
        if optimised { "" } else { ", not optimised" },
        start.elapsed().as_secs_f32()
    );
    Ok(tarball)
}

/// Takes wasm and glue from wasm-bindgen's output; the glue stays there, the wasm goes into the package, and beside the
/// package as it was, with its functions' names.
fn shorten_names(repo: &Repo, bound: &Path, package: &Path) -> Result<(), String> {
    let script = bound.join("kombo_edge.js");
    let (wasm, glue) = names::shorten(&read_bytes(&bound.join(WASM))?, &read(&script)?)?;
    write(&script, glue)?;
    write(&repo.npm.join("named.wasm"), &wasm)?;
    write(&package.join(WASM), names::strip(&wasm)?)
}

/// Puts the template's modules where they find what is generated: `./glue.js`, `./kombo_edge_bg.wasm`.
fn stage_sources(repo: &Repo, bound: &Path, stage: &Path, package: &Path) -> Result<(), String> {
    empty_dir(stage)?;
    for part in ["lib", "entries", "proxy", "sync"] {
        for file in files_ending(&repo.path("pkg-template").join(part), ".js")? {
            if let Some(name) = file.file_name() {
                copy(&file, &stage.join(part).join(name))?;
            }
        }
    }
    glue::factory(repo, bound, &stage.join("lib/glue.js"))?;
    copy(&package.join(WASM), &stage.join("entries").join(WASM))
}

/// `kombo.js` holds the facade and the glue, `facts.js` the tables; the entries import them and stay readable.
fn bundle(repo: &Repo, stage: &Path, package: &Path) -> Result<(), String> {
    let esbuild = tools::npm_bin(repo, "esbuild")?;
    let out = |name: &str| format!("--outfile={}", package.join(name).display());
    Sh::new(&esbuild)
        .arg(stage.join("lib/index.js"))
        .args(["--bundle", "--minify", SHORT_LINES, "--external:./sync.*"])
        .args(ESM)
        .arg(out("kombo.js"))
        .hint("see the modules in pkg-template/lib/")
        .read()?;
    Sh::new(&esbuild)
        .arg(stage.join("lib/facts.js"))
        .arg("--minify")
        .args(ESM)
        .arg(out("facts.js"))
        .read()?;
    for part in ["proxy", "sync"] {
        let name = format!("{part}.js");
        Sh::new(&esbuild)
            .arg(stage.join(part).join(&name))
            // The proxy asks for its runtime's entry, which knows how to come by the module, by the package's name.
            .args(["--bundle", "--minify", SHORT_LINES, "--external:./kombo.*", "--external:kombo-edge"])
            .args(ESM)
            .arg(out(&name))
            .hint(format!("see the modules in pkg-template/{part}/"))
            .read()?;
    }
    for entry in files_ending(&stage.join("entries"), ".js")? {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        let command = Sh::new(&esbuild).arg(&entry).args(ESM).arg(out(&name));
        let command = if name == "inline.js" {
            // Not `./kombo.js` as a plain external: esbuild would rewrite its path.
            command.args([
                "--bundle",
                "--minify",
                "--loader:.wasm=base64",
                "--external:./kombo.*",
                "--external:./facts.*",
            ])
        } else {
            command
        };
        command.hint("see pkg-template/entries/").read()?;
    }
    Ok(())
}

fn copy_texts(repo: &Repo, package: &Path) -> Result<(), String> {
    let template = repo.path("pkg-template");
    let manifest = read(&template.join("package.json"))?;
    write(&package.join("package.json"), with_version(&manifest, &repo.version)?)?;
    for (from, to) in [
        (template.join("README.md"), "README.md"),
        (template.join("cli.js"), "bin/cli.js"),
        (template.join("index.d.ts"), "index.d.ts"),
        (template.join("proxy.d.ts"), "proxy.d.ts"),
        (repo.path("LICENSE"), "LICENSE"),
        (repo.path("CHANGELOG.md"), "CHANGELOG.md"),
    ] {
        copy(&from, &package.join(to))?;
    }
    make_executable(&package.join("bin/cli.js"))
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

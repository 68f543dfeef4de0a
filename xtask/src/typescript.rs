//! Checks and bundles the package's TypeScript in `pkg-template/src/`, and writes its definitions.

use std::path::Path;

use crate::repo::{Repo, write};
use crate::sh::Sh;

/// Type-checks all sources: the package's for all runtimes, its sources for Node, and the page's.
pub(crate) fn check(repo: &Repo) -> Result<(), String> {
    for config in ["pkg-template/tsconfig.json", "pkg-template/tsconfig.node.json", "www/tsconfig.json"] {
        // Three versions of TypeScript are installed; the sources are written for this one.
        node(repo, "node_modules/typescript/bin/tsc")?
            .args(["--pretty", "false", "--project"])
            .arg(repo.path(config))
            .run()?;
    }
    Ok(())
}

/// Checks formatting and rules of TypeScript and JavaScript by `biome.jsonc`.
pub(crate) fn style(repo: &Repo) -> Result<(), String> {
    node(repo, "node_modules/@biomejs/biome/bin/biome")?
        .args(["check", "--colors=off"])
        .hint("`npx biome check --write` mends what it can")
        .run()
}

/// Bundles the modules into the package, which must have the wasm already.
pub(crate) fn bundle(repo: &Repo, package: &Path) -> Result<(), String> {
    let hint = "see the sources in pkg-template/src/ and the checks in pkg-template/build.mjs";
    node(repo, "pkg-template/build.mjs")?.arg(package).hint(hint).read().map(drop)
}

/// Writes `index.d.ts`, `proxy.d.ts` and `testing.d.ts`. `how` has the script's options.
pub(crate) fn definitions(repo: &Repo, dir: &Path, how: &[&str]) -> Result<(), String> {
    let hint = "do the sources compile? `cargo xtask lint` says";
    node(repo, "pkg-template/definitions.mjs")?.arg(dir).args(how).hint(hint).read().map(drop)
}

/// Writes `docs/reference/` from the published definitions.
pub(crate) fn reference(repo: &Repo) -> Result<(), String> {
    let options = repo.path("pkg-template/typedoc.json");
    node(repo, "node_modules/typedoc/bin/typedoc")?.arg("--options").arg(options).read().map(drop)
}

/// Writes `THIRD_PARTY.md`: the notices of all dependencies that are in the package.
pub(crate) fn third_party(repo: &Repo) -> Result<(), String> {
    let notices = node(repo, "pkg-template/third-party.mjs")?.read()?;
    write(&repo.path("pkg-template/THIRD_PARTY.md"), notices)
}

fn node(repo: &Repo, script: &str) -> Result<Sh, String> {
    if repo.path("node_modules/typescript").exists() {
        Ok(Sh::new("node").arg(repo.path(script)).dir(&repo.root))
    } else {
        Err("node_modules has no typescript; run `cargo xtask setup`".into())
    }
}

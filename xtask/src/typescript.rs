//! The package's own half in `pkg-template/src/`: checked, bundled, and its definitions rolled up.

use std::path::Path;

use crate::repo::{Repo, write};
use crate::sh::Sh;

/// Type-checks all sources: the package's, of every runtime and of Node's, and the page's.
pub(crate) fn check(repo: &Repo) -> Result<(), String> {
    for config in ["pkg-template/tsconfig.json", "pkg-template/tsconfig.node.json", "www/tsconfig.json"] {
        // Three versions of TypeScript are installed; this is the one that the sources are written for.
        node(repo, "node_modules/typescript/bin/tsc")?
            .args(["--pretty", "false", "--project"])
            .arg(repo.path(config))
            .run()?;
    }
    Ok(())
}

/// Formatting and rules of TypeScript and JavaScript, as `biome.jsonc` has them.
pub(crate) fn style(repo: &Repo) -> Result<(), String> {
    node(repo, "node_modules/@biomejs/biome/bin/biome")?
        .args(["check", "--colors=off"])
        .hint("`npx biome check --write` mends what it can")
        .run()
}

/// Bundles the modules into the package, which has the wasm already.
pub(crate) fn bundle(repo: &Repo, package: &Path) -> Result<(), String> {
    let hint = "see the sources in pkg-template/src/ and what build.mjs beside it asks of them";
    node(repo, "pkg-template/build.mjs")?.arg(package).hint(hint).read().map(drop)
}

/// Writes `index.d.ts`, `proxy.d.ts` and `testing.d.ts`; `how` is for the script.
pub(crate) fn definitions(repo: &Repo, dir: &Path, how: &[&str]) -> Result<(), String> {
    let hint = "do the sources compile? `cargo xtask lint` says";
    node(repo, "pkg-template/definitions.mjs")?.arg(dir).args(how).hint(hint).read().map(drop)
}

/// Writes `docs/reference/` from the published definitions.
pub(crate) fn reference(repo: &Repo) -> Result<(), String> {
    let options = repo.path("pkg-template/typedoc.json");
    node(repo, "node_modules/typedoc/bin/typedoc")?.arg("--options").arg(options).read().map(drop)
}

/// Writes `THIRD_PARTY.md`: the notices of what is compiled into the module.
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

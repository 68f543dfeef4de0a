//! From Rust to the `.wasm` that is shipped: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};

use crate::repo::{Repo, empty_dir};
use crate::sh::Sh;
use crate::tools;

/// What every build for wasm32 is compiled with.
pub(crate) const RUSTFLAGS: &str = "-C target-feature=+simd128";

/// The variable that takes them, so that build scripts and the host's own builds do not.
pub(crate) const RUSTFLAGS_VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The target that all is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The levers on size that stable Rust does not have yet: a panic is a trap and carries no text.
const SIZE_RUSTFLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none --cfg=small";
const SIZE_ARGS: &[&str] = &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// The names of functions stay until the package is put together: the size report tells by them what weighs most.
const BINDGEN_ARGS: &[&str] =
    &["--target=web", "--no-typescript", "--remove-producers-section", "--encode-into=always"];

/// How wasm-opt works; then the features that the build uses and no more, or Node 20 cannot load it.
///
/// Large functions with one caller stay functions: inlined, they are fewer bytes but compress worse. Data stays in one
/// piece: without its zeros it is fewer bytes too, and compresses worse. No data lies in the first 1,024 bytes, where Rust
/// puts the stack's end.
const OPT_LEVEL: &[&str] = &[
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size=80",
    "--always-inline-max-function-size=4",
    "--skip-pass=memory-packing",
    "--low-memory-unused",
];
const OPT_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-simd",
];
const OPT_STRIP: &[&str] = &["--debuginfo", "--strip-dwarf", "--strip-producers", "--strip-target-features"];

/// How the standard library comes to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Std {
    /// Rebuilt for size, as it is published.
    Rebuilt,
    /// The one that rustup brings: a quick build, some 12 KB larger.
    Stable,
}

/// Compiles the crate; what it was built with, and where the `.wasm` is.
pub(crate) fn compile(repo: &Repo, wanted: Std) -> Result<(Std, PathBuf), String> {
    if wanted == Std::Rebuilt {
        if !has_rust_src(&sysroot()?) {
            eprintln!(
                "note: no rust-src here (`rustup component add rust-src`), so the package is built with the stable standard library and is larger"
            );
        } else {
            match compile_rebuilt(repo) {
                Ok(path) => return Ok((Std::Rebuilt, path)),
                Err(error) => eprintln!(
                    "note: {error}\nnote: trying again with the stable standard library; if it builds, the package is larger"
                ),
            }
        }
    }
    cargo_build(repo, &repo.target)
        .env(RUSTFLAGS_VARIABLE, flags(repo, ""))
        .hint("fix what the compiler names above, or run `cargo xtask setup` if it misses the target")
        .run()?;
    Ok((Std::Stable, built(&repo.target)))
}

fn compile_rebuilt(repo: &Repo) -> Result<PathBuf, String> {
    // A directory of its own: these flags would rebuild everything that the other commands have built.
    let dir = repo.target.join("pack");
    cargo_build(repo, &dir)
        .args(SIZE_ARGS)
        .env("RUSTC_BOOTSTRAP", "1")
        .env(RUSTFLAGS_VARIABLE, flags(repo, SIZE_RUSTFLAGS))
        .run()?;
    Ok(built(&dir))
}

fn cargo_build(repo: &Repo, target: &Path) -> Sh {
    Sh::new("cargo")
        // The manifest asks for an rlib too, for the tests; where one is built, cargo leaves out the optimisation across
        // crates that `lto` asks for (6 KB of 56 after gzip).
        .args(["rustc", "--release", "--package=kombo-edge", "--lib", "--crate-type=cdylib"])
        .arg(format!("--target={TARGET}"))
        .arg("--target-dir")
        .arg(target)
        .dir(&repo.root)
}

fn built(target: &Path) -> PathBuf {
    target.join(TARGET).join("release").join("kombo_edge.wasm")
}

/// The flags, and no paths of this machine in what panics say.
fn flags(repo: &Repo, more: &str) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|dir| dir.join(".cargo")));
    let mut flags = format!("{RUSTFLAGS} {more}");
    for dir in [home.as_ref(), Some(&repo.root)].into_iter().flatten() {
        // RUSTFLAGS are split at spaces, so such a path cannot be said.
        if !dir.to_string_lossy().contains(' ') {
            flags.push_str(&format!(" --remap-path-prefix={}=", dir.display()));
        }
    }
    flags
}

/// Whether the library's sources are there to be built.
pub(crate) fn has_rust_src(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/Cargo.toml").exists()
}

/// Where the toolchain in use lies.
pub(crate) fn sysroot() -> Result<PathBuf, String> {
    let said = Sh::new("rustc").args(["--print", "sysroot"]).hint("install Rust with rustup").read()?;
    Ok(PathBuf::from(said.trim()))
}

/// Runs wasm-bindgen into an emptied directory: `kombo_edge.js` and `kombo_edge_bg.wasm`.
pub(crate) fn bind(repo: &Repo, wasm: &Path, out: &Path) -> Result<(), String> {
    empty_dir(out)?;
    let command = Sh::new(tools::wasm_bindgen(repo)?).args(BINDGEN_ARGS).arg("--out-dir").arg(out).arg(wasm);
    // It warns that a stripped file does not say its features; they are said to wasm-opt instead.
    command.read().map(|_| ())
}

/// Runs wasm-opt of the npm package `binaryen` on a file.
pub(crate) fn optimise(repo: &Repo, wasm: &Path) -> Result<(), String> {
    Sh::new(tools::npm_bin(repo, "wasm-opt")?)
        .args(OPT_LEVEL)
        .args(OPT_FEATURES)
        .args(OPT_STRIP)
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .hint("does the build use a feature that xtask/src/wasm.rs does not list?")
        .read()
        .map(|_| ())
}

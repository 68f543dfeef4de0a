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

/// The levers on size that stable Rust does not have yet: a panic is a trap and carries no text. What the source does not
/// mark is inlined only where the call would weigh about as much.
///
/// No references to JavaScript's values: only numbers cross, so that the module imports nothing, and needs no glue.
const SIZE_RUSTFLAGS: &str = "-Ctarget-feature=-reference-types -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Cllvm-args=-inline-threshold=12";
const SIZE_ARGS: &[&str] = &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// The names of functions stay until the package is put together: the size report tells by them what weighs most.
const BINDGEN_ARGS: &[&str] =
    &["--target=web", "--no-typescript", "--remove-producers-section", "--encode-into=always"];

/// How wasm-opt makes it small.
///
/// Expressions are taken apart and the control flow is built anew first: what is left repeats itself more, so that it
/// compresses better, and a second round of passes finds more.
/// Large functions with one caller stay functions: inlined, they are fewer bytes but compress worse. Data stays in one
/// piece: without its zeros it is fewer bytes too, and compresses worse. No data lies in the first 1,024 bytes, where Rust
/// puts the stack's end. That a load of 16 bytes is aligned is a hint that no engine uses.
pub(crate) const SMALL: &[&str] = &[
    "--flatten",
    "--rereloop",
    "-Oz",
    "--gufa",
    "-Oz",
    "--dealign",
    "--converge",
    "--one-caller-inline-max-function-size=80",
    "--always-inline-max-function-size=4",
    "--skip-pass=memory-packing",
    "--low-memory-unused",
];

/// The features that the build uses and no more, or Node 20 cannot load it.
const OPT_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-simd",
];

/// Leaves out what only people read.
pub(crate) const STRIP: &[&str] =
    &["--strip-debug", "--strip-dwarf", "--strip-producers", "--strip-target-features"];

/// What to do about a failed compilation.
const HINT: &str = "fix what the compiler names above, or run `cargo xtask setup` if it misses the target";

/// Compiles the crate with the standard library rebuilt for size; where the `.wasm` is.
pub(crate) fn compile(repo: &Repo) -> Result<PathBuf, String> {
    if !has_rust_src(&sysroot()?) {
        return Err(
            "the standard library is rebuilt, and its source is not here: run `cargo xtask setup`".into()
        );
    }
    // A directory of its own: these flags would rebuild everything that the other commands have built.
    let dir = repo.target.join("pack");
    cargo_build(repo, &dir)
        .args(SIZE_ARGS)
        .env("RUSTC_BOOTSTRAP", "1")
        .env(RUSTFLAGS_VARIABLE, flags(repo, SIZE_RUSTFLAGS))
        .hint(HINT)
        .run()?;
    Ok(dir.join(TARGET).join("release").join("kombo_edge.wasm"))
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

/// The flags, and no paths of this machine in what panics say.
fn flags(repo: &Repo, more: &str) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|dir| dir.join(".cargo")));
    let mut flags = format!("{RUSTFLAGS} {more}");
    for dir in [home.as_ref(), Some(&repo.root)].into_iter().flatten() {
        flags.push_str(&remap(dir));
    }
    flags
}

/// The flag that leaves a directory out of the paths in panics.
fn remap(dir: &Path) -> String {
    // RUSTFLAGS are split at spaces, so such a path cannot be given.
    if dir.to_string_lossy().contains(' ') {
        return String::new();
    }
    format!(" --remap-path-prefix={}=", dir.display())
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

/// Runs wasm-bindgen; where the wasm is. Beside it is its glue, which what imports nothing does not need.
pub(crate) fn bind(repo: &Repo, wasm: &Path, dir: &Path) -> Result<PathBuf, String> {
    empty_dir(dir)?;
    let command = Sh::new(tools::wasm_bindgen(repo)?).args(BINDGEN_ARGS).arg("--out-dir").arg(dir).arg(wasm);
    // It warns that a stripped file does not say its features; they are said to wasm-opt instead.
    command.read()?;
    Ok(dir.join("kombo_edge_bg.wasm"))
}

/// Runs wasm-opt of the npm package `binaryen`.
pub(crate) fn opt(repo: &Repo, wasm: &Path, passes: &[&str], out: &Path) -> Result<(), String> {
    Sh::new(tools::npm_bin(repo, "wasm-opt")?)
        .args(OPT_FEATURES)
        .args(passes)
        .arg(wasm)
        .arg("-o")
        .arg(out)
        .hint("does the build use a feature that xtask/src/wasm.rs does not list?")
        .read()
        .map(drop)
}

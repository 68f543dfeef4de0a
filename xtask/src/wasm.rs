//! Builds the `.wasm` of the package from Rust: cargo, wasm-bindgen, wasm-opt.

use std::path::{Path, PathBuf};

use crate::repo::{Repo, empty_dir};
use crate::sh::Sh;
use crate::tools;

/// The compiler's flags of every build for wasm32.
pub(crate) const RUSTFLAGS: &str = "-C target-feature=+simd128";

/// The variable for these flags. Build scripts and builds for the host do not read it.
pub(crate) const RUSTFLAGS_VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The target of the package.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Flags for a small module that stable Rust does not have yet: a panic is a trap without a text. A function that the source
/// does not mark is inlined only where the call would be about as large.
///
/// Without reference types only numbers cross the boundary, so the module imports nothing and needs no glue code.
const SIZE_RUSTFLAGS: &str = "-Ctarget-feature=-reference-types -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Cllvm-args=-inline-threshold=12";
const SIZE_ARGS: &[&str] = &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// The names of functions stay until the last step, because the size report needs them.
const BINDGEN_ARGS: &[&str] =
    &["--target=web", "--no-typescript", "--remove-producers-section", "--encode-into=always"];

/// The passes of wasm-opt that make the module small.
///
/// `--flatten` and `--rereloop` take expressions apart and rebuild the control flow. The result is more repetitive, so it
/// compresses better, and the second `-Oz` finds more to remove.
/// Large functions with one caller are not inlined: inlined, they have fewer bytes but compress worse. Data is not packed:
/// without its zeros it has fewer bytes but compresses worse. The first 1,024 bytes of memory are free of data, because Rust
/// puts the end of the stack there. `--dealign` removes the alignment of loads, a hint that no engine uses.
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

/// Exactly the features that the build uses. With more, Node 20 could not load the module.
const OPT_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-simd",
];

/// Removes the sections that engines do not need.
pub(crate) const STRIP: &[&str] =
    &["--strip-debug", "--strip-dwarf", "--strip-producers", "--strip-target-features"];

/// The hint for a failed compilation.
const HINT: &str = "fix what the compiler names above, or run `cargo xtask setup` if it misses the target";

/// Compiles the crate, with the standard library rebuilt for size. Returns the path of the `.wasm`.
pub(crate) fn compile(repo: &Repo) -> Result<PathBuf, String> {
    if !has_rust_src(&sysroot()?) {
        return Err(
            "the standard library is rebuilt, and its source is not here: run `cargo xtask setup`".into()
        );
    }
    // Its own directory, because these flags would invalidate the builds of the other commands.
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
        // The manifest also has the crate type rlib, for the tests. With it, cargo would skip the optimisation across
        // crates of `lto` (6 KB of 56 after gzip).
        .args(["rustc", "--release", "--package=kombo-edge", "--lib", "--crate-type=cdylib"])
        .arg(format!("--target={TARGET}"))
        .arg("--target-dir")
        .arg(target)
        .dir(&repo.root)
}

/// The flags, with the paths of this machine removed from the texts of panics.
fn flags(repo: &Repo, more: &str) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|dir| dir.join(".cargo")));
    let mut flags = format!("{RUSTFLAGS} {more}");
    for dir in [home.as_ref(), Some(&repo.root)].into_iter().flatten() {
        flags.push_str(&remap(dir));
    }
    flags
}

/// The flag that removes a directory from the paths in panics.
fn remap(dir: &Path) -> String {
    // Cargo splits RUSTFLAGS at spaces, so a path with spaces cannot be given.
    if dir.to_string_lossy().contains(' ') {
        return String::new();
    }
    format!(" --remap-path-prefix={}=", dir.display())
}

/// Whether the sources of the standard library are installed.
pub(crate) fn has_rust_src(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/Cargo.toml").exists()
}

/// The directory of the toolchain in use.
pub(crate) fn sysroot() -> Result<PathBuf, String> {
    let path = Sh::new("rustc").args(["--print", "sysroot"]).hint("install Rust with rustup").read()?;
    Ok(PathBuf::from(path.trim()))
}

/// Runs wasm-bindgen. Returns the path of the wasm. Its glue code is not used, because the module imports nothing.
pub(crate) fn bind(repo: &Repo, wasm: &Path, dir: &Path) -> Result<PathBuf, String> {
    empty_dir(dir)?;
    let command = Sh::new(tools::wasm_bindgen(repo)?).args(BINDGEN_ARGS).arg("--out-dir").arg(dir).arg(wasm);
    // Ignores the warning that a stripped file does not list its features: wasm-opt gets them as options.
    command.read()?;
    Ok(dir.join("kombo_edge_bg.wasm"))
}

/// Runs `wasm-opt` of the npm package `binaryen`.
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

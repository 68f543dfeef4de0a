//! Finds and installs Chromium and ChromeDriver, for the tests in a browser, and Firefox, for the explorer's tests.

use std::path::{Path, PathBuf};

use crate::apt;
use crate::sh::Sh;

const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FIREFOXES: &[&str] = &["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

const FIREFOX_PACKAGES: [&str; 1] = ["firefox-esr"];

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// A browser and its driver.
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds both: by `CHROME` and `CHROMEDRIVER`, else on the path. Each must run.
pub(crate) fn find() -> Result<Browser, String> {
    let chrome = first_running("CHROME", BROWSERS)
        .ok_or("there is no Chromium that runs; run `cargo xtask setup`, or set CHROME to one")?;
    let driver = first_running("CHROMEDRIVER", &["chromedriver"])
        .ok_or("there is no ChromeDriver that runs; run `cargo xtask setup`, or set CHROMEDRIVER to one")?;
    Ok(Browser { chrome, driver })
}

/// Finds Firefox: by `KOMBO_EDGE_FIREFOX`, else on the path. It must run.
pub(crate) fn firefox() -> Result<PathBuf, String> {
    first_running("KOMBO_EDGE_FIREFOX", FIREFOXES).ok_or_else(|| {
        "there is no Firefox that runs; run `cargo xtask test --all`, or set KOMBO_EDGE_FIREFOX to one".into()
    })
}

fn first_running(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable).map(PathBuf::from) {
        return runs(&named).then_some(named);
    }
    names.iter().filter_map(|name| on_path(Path::new(name))).find(|path| runs(path))
}

fn runs(program: &Path) -> bool {
    Sh::new(program).arg("--version").read().is_ok()
}

/// The whole path of a command. Browser drivers need it.
fn on_path(name: &Path) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Installs both where that is allowed, else returns instructions as the error.
pub(crate) fn install() -> Result<(), String> {
    apt::install(&PACKAGES, &how())
}

pub(crate) fn install_firefox() -> Result<(), String> {
    let how = format!(
        "Firefox is to be installed by hand:\n  \
         Debian:  sudo apt-get update && sudo apt-get {}\n  \
         macOS:   brew install --cask firefox\n  \
         or set KOMBO_EDGE_FIREFOX to where it is",
        apt::command(&FIREFOX_PACKAGES).join(" ")
    );
    apt::install(&FIREFOX_PACKAGES, &how)
}

fn how() -> String {
    format!(
        "Chromium and ChromeDriver are to be installed by hand:\n  \
         Debian:  sudo apt-get update && sudo apt-get {}\n  \
         Ubuntu:  sudo snap install chromium (it brings chromium.chromedriver; set CHROMEDRIVER to it)\n  \
         macOS:   brew install --cask google-chrome chromedriver\n  \
         or set CHROME and CHROMEDRIVER to where they are",
        apt::command(&PACKAGES).join(" ")
    )
}

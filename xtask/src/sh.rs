//! Runs a command, prints it, and adds a hint to its failure.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::counts::Counts;

/// A command to run.
pub(crate) struct Sh {
    command: Command,
    shown: String,
    hint: Option<String>,
}

impl Sh {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&program);
        command.stdin(Stdio::null());
        let shown = short(program.as_ref());
        Self { command, shown, hint: None }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&short(arg.as_ref()));
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Sh::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Adds a hint to the error: how to mend a failure.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints the command before a silent run that takes a while.
    pub(crate) fn announced(self) -> Self {
        eprintln!("  $ {}", self.shown);
        self
    }

    /// Runs the command with its output on standard error, which has all progress.
    pub(crate) fn run(mut self) -> Result<(), String> {
        eprintln!("  $ {}", self.shown);
        self.command.stdout(std::io::stderr());
        match self.command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&status.to_string())),
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    /// Runs the command with the streams of this process. On Unix the command replaces this process, so that it gets a signal to
    /// `cargo xtask`. The function then returns only when the command cannot be started.
    pub(crate) fn interactive(mut self) -> Result<(), String> {
        eprintln!("  $ {}", self.shown);
        self.command.stdin(Stdio::inherit());
        #[cfg(unix)]
        let ended: std::io::Result<std::process::ExitStatus> =
            Err(std::os::unix::process::CommandExt::exec(&mut self.command));
        #[cfg(not(unix))]
        let ended = self.command.status();
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&status.to_string())),
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    /// Runs the command silently and returns its standard output. An error contains its whole output.
    pub(crate) fn read(self) -> Result<String, String> {
        self.bytes().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Like `read`, for binary output.
    pub(crate) fn bytes(mut self) -> Result<Vec<u8>, String> {
        match self.command.output() {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => {
                let bytes = [output.stdout, output.stderr].concat();
                let text = String::from_utf8_lossy(&bytes);
                Err(format!("{}\n{}", self.failure(&output.status.to_string()), text.trim_end()))
            }
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    /// Runs the command and counts the tests in its output. Prints the output when a test failed.
    pub(crate) fn counted(mut self) -> Result<Counts, String> {
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().map_err(|error| self.failure(&error.to_string()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut counts = Counts::read(&text);
        if !output.status.success() {
            eprintln!("{}", text.trim_end());
            counts.failed = counts.failed.max(1);
        }
        Ok(counts)
    }

    fn failure(&self, why: &str) -> String {
        let hint = self.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
        format!("`{}` failed ({why}){hint}", self.shown)
    }
}

/// The printed form of an argument: paths below the current directory are relative, spaces are quoted.
fn short(arg: &OsStr) -> String {
    let text = arg.to_string_lossy();
    let text = match std::env::current_dir() {
        Ok(here) => text.replace(&format!("{}/", here.display()), ""),
        Err(_) => text.into_owned(),
    };
    if text.is_empty() || text.contains([' ', '(', '{', '*', ';']) { format!("'{text}'") } else { text }
}

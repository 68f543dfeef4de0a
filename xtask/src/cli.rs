//! The commands and their arguments. The doc comments are the text of the help.

use clap::{Args, Parser, Subcommand};

/// The project's commands; each installs what it needs
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Build the package and walk a local sandbox with it
    Demo(Script),
    /// Run all tests, or the steps whose names contain the filter, or else the tests whose names contain it
    Test(Filter),
    /// Build quickly, without optimising, and run the package's quick test files, or the files or tests whose names contain the filter
    Dev(Filter),
    /// Build the npm package, into target/npm/
    Pack,
    /// Check formatting, clippy, documentation, types, licences and the project's own rules
    Lint,
    /// Write the generated files: the tables from Rust, the published definitions, docs/reference/ and THIRD_PARTY.md
    Generate,
    /// Run the fuzz targets under libFuzzer, one after the other
    Fuzz {
        /// Only this target
        target: Option<String>,
        /// The time of each target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Run the check's tests under Miri, which detects undefined behaviour; needs a nightly toolchain
    Miri,
    /// Measure the package beside its peers
    Bench(Script),
    /// Install the missing tools of all commands
    Setup,
}

#[derive(Args)]
pub(crate) struct Filter {
    /// Include slow parts: with `test` the projects of web frameworks (installs 1.3 GB), with `dev` the slow files
    #[arg(long)]
    pub(crate) all: bool,
    /// A part of the name of steps, files or tests
    pub(crate) filter: Option<String>,
}

#[derive(Args)]
pub(crate) struct Script {
    /// Passed on to the script
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_error_names_the_wrong_argument() {
        for line in ["test --fast", "fly", "fuzz walk --seconds many", "pack now"] {
            let message = Cli::try_parse_from(["xtask"].into_iter().chain(line.split(' '))).err();
            let last = line.split(' ').next_back().unwrap_or_default();
            assert!(message.is_some_and(|error| error.to_string().contains(last)), "{line}");
        }
    }
}

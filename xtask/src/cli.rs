//! The commands, and what each takes. The comments are the help's text.

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
    /// Run all tests: the steps that the filter names, else the tests that it names
    Test(Filter),
    /// Build quickly, without optimising, and run the package's tests: the quick files, or those that the filter names
    Dev(Filter),
    /// Build the npm package, into target/npm/
    Pack,
    /// Check formatting, clippy, documentation, types, licences and the project's own rules
    Lint,
    /// Write what pkg-template/ takes from the Rust side, the published definitions and docs/reference/
    Generate,
    /// Run the fuzz targets under libFuzzer, one after the other
    Fuzz {
        /// Only this one
        target: Option<String>,
        /// How long each is run
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Run the check's tests under Miri, which sees undefined behaviour; needs a nightly toolchain with it
    Miri,
    /// Measure the package beside its peers
    Bench(Script),
    /// Install what is missing for all of these
    Setup,
}

#[derive(Args)]
pub(crate) struct Filter {
    /// Also what takes long: with `test` the projects of web frameworks (installs 1.3 GB), with `dev` the slow files
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
    fn what_is_not_understood_is_named() {
        for line in ["test --fast", "fly", "fuzz walk --seconds many", "pack now"] {
            let message = Cli::try_parse_from(["xtask"].into_iter().chain(line.split(' '))).err();
            let last = line.split(' ').next_back().unwrap_or_default();
            assert!(message.is_some_and(|error| error.to_string().contains(last)), "{line}");
        }
    }
}

//! The numbers of passed and failed tests, from the output of the test runners.

use std::fmt;
use std::ops::Add;

/// The result of a step, or of all steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Counts {
    /// The result of a run. A run without tests fails, because otherwise a filter that matches nothing would always succeed.
    pub(crate) fn end(self) -> Result<(), String> {
        match self {
            Counts { passed: 0, failed: 0 } => Err("no test ran: is there one of that name?".into()),
            Counts { failed: 0, .. } => Ok(()),
            _ => Err("some tests failed; see above".into()),
        }
    }

    pub(crate) fn passed(passed: u32) -> Self {
        Self { passed, failed: 0 }
    }

    pub(crate) fn failed(failed: u32) -> Self {
        Self { passed: 0, failed }
    }

    /// Adds up the summaries in the output of cargo, wasm-pack (`test result: ok. 3 passed; 0 failed; …`) and Node
    /// (`ℹ pass 3`).
    pub(crate) fn read(output: &str) -> Self {
        output.lines().filter_map(summary).fold(Self::default(), Add::add)
    }
}

fn summary(line: &str) -> Option<Counts> {
    let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["test", "result:", _, passed, "passed", failed, "failed", ..] => {
            Some(Counts { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
        }
        ["ℹ" | "#", "pass", passed] => Some(Counts::passed(passed.parse().ok()?)),
        ["ℹ" | "#", "fail" | "cancelled", failed] => Some(Counts::failed(failed.parse().ok()?)),
        _ => None,
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{} passed, {} failed", self.passed, self.failed))
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn the_summaries_of_all_three_runners_are_added_up() {
        let output = "running 3 tests\n\
                    test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.0s\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored\n\
                    ℹ tests 5\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\n";
        assert_eq!(Counts::read(output), Counts { passed: 8, failed: 3 });
    }

    #[test]
    fn a_run_of_no_test_is_no_success() {
        assert!(Counts::passed(1).end().is_ok());
        assert!(Counts::failed(1).end().is_err());
        assert!(Counts::default().end().is_err());
    }
}

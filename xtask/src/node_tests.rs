//! Runs Node's test files in parallel, each in its own process, and prints the result of each.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use crate::counts::Counts;
use crate::repo::Repo;
use crate::sh::Sh;

/// Ends a file that hangs. Node applies the limit to the whole file, so it is much longer than the slowest file takes.
const TIMEOUT: &str = "--test-timeout=900000";

/// How the files are run.
pub(crate) struct NodeTests<'a> {
    pub(crate) repo: &'a Repo,
    /// Only tests whose names contain it.
    pub(crate) tests: Option<&'a str>,
    /// The number of files that run in parallel.
    pub(crate) at_once: usize,
    pub(crate) variables: Vec<(&'static str, PathBuf)>,
}

impl NodeTests<'_> {
    /// Starts the files in this order. Prints the output of failed files.
    pub(crate) fn run(&self, files: Vec<PathBuf>) -> Result<Counts, String> {
        if files.is_empty() {
            return Err("there are no such test files".into());
        }
        eprintln!("  $ node --test, {} files, {} at once", files.len(), self.at_once);
        let queue = Mutex::new(files.into_iter());
        let next = || queue.lock().ok()?.next();
        let work = || -> Result<Counts, String> {
            std::iter::from_fn(next)
                .try_fold(Counts::default(), |counts, file| Ok(counts + self.run_file(&file)?))
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.at_once).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_fold(Counts::default(), |counts, worker| {
                Ok(counts + worker.join().map_err(|_| "a thread that ran tests died")??)
            })
        })
    }

    fn run_file(&self, file: &Path) -> Result<Counts, String> {
        let start = Instant::now();
        let mut command =
            Sh::new("node").args(["--test", "--test-reporter=spec", TIMEOUT]).dir(&self.repo.root);
        if let Some(name) = self.tests {
            command = command.arg(format!("--test-name-pattern={name}"));
        }
        for (name, value) in &self.variables {
            command = command.env(name, value);
        }
        let counts = command.arg(file).counted()?;
        if counts != Counts::default() {
            let name = file.strip_prefix(&self.repo.root).unwrap_or(file).display().to_string();
            eprintln!("  {name:<50}  {counts:<24}  {:>6.1} s", start.elapsed().as_secs_f32());
        }
        Ok(counts)
    }
}

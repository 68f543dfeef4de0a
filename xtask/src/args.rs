//! What follows the command's name: flags, options with a value, and words.

/// The arguments not taken yet.
pub(crate) struct Args {
    rest: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: impl Iterator<Item = String>) -> Self {
        Self { rest: words.collect() }
    }

    /// Takes a flag such as `--all`; whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|word| word != name);
        self.rest.len() < before
    }

    /// Takes the first word that is no option.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.rest.iter().position(|word| !word.starts_with('-'))?;
        Some(self.rest.remove(at))
    }

    /// Takes all that is left, to be passed on.
    pub(crate) fn all(self) -> Vec<String> {
        self.rest
    }

    /// Fails when something is left that nobody asked for.
    pub(crate) fn finish(self) -> Result<(), String> {
        match self.rest.first() {
            None => Ok(()),
            Some(word) => Err(format!("`{word}` is not understood here; `cargo xtask help` lists what is")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(String::from))
    }

    #[test]
    fn a_flag_is_taken_once_wherever_it_stands() {
        let mut args = args("word --all");
        assert!(args.flag("--all"));
        assert!(!args.flag("--all"));
        assert_eq!(args.word().as_deref(), Some("word"));
        assert!(args.finish().is_ok());
    }

    #[test]
    fn what_nobody_asked_for_is_named() {
        let message = args("--fast").finish().err().unwrap_or_default();
        assert!(message.contains("`--fast`"), "{message}");
    }
}

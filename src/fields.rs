//! Reads the members of an options object one by one, with errors that name the member and what is allowed.

use crate::error::{Error, Kind};
use crate::input::Input;
use crate::suggest::nearest;

/// The largest number of milliseconds that JavaScript timers can wait; anything above would fire at once.
pub const MAX_TIMER_MS: f64 = 2_147_483_647.0;

/// An options object being read. What is left unread at the end is unknown to us, and an error.
pub struct Fields {
    place: &'static str,
    known: &'static [&'static str],
    members: Vec<(String, Input)>,
}

impl Fields {
    /// Begins to read an object at `place` (such as `"retry"`; empty for the whole argument), and refuses names
    /// that are not `known`.
    pub fn new(
        place: &'static str,
        what: &str,
        known: &'static [&'static str],
        members: Vec<(String, Input)>,
    ) -> Result<Self, Error> {
        for (name, _) in &members {
            if !known.contains(&name.as_str()) {
                let mut message = ["`", &printable(name), "` is no ", what].concat();
                match nearest(name, known.iter().copied()) {
                    Some(meant) => message += &[": did you mean `", meant, "`?"].concat(),
                    None => message += &[": known are ", &known.join(", ")].concat(),
                }
                return Err(Error::new(Kind::Input, message));
            }
        }
        Ok(Fields { place, known, members })
    }

    /// The members of an object, for [`Fields::new`]; anything else is an error.
    pub fn members(place: &str, input: Input) -> Result<Vec<(String, Input)>, Error> {
        match input {
            Input::Map(members) => Ok(members),
            other => Err(Error::input(place, other.kind(), "give an object")),
        }
    }

    /// Takes a member out, whatever it is.
    pub fn take(&mut self, name: &'static str) -> Option<Input> {
        debug_assert!(self.known.contains(&name));
        let at = self.members.iter().position(|(given, _)| given == name)?;
        Some(self.members.swap_remove(at).1)
    }

    /// The error for a member that is wrong.
    pub fn wrong(&self, name: &str, given: &str, allowed: &str) -> Error {
        if self.place.is_empty() {
            Error::input(name, given, allowed)
        } else {
            Error::input(&[self.place, ".", name].concat(), given, allowed)
        }
    }

    /// A boolean.
    pub fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Error> {
        match self.take(name) {
            None => Ok(None),
            Some(Input::Bool(value)) => Ok(Some(value)),
            Some(other) => Err(self.wrong(name, other.kind(), "give true or false")),
        }
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&mut self, name: &'static str, least: f64, most: f64) -> Result<Option<u32>, Error> {
        let given = match self.take(name) {
            None => return Ok(None),
            Some(Input::Number(n)) if n.trunc() == n && n >= least && n <= most => return Ok(Some(n as u32)),
            // A number is no personal data, and seeing it is what helps.
            Some(Input::Number(n)) if n.is_finite() && n.abs() < 1e15 => n.to_string(),
            Some(other) => other.kind().to_owned(),
        };
        let allowed = ["give a whole number from ", &least.to_string(), " to ", &most.to_string()].concat();
        Err(self.wrong(name, &given, &allowed))
    }

    /// A string that is not empty.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        match self.take(name) {
            None => Ok(None),
            Some(Input::Text(text)) if !text.is_empty() => Ok(Some(text)),
            Some(other) => {
                Err(self.wrong(name, other.kind(), "give a string that is not empty, or leave it out"))
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, name: &'static str, all: &[(&str, T)]) -> Result<Option<T>, Error> {
        let Some(given) = self.take(name) else { return Ok(None) };
        let found = match &given {
            Input::Text(text) => all.iter().find(|(word, _)| word == text),
            _ => None,
        };
        match found {
            Some((_, value)) => Ok(Some(*value)),
            None => {
                let words: Vec<String> = all.iter().map(|(word, _)| ["\"", word, "\""].concat()).collect();
                let kind = if matches!(given, Input::Text(_)) { "an unknown word" } else { given.kind() };
                Err(self.wrong(name, kind, &["give ", &words.join(" or ")].concat()))
            }
        }
    }
}

/// A name as it may be printed: cut, and without what could break a line of a log.
fn printable(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_graphic() && *c != '`').take(40).collect()
}

/// Whether every byte may stand in a header's value as a credential does: visible ASCII, no spaces.
pub fn is_credential(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

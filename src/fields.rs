//! Checks the members of an options object against a table of rules.

use crate::error::{self, Error};
use crate::formats::{Format, Invalid, Kind};
use crate::input::Input;
use crate::suggest::did_you_mean;
use crate::text::{concat, decimal, printable};

/// The longest time of a JavaScript timer, in milliseconds. A longer one fires at once.
pub const MAX_TIMER_MS: u32 = 2_147_483_647;

/// A known member: its name and its rule.
#[derive(Clone, Copy, Debug)]
pub struct Field(pub &'static str, pub Rule);

/// The values that a member may have.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// `true` or `false`.
    Boolean,
    /// A whole number within this range, bounds included.
    Integer(u32, u32),
    /// A non-empty string.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An object with these members, or `false`.
    FieldsOrFalse(&'static [Field]),
    /// A value of this format.
    Format(Format),
}

/// A checked options object: every member follows its rule.
#[derive(Default)]
pub struct Fields(Vec<(String, Input)>);

impl Fields {
    /// Checks all members; `what` is the noun for one of them (`option of Kombo`).
    ///
    /// # Errors
    ///
    /// An error of kind `input` that names the member.
    pub fn check(what: &str, fields: &[Field], input: Input) -> Result<Self, Box<Error>> {
        let Input::Map(members) = input else {
            let given = [what, " is a member of one object, and this is ", input.kind(), ": give an object"];
            return Err(Error::new(error::Kind::Input, &concat(&["each ", &concat(&given)])));
        };
        check("", what, fields, &members)?;
        Ok(Fields(members))
    }

    /// The members of an object, unchecked.
    #[must_use]
    pub fn of(input: Input) -> Self {
        match input {
            Input::Map(members) => Fields(members),
            _ => Fields::default(),
        }
    }

    /// Removes and returns a member.
    pub fn take(&mut self, name: &str) -> Option<Input> {
        let at = self.0.iter().position(|(given, _)| given == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Removes and returns a [`Rule::Boolean`].
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Input::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Removes and returns a [`Rule::Integer`].
    pub fn integer(&mut self, name: &str) -> Option<u32> {
        match self.take(name)? {
            Input::Number(number) => integer(&number),
            _ => None,
        }
    }

    /// Removes and returns a [`Rule::Text`], or any other string.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Input::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Removes and returns a [`Rule::FieldsOrFalse`]; the inner option is none for `false`.
    pub fn fields(&mut self, name: &str) -> Option<Option<Fields>> {
        match self.take(name)? {
            Input::Map(members) => Some(Some(Fields(members))),
            _ => Some(None),
        }
    }
}

/// Checks the members of the object at `place` (such as `retry.`; empty for the whole argument).
fn check(place: &str, what: &str, fields: &[Field], members: &[(String, Input)]) -> Result<(), Box<Error>> {
    for (name, input) in members {
        let Some(Field(name, rule)) = fields.iter().find(|Field(known, _)| known == name) else {
            return Err(unknown(name, what, fields));
        };
        if let Rule::FieldsOrFalse(fields) = rule
            && let Input::Map(members) = input
        {
            check(&concat(&[name, "."]), &concat(&["option of `", name, "`"]), fields, members)?;
        } else if let Err(invalid) = rule.allows(input) {
            let given = match &invalid {
                Invalid::Kind => input.kind(),
                Invalid::Value(words) => words,
            };
            return Err(Error::input(&concat(&[place, name]), given, &rule.allowed()));
        }
    }
    Ok(())
}

impl Rule {
    /// Whether the rule is this format.
    #[must_use]
    pub fn is(&self, kind: Kind) -> bool {
        matches!(self, Rule::Format(format) if format.kind == kind)
    }

    /// Checks a value against the rule.
    fn allows(&self, input: &Input) -> Result<(), Invalid> {
        let valid = match (self, input) {
            (Rule::Format(format), input) => return (format.validate)(input),
            (Rule::Integer(min, max), Input::Number(given)) => {
                if integer(given).is_some_and(|number| (*min..=*max).contains(&number)) {
                    return Ok(());
                }
                // A number is not personal data, so the message may contain it.
                return Err(Invalid::Value(given.clone()));
            }
            (Rule::Word(words), Input::Text(text)) => {
                if words.contains(&text.as_str()) {
                    return Ok(());
                }
                return Err(Invalid::Value("an unknown word".to_owned()));
            }
            (Rule::Text, Input::Text(text)) => !text.is_empty(),
            (Rule::Boolean, Input::Bool(_)) | (Rule::FieldsOrFalse(_), Input::Bool(false)) => true,
            _ => false,
        };
        if valid { Ok(()) } else { Err(Invalid::Kind) }
    }

    /// The allowed values, in words.
    fn allowed(&self) -> String {
        match self {
            Rule::Boolean => "give true or false".to_owned(),
            Rule::Integer(min, max) => {
                let (min, max) = (decimal((*min).into()), decimal((*max).into()));
                concat(&["give a whole number from ", &min, " to ", &max])
            }
            Rule::Text => "give a string that is not empty, or leave it out".to_owned(),
            Rule::Word(words) => concat(&["give \"", &join(words, "\" or \""), "\""]),
            Rule::FieldsOrFalse(_) => "give an object, or false".to_owned(),
            Rule::Format(format) => format.advice.to_owned(),
        }
    }
}

/// Parses a whole number as JavaScript prints it: in digits, up to 1e21.
pub(crate) fn integer(text: &str) -> Option<u32> {
    // `str::parse` would add more bytes to the module.
    let digits = Some(text).filter(|text| !text.is_empty())?;
    digits.bytes().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

fn unknown(name: &str, what: &str, fields: &[Field]) -> Box<Error> {
    let advice = did_you_mean(name, &|index| Some(fields.get(index)?.0)).unwrap_or_else(|| {
        let names: Vec<&str> = fields.iter().map(|Field(name, _)| *name).collect();
        concat(&["known are ", &join(&names, ", ")])
    });
    Error::new(error::Kind::Input, &concat(&["`", &printable(name), "` is no ", what, ": ", &advice]))
}

fn join(words: &[&str], between: &str) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(word);
    }
    text
}

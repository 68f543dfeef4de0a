//! Formats: values with a check of their own.

mod headers;

use kombo_edge_check::Select;

use crate::date;
use crate::input::{self, Input};
use crate::suggest::did_you_mean;
use crate::text::{concat, printable};

pub(crate) use headers::to_headers;

/// Why a value is invalid.
#[derive(Debug)]
pub(crate) enum Invalid {
    /// It has the wrong type; the message names the type.
    Kind,
    /// What was given, in words without personal data or secrets.
    Value(String),
}

type Validity = Result<(), Invalid>;

/// A format and its check.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The kind of the format.
    pub kind: Kind,
    /// Checks a value.
    pub(crate) validate: fn(&Input) -> Validity,
    /// The allowed values, in words.
    pub(crate) advice: &'static str,
}

/// The kind of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The cursor of a page.
    Cursor,
    /// A date, or a date and time, in UTC.
    Date,
    /// One id, or a list of ids.
    Ids,
    /// An e-mail address.
    Email,
    /// A key, or a function that returns it.
    Key,
    /// The id of an integration.
    IntegrationId,
    /// A URL.
    Url,
    /// A function.
    Function,
    /// An `AbortSignal`.
    Signal,
    /// Headers other than the client's own.
    Headers,
    /// The names of fields of a candidate.
    CandidateFields,
}

pub(crate) const CURSOR: Format = Format {
    kind: Kind::Cursor,
    validate: cursor,
    advice: "give the cursor that a page came with, or leave it out to begin anew",
};

pub(crate) const DATE: Format = Format {
    kind: Kind::Date,
    validate: date,
    advice: "give a Date, or a string in UTC such as 2026-01-31T00:00:00.000Z of a day that exists; new Date(…) takes offsets",
};

pub(crate) const IDS: Format = Format {
    kind: Kind::Ids,
    validate: ids,
    advice: "give one id, or a list of ids without commas (leave it out to ask for all)",
};

pub(crate) const EMAIL: Format =
    Format { kind: Kind::Email, validate: email, advice: "give one such as jo@example.com" };

pub(crate) const KEY: Format = Format {
    kind: Kind::Key,
    validate: key,
    advice: "give the key alone, without spaces, line ends or quotes, or a function that returns it",
};

pub(crate) const INTEGRATION_ID: Format = Format {
    kind: Kind::IntegrationId,
    validate: integration_id,
    advice: "give an id such as workday:HWUTwvyx2wLoSUHphiWVrp28",
};

/// The URL itself is checked by `Environment::base`, in the form of the runtime's parser.
pub(crate) const URL: Format = Format {
    kind: Kind::Url,
    validate: |input| expect(matches!(input, Input::Text(_))),
    advice: "give a string or a URL",
};

pub(crate) const FUNCTION: Format = Format {
    kind: Kind::Function,
    validate: |input| expect(input.is(input::FUNCTION)),
    advice: "give a function",
};

pub(crate) const SIGNAL: Format = Format {
    kind: Kind::Signal,
    validate: |input| expect(input.is(input::SIGNAL)),
    advice: "give an AbortSignal",
};

pub(crate) const HEADERS: Format = Format {
    kind: Kind::Headers,
    validate: |input| to_headers(input).map(drop),
    advice: "give an object of names and values, all strings of visible ASCII; `authorization` comes from `api_key`, \
             `x-integration-id` from `integration_id`",
};

pub(crate) const CANDIDATE_FIELDS: Format = Format {
    kind: Kind::CandidateFields,
    validate: |input| to_select(input).map(drop),
    advice: "give a list of a candidate's fields, or leave it out",
};

#[inline(never)]
fn invalid<T>(value: &str) -> Result<T, Invalid> {
    Err(Invalid::Value(value.to_owned()))
}

/// Valid, or a value of the wrong type.
fn expect(right: bool) -> Validity {
    if right { Ok(()) } else { Err(Invalid::Kind) }
}

fn cursor(input: &Input) -> Validity {
    match input {
        // Null as "from the beginning" would turn a finished walk into an endless one.
        Input::Null => invalid("null, the end of a walk"),
        Input::Text(cursor) if !cursor.is_empty() => Ok(()),
        _ => Err(Invalid::Kind),
    }
}

/// See [`date::normalize`].
fn date(input: &Input) -> Validity {
    match input {
        Input::Text(text) if date::normalize(text).is_some() => Ok(()),
        Input::Text(text) => {
            // The message contains the text only when all of it looks like a date: other text may be personal data.
            if is_like_date(text) {
                invalid(&concat(&["\"", text, "\""]))
            } else {
                invalid("a string that is no date")
            }
        }
        _ => Err(Invalid::Kind),
    }
}

/// Whether the text looks like a date in another format, such as `31.01.2026` or `1/31/26 10:00`, and not like a telephone
/// number, an id or a name: only characters of dates, one or two digits in the middle, and a time if it is longer.
fn is_like_date(text: &str) -> bool {
    let is_date_byte = |byte| matches!(byte, b' ' | b'+'..=b':' | b'T' | b'Z');
    let middle = text.as_bytes().split(|byte| matches!(byte, b'-'..=b'/')).nth(1).map_or(0, <[u8]>::len);
    let longest = if text.as_bytes().contains(&b':') { 32 } else { 10 };
    text.len() <= longest && matches!(middle, 1..=2) && text.bytes().all(is_date_byte)
}

/// One id, several separated by commas, or a list of ids.
fn ids(input: &Input) -> Validity {
    match input {
        Input::Text(text) if !text.is_empty() => text.as_bytes().split(|b| *b == b',').try_for_each(id),
        Input::List(items) if !items.is_empty() => items.iter().try_for_each(|item| match item {
            Input::Text(text) => id(text.as_bytes()),
            _ => invalid(&concat(&["a list with ", item.kind()])),
        }),
        _ => Err(Invalid::Kind),
    }
}

fn id(id: &[u8]) -> Validity {
    if id.trim_ascii().is_empty() {
        return invalid("a list with an empty element");
    }
    if id.split(|b| *b == b',').count() > 1 {
        return invalid("a list with an element that holds a comma");
    }
    Ok(())
}

/// One `@`, text before it, and at least two names separated by points after it.
fn email(input: &Input) -> Validity {
    let Input::Text(text) = input else { return Err(Invalid::Kind) };
    let (mut marks, mut points) = (0, 0);
    // Whether a name must begin here, and whether everything before is valid.
    let (mut open, mut valid) = (true, true);
    for byte in text.bytes() {
        valid &= byte > b' ' && byte != 0x7f;
        let ends = byte == b'@' || byte == b'.' && marks > 0;
        if ends {
            valid &= !open;
            if byte == b'@' { marks += 1 } else { points += 1 }
        }
        open = ends;
    }
    if valid && marks == 1 && points > 0 && !open {
        Ok(())
    } else {
        invalid("a string that cannot be an e-mail address")
    }
}

fn key(input: &Input) -> Validity {
    if input.is(input::FUNCTION) { Ok(()) } else { integration_id(input) }
}

fn integration_id(input: &Input) -> Validity {
    match input {
        Input::Text(text) if !text.is_empty() => {
            if is_credential(text) {
                return Ok(());
            }
            invalid("a string that no header may hold")
        }
        _ => Err(Invalid::Kind),
    }
}

/// The longest credential. Most servers accept at most 8 KiB of headers.
const MAX_CREDENTIAL: usize = 8192;

/// Whether the text may be a credential in a header: visible ASCII without spaces, within the length limit.
pub(crate) fn is_credential(text: &str) -> bool {
    text.len() <= MAX_CREDENTIAL && text.bytes().all(|b| b.is_ascii_graphic())
}

/// The fields with these names. The names are the caller's code, so the message may contain them.
pub(crate) fn to_select(input: &Input) -> Result<Select, Invalid> {
    let Input::List(names) = input else { return Err(Invalid::Kind) };
    let mut select = Select::NONE;
    for name in names {
        let Input::Text(name) = name else { return invalid(&concat(&["a list with ", name.kind()])) };
        let known = select.with(name.as_bytes());
        select = match known {
            Some(known) => known,
            None => {
                let hint = did_you_mean(name, &Select::name).unwrap_or_else(|| "see `Candidate`".to_owned());
                return invalid(&concat(&[
                    "a list with `",
                    &printable(name),
                    "`, which is no such field (",
                    &hint,
                    ")",
                ]));
            }
        };
    }
    if names.is_empty() { Err(Invalid::Kind) } else { Ok(select) }
}

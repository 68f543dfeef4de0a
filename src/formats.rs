//! The kinds of values that have a check of their own.

use kombo_edge_check::Select;

use crate::date;
use crate::input::{self, Input};
use crate::suggest::meant;
use crate::text::{concat, printable};

/// An objection to a value.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// It is of another kind, which says enough.
    Kind,
    /// What it is, in words that hold no personal data and no secret.
    Value(String),
}

type Validated = Result<(), Wrong>;

/// A kind of values, and its check.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Which it is.
    pub kind: Kind,
    /// Whether a value has it; else what was given instead.
    pub(crate) validate: fn(&Input) -> Validated,
    /// What to give, in words.
    pub(crate) advice: &'static str,
}

/// Which format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page's cursor.
    Cursor,
    /// A day or a time of day, in UTC.
    Date,
    /// One id, or a list of ids.
    Ids,
    /// An e-mail address.
    Email,
    /// A key, or a function that returns it.
    Key,
    /// An integration's id.
    IntegrationId,
    /// A URL.
    Url,
    /// A function.
    Function,
    /// An `AbortSignal`.
    Signal,
    /// Headers that the client does not set itself.
    Headers,
    /// Names of a candidate's fields.
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

/// Where it may lead is checked apart, by what the runtime's parser makes of it.
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
    validate: headers,
    advice: "give an object of names and values, all strings of visible ASCII; `authorization` comes from `api_key`, \
             `x-integration-id` from `integration_id`",
};

pub(crate) const CANDIDATE_FIELDS: Format = Format {
    kind: Kind::CandidateFields,
    validate: candidate_fields,
    advice: "give a list of a candidate's fields, or leave it out",
};

#[inline(never)]
fn wrong<T>(value: &str) -> Result<T, Wrong> {
    Err(Wrong::Value(value.to_owned()))
}

/// No objection, or one to the kind.
fn expect(right: bool) -> Validated {
    if right { Ok(()) } else { Err(Wrong::Kind) }
}

/// A page's cursor.
fn cursor(input: &Input) -> Validated {
    match input {
        // Taking it for "from the beginning" would turn a finished walk into an endless one.
        Input::Null => wrong("null, the end of a walk"),
        Input::Text(cursor) if !cursor.is_empty() => Ok(()),
        _ => Err(Wrong::Kind),
    }
}

/// A day or a time of day, see [`date::normalize`].
fn date(input: &Input) -> Validated {
    match input {
        Input::Text(text) if date::normalize(text).is_some() => Ok(()),
        Input::Text(text) => {
            // Shown because it is what helps, and only as a whole: a part of something else may be personal.
            if is_like_date(text) {
                wrong(&concat(&["\"", text, "\""]))
            } else {
                wrong("a string that is no date")
            }
        }
        _ => Err(Wrong::Kind),
    }
}

/// Whether it is a date in somebody's form, such as `31.01.2026` or `1/31/26 10:00`, and no telephone number, id or name:
/// nothing but what dates are made of, a day or a month in its middle, and a time where it is longer than a date.
fn is_like_date(text: &str) -> bool {
    let is_of_date = |byte| matches!(byte, b' ' | b'+'..=b':' | b'T' | b'Z');
    let middle = text.as_bytes().split(|byte| matches!(byte, b'-'..=b'/')).nth(1).map_or(0, <[u8]>::len);
    let longest = if text.as_bytes().contains(&b':') { 32 } else { 10 };
    text.len() <= longest && matches!(middle, 1..=2) && text.bytes().all(is_of_date)
}

/// One id, several with commas between, or a list of ids.
fn ids(input: &Input) -> Validated {
    match input {
        Input::Text(text) if !text.is_empty() => text.as_bytes().split(|b| *b == b',').try_for_each(id),
        Input::List(items) if !items.is_empty() => items.iter().try_for_each(|item| match item {
            Input::Text(text) => id(text.as_bytes()),
            _ => wrong(&concat(&["a list with ", item.kind()])),
        }),
        _ => Err(Wrong::Kind),
    }
}

fn id(id: &[u8]) -> Validated {
    if id.trim_ascii().is_empty() {
        return wrong("a list with an empty element");
    }
    if id.split(|b| *b == b',').count() > 1 {
        return wrong("a list with an element that holds a comma");
    }
    Ok(())
}

/// One `@`, something before it, and two names or more after it, with points between.
fn email(input: &Input) -> Validated {
    let Input::Text(text) = input else { return Err(Wrong::Kind) };
    let (mut marks, mut points) = (0, 0);
    // Whether a name has to begin here, and whether all before is allowed.
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
        wrong("a string that cannot be an e-mail address")
    }
}

/// A key, or a function that returns it.
fn key(input: &Input) -> Validated {
    if input.is(input::FUNCTION) { Ok(()) } else { integration_id(input) }
}

/// An integration's id.
fn integration_id(input: &Input) -> Validated {
    match input {
        Input::Text(text) if !text.is_empty() => {
            if is_credential(text) {
                return Ok(());
            }
            wrong("a string that no header may hold")
        }
        _ => Err(Wrong::Kind),
    }
}

/// The longest credential: servers take 8 KiB of headers, few take more.
const MAX_CREDENTIAL: usize = 8192;

/// Whether it may stand in a header as a credential does: visible ASCII, no spaces, and not too long for any server.
pub(crate) fn is_credential(text: &str) -> bool {
    text.len() <= MAX_CREDENTIAL && text.bytes().all(|b| b.is_ascii_graphic())
}

fn headers(input: &Input) -> Validated {
    to_headers(input).map(drop)
}

/// Names and values of an object, or of a list of pairs (as a `Headers` comes too), none of them the client's own.
pub(crate) fn to_headers(input: &Input) -> Result<Vec<(String, String)>, Wrong> {
    let mut headers = Vec::new();
    let mut push = |name: &String, value: &Input| {
        let wrong_object = |what| wrong(&concat(&["an object with a ", what]));
        let Input::Text(value) = value else { return wrong_object("value that is no string") };
        // Graphic characters but for RFC 9110's delimiters.
        let token = |b: u8| {
            b.is_ascii_graphic()
                && !matches!(b, b'"' | b'(' | b')' | b',' | b'/' | b':'..=b'@' | b'['..=b']' | b'{' | b'}')
        };
        if name.is_empty() || !name.bytes().all(token) {
            return wrong_object("name that no header may have");
        }
        if !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
            return wrong_object("value that no header may hold");
        }
        if ["authorization", "x-integration-id"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
            return wrong_object("header that the client itself sets");
        }
        headers.push((name.clone(), value.clone()));
        Ok(())
    };
    match input {
        Input::Map(members) => {
            for (name, value) in members {
                push(name, value)?;
            }
        }
        Input::List(pairs) => {
            for pair in pairs {
                let Input::List(pair) = pair else { return Err(Wrong::Kind) };
                let [Input::Text(name), value] = pair.as_slice() else { return Err(Wrong::Kind) };
                push(name, value)?;
            }
        }
        _ => return Err(Wrong::Kind),
    }
    Ok(headers)
}

/// The names of a candidate's fields.
fn candidate_fields(input: &Input) -> Validated {
    to_select(input).map(drop)
}

/// The fields of these names, or what is wrong with them. The names are the caller's own code, so they may be shown.
pub(crate) fn to_select(input: &Input) -> Result<Select, Wrong> {
    let Input::List(names) = input else { return Err(Wrong::Kind) };
    let mut select = Select::NONE;
    for name in names {
        let Input::Text(name) = name else { return wrong(&concat(&["a list with ", name.kind()])) };
        let known = select.with(name.as_bytes());
        select = match known {
            Some(known) => known,
            None => {
                let hint = meant(name, &Select::name).unwrap_or_else(|| "see `Candidate`".to_owned());
                return wrong(&concat(&[
                    "a list with `",
                    &printable(name),
                    "`, which is no such field (",
                    &hint,
                    ")",
                ]));
            }
        };
    }
    if names.is_empty() { Err(Wrong::Kind) } else { Ok(select) }
}

//! What a caller handed over, before anything is known to be right: a JavaScript value as plain data.
//!
//! The package's JavaScript writes the caller's options down as one text (`pkg-template/lib/options.js`): JSON in which
//! every string begins with a mark, so that what JSON cannot say (a function, `NaN`) has a place in it too. One text
//! crosses the boundary instead of one value after the other, and all of what follows is tested natively.

use kombo_edge_check::unescape;

/// A function, in the words of [`Input::Other`].
pub const FUNCTION: &str = "a function";

/// An `AbortSignal`, or what looks like one, in the words of [`Input::Other`].
pub const SIGNAL: &str = "an AbortSignal";

/// A JavaScript value, reduced to what options can be made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `null`; an `undefined` member is the same as not given and never gets here.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number, as JavaScript writes it.
    Number(String),
    /// A string; a `URL` or a `Date` as its text where one is asked for.
    Text(String),
    /// An array, or any other iterable; a `Map` or a `Headers` as a list of pairs.
    List(Vec<Input>),
    /// A plain object: its own enumerable members, in order.
    Map(Vec<(String, Input)>),
    /// Anything else, in words: what it is, and nothing of what it holds.
    Other(String),
}

impl Input {
    /// Reads what `options.js` wrote; what it never writes becomes [`Input::Null`].
    pub fn read(text: &str) -> Self {
        value(&mut text.as_bytes())
    }

    /// What kind of thing it is, in words. Safe to print: it holds nothing of the value.
    pub fn kind(&self) -> &str {
        match self {
            Input::Null => "null",
            Input::Bool(_) => "a boolean",
            Input::Number(_) => "a number",
            Input::Text(text) if text.is_empty() => "an empty string",
            Input::Text(_) => "a string",
            Input::List(list) if list.is_empty() => "an empty list",
            Input::List(_) => "a list",
            Input::Map(_) => "an object",
            Input::Other(words) => words,
        }
    }

    /// Whether it is this, in the words of [`Input::Other`].
    pub fn is(&self, what: &str) -> bool {
        matches!(self, Input::Other(words) if words == what)
    }
}

/// The value at the front of the text, which moves past it. `JSON.stringify` writes no space between anything.
fn value(text: &mut &[u8]) -> Input {
    match text {
        [b'{', ..] => {
            let mut members = Vec::new();
            items(text, |text| {
                let name = string(text);
                // The colon.
                skip(text, 1);
                members.push((name, value(text)));
            });
            Input::Map(members)
        }
        [b'[', ..] => {
            let mut list = Vec::new();
            items(text, |text| list.push(value(text)));
            Input::List(list)
        }
        [b'"', ..] => {
            let text = string(text);
            let mut rest = text.chars();
            match rest.next() {
                Some('?') => Input::Other(rest.as_str().to_owned()),
                _ => Input::Text(rest.as_str().to_owned()),
            }
        }
        _ => {
            let length = text.iter().take_while(|byte| !b",]}".contains(byte)).count();
            match skip(text, length) {
                b"true" => Input::Bool(true),
                b"false" => Input::Bool(false),
                b"null" | b"" => Input::Null,
                number => Input::Number(unescape(number).unwrap_or_default()),
            }
        }
    }
}

/// What stands between the brackets at the front, one item after the other.
fn items<'a>(text: &mut &'a [u8], mut each: impl FnMut(&mut &'a [u8])) {
    // Each mark before an item is a bracket that opens, or a comma.
    while !matches!(skip(text, 1), [b']' | b'}'] | []) {
        if let [b']' | b'}', ..] = text {
            continue;
        }
        each(text);
    }
}

/// The string at the front, its quotes gone and its escapes undone.
fn string(text: &mut &[u8]) -> String {
    skip(text, 1);
    let mut length = 0;
    while let Some(byte) = text.get(length).filter(|byte| **byte != b'"') {
        length += if *byte == b'\\' { 2 } else { 1 };
    }
    let inside = skip(text, length);
    skip(text, 1);
    unescape(inside).unwrap_or_default()
}

/// Takes so many bytes off the front, or all that are left.
fn skip<'a>(text: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, rest) = text.split_at(length.min(text.len()));
    *text = rest;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_down_is_read_as_it_was_meant() {
        let text = |text: &str| Input::Text(text.into());
        for (written, meant) in [
            ("null", Input::Null),
            ("true", Input::Bool(true)),
            ("-2.5e-7", Input::Number("-2.5e-7".into())),
            (r#""'""#, text("")),
            (r#""'?a""#, text("?a")),
            (r#""'a\"\\\n\u00e9 \ud83d\ude00ü""#, text("a\"\\\né 😀ü")),
            (r#""?a function""#, Input::Other(FUNCTION.into())),
            ("[]", Input::List(vec![])),
            ("{}", Input::Map(vec![])),
            (
                r#"[1,"'b",[null],{}]"#,
                Input::List(vec![
                    Input::Number("1".into()),
                    text("b"),
                    Input::List(vec![Input::Null]),
                    Input::Map(vec![]),
                ]),
            ),
            (
                r#"{"a":{"b\"}":false},"":"'"}"#,
                Input::Map(vec![
                    ("a".into(), Input::Map(vec![("b\"}".into(), Input::Bool(false))])),
                    (String::new(), text("")),
                ]),
            ),
        ] {
            assert_eq!(Input::read(written), meant, "{written}");
        }
    }

    #[test]
    fn what_is_never_written_does_no_harm() {
        for odd in
            ["", "{", "[", "\"", "{\"a", "{\"a\":", "[1,", "]", "}", "[[[[", "\"\\", "[,]", "{,}", "1]"]
        {
            let _ = Input::read(odd);
        }
    }
}

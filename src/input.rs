//! What a caller handed over, before anything is known to be right: a JavaScript value as plain data.
//!
//! The package snapshots the caller's options as a list of tokens (`pkg-template/src/source.ts`), a line each, so that one
//! text crosses the boundary, and all of what follows is tested natively:
//!
//! | token | what it is |
//! |---|---|
//! | `{` … `}` | an object: name (`'name`), value, name, value |
//! | `[` … `]` | a list: value after value |
//! | `'text` | a string |
//! | `#12.5` | a finite number, as JavaScript writes it |
//! | `true`, `false`, `null` | themselves |
//! | anything else | what it is, in words: `a function`, `NaN` |

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
    /// Reads one value. What the tokens never say (their list breaks off) is a null.
    pub fn read(tokens: &mut dyn Iterator<Item = String>) -> Self {
        let token = tokens.next();
        Self::of(token.as_deref().unwrap_or("null"), tokens)
    }

    fn of(token: &str, rest: &mut dyn Iterator<Item = String>) -> Self {
        match token {
            "{" => {
                let mut members = Vec::new();
                // A name has a mark too, or it could be taken for the end.
                while let Some(name) = rest.next().as_deref().and_then(|name| name.strip_prefix('\'')) {
                    members.push((name.to_owned(), Input::read(rest)));
                }
                Input::Map(members)
            }
            "[" => {
                let mut list = Vec::new();
                while let Some(token) = rest.next().filter(|token| token != "]") {
                    list.push(Input::of(&token, rest));
                }
                Input::List(list)
            }
            "true" => Input::Bool(true),
            "false" => Input::Bool(false),
            "null" => Input::Null,
            _ => match (token.strip_prefix('\''), token.strip_prefix('#')) {
                (Some(text), _) => Input::Text(text.to_owned()),
                (_, Some(number)) => Input::Number(number.to_owned()),
                _ => Input::Other(token.to_owned()),
            },
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tokens: &[&str]) -> Input {
        Input::read(&mut tokens.iter().map(|token| (*token).to_owned()))
    }

    #[test]
    fn what_was_taken_down_is_read_as_it_was_meant() {
        let text = |text: &str| Input::Text(text.into());
        for (tokens, meant) in [
            (&["null"][..], Input::Null),
            (&["true"], Input::Bool(true)),
            (&["#-2.5e-7"], Input::Number("-2.5e-7".into())),
            (&["'"], text("")),
            (&["'a \"b\"\n'"], text("a \"b\"\n'")),
            (&["'true"], text("true")),
            (&["'["], text("[")),
            (&["a function"], Input::Other(FUNCTION.into())),
            (&["[", "]"], Input::List(vec![])),
            (&["{", "}"], Input::Map(vec![])),
            (
                &["[", "#1", "'b", "[", "null", "]", "{", "}", "]"],
                Input::List(vec![
                    Input::Number("1".into()),
                    text("b"),
                    Input::List(vec![Input::Null]),
                    Input::Map(vec![]),
                ]),
            ),
            (
                &["{", "'a", "{", "'}", "false", "}", "'", "'", "}"],
                Input::Map(vec![
                    ("a".into(), Input::Map(vec![("}".into(), Input::Bool(false))])),
                    (String::new(), text("")),
                ]),
            ),
        ] {
            assert_eq!(read(tokens), meant, "{tokens:?}");
        }
    }

    #[test]
    fn a_list_that_breaks_off_does_no_harm() {
        for tokens in [&[][..], &["{"], &["{", "'a"], &["["], &["[", "["], &["]"], &["}"]] {
            let _ = read(tokens);
        }
    }
}

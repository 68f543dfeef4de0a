//! The caller's input before it is checked: a JavaScript value as plain data.
//!
//! The package takes a snapshot of the caller's options as a list of tokens, one per line (`pkg-template/src/source.ts`).
//! One text crosses the boundary, and everything after it is tested natively.
//!
//! | token | value |
//! |---|---|
//! | `{` … `}` | an object: name (`'name`), value, name, value, … |
//! | `[` … `]` | a list: value, value, … |
//! | `'text` | a string |
//! | `#12.5` | a finite number, as JavaScript prints it |
//! | `true`, `false`, `null` | the literal |
//! | anything else | another value, in words: `a function`, `NaN` |

/// [`Input::Other`] of a function.
pub const FUNCTION: &str = "a function";

/// [`Input::Other`] of an `AbortSignal`.
pub const SIGNAL: &str = "an AbortSignal";

/// A JavaScript value, reduced to the kinds that options use.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `null`. Members that are `undefined` are left out by the package.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number, as JavaScript prints it.
    Number(String),
    /// A string, or a `URL` or `Date` as text where the option takes one.
    Text(String),
    /// An array or another iterable; a `Map` or a `Headers` as a list of pairs.
    List(Vec<Input>),
    /// An object: its own enumerable members, in order.
    Map(Vec<(String, Input)>),
    /// Any other value, described in words that reveal nothing of its content.
    Other(String),
}

impl Input {
    /// Reads one value. A value that is missing at the end of the tokens is null.
    pub fn read(tokens: &mut dyn Iterator<Item = String>) -> Self {
        let token = tokens.next();
        Self::of(token.as_deref().unwrap_or("null"), tokens)
    }

    fn of(token: &str, rest: &mut dyn Iterator<Item = String>) -> Self {
        match token {
            "{" => {
                let mut members = Vec::new();
                // The quote before a name distinguishes it from the end of the object.
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

    /// The type of the value, in words. Safe to print: it reveals nothing of the value.
    #[must_use]
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

    /// Whether it is [`Input::Other`] with these words.
    #[must_use]
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
    fn tokens_are_read_as_the_values_that_they_stand_for() {
        let text = |text: &str| Input::Text(text.into());
        for (tokens, value) in [
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
            assert_eq!(read(tokens), value, "{tokens:?}");
        }
    }

    #[test]
    fn a_truncated_list_of_tokens_is_read_without_a_panic() {
        for tokens in [&[][..], &["{"], &["{", "'a"], &["["], &["[", "["], &["]"], &["}"]] {
            let _ = read(tokens);
        }
    }
}

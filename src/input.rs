//! What a caller handed over, before anything is known to be right: a JavaScript value as plain data.

/// A JavaScript value, reduced to what options can be made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `null`; `undefined` is the same as not given and never gets here.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, `NaN` and infinities too.
    Number(f64),
    /// A string, or a `URL` as its text.
    Text(String),
    /// An array, or any other iterable; a `Map` or a `Headers` as a list of pairs.
    List(Vec<Input>),
    /// A plain object: its own enumerable members, in order.
    Map(Vec<(String, Input)>),
    /// A `Date` as milliseconds since 1970; `NaN` when it is an invalid one.
    Date(f64),
    /// A function.
    Function,
    /// An `AbortSignal`, or something that looks like one.
    Signal,
    /// Something that no option can be: a symbol, a `BigInt`, an exotic object.
    Other,
}

impl Input {
    /// What kind of thing it is, in words. Safe to print: it holds nothing of the value.
    pub fn kind(&self) -> &'static str {
        match self {
            Input::Null => "null",
            Input::Bool(_) => "a boolean",
            Input::Number(n) if n.is_nan() => "NaN",
            Input::Number(_) => "a number",
            Input::Text(text) if text.is_empty() => "an empty string",
            Input::Text(_) => "a string",
            Input::List(list) if list.is_empty() => "an empty list",
            Input::List(_) => "a list",
            Input::Map(_) => "an object",
            Input::Date(ms) if ms.is_nan() => "an invalid Date",
            Input::Date(_) => "a Date",
            Input::Function => "a function",
            Input::Signal => "an AbortSignal",
            Input::Other => "no plain data",
        }
    }
}

//! What a caller handed over, before anything is known to be right: a JavaScript value as plain data.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

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
    /// An array, or any other iterable.
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
            Input::Other => "something else",
        }
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }
    fn visit_unit<E>(self) -> Result<Input, E> {
        Ok(Input::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Input, E> {
        Ok(Input::Bool(value))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Input, E> {
        Ok(Input::Number(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Input, E> {
        Ok(Input::Number(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Input, E> {
        Ok(Input::Number(value as f64))
    }
    fn visit_str<E>(self, value: &str) -> Result<Input, E> {
        Ok(Input::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Input, E> {
        Ok(Input::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Input, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Input::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Input, A::Error> {
        let mut members = Vec::new();
        while let Some(Input::Text(name)) = map.next_key()? {
            members.push((name, map.next_value()?));
        }
        Ok(Input::Map(members))
    }
}

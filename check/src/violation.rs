//! A violation: one place in a record, what is expected there and what was found.

use core::fmt;

use crate::Path;

/// The kind of value that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The member is absent.
    Missing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Found {
    /// The kind in words. Never the value, which may be personal data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "nothing",
            Self::Null => "null",
            Self::Bool => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// The kind of the value that begins with this byte. The value has to be well formed.
    pub(crate) const fn of(first: u8) -> Self {
        match first {
            b'n' => Self::Null,
            b't' | b'f' => Self::Bool,
            b'"' => Self::String,
            b'[' => Self::Array,
            b'{' => Self::Object,
            _ => Self::Number,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A value of a record that breaks the contract, or a number that JavaScript cannot represent. The page is usable all
/// the same.
#[derive(Debug, Clone, Copy)]
pub struct Violation {
    /// The index of the record in `data.results`.
    pub record: u32,
    /// The path within the record.
    pub path: Path,
    /// What is expected there: what the contract requires, or [`Violation::NUMBER`].
    pub expected: &'static str,
    /// The kind of value found there.
    pub found: Found,
}

impl Violation {
    /// `expected` of a number that JavaScript cannot represent. The contract allows such a number, so it does not make
    /// its record invalid.
    pub const NUMBER: &'static str = "a number that JavaScript can hold";
}

//! What can be wrong: with a record (a fault), or with the whole answer (a flaw).

use core::fmt;

use crate::Path;

/// What stands where something else was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the member is absent.
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
    /// The word for it; never the value itself, which may be personal data.
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

    /// What a value is that begins with this byte. Only asked of values that are known to be well formed.
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

/// One thing that is wrong with one record: a breach of the contract, or a number that JavaScript cannot hold. The page
/// stands all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The record's place in `data.results`.
    pub record: u32,
    /// Where in the record.
    pub path: Path,
    /// What the contract asks for there; [`Fault::NUMBER`] is the one text that is no breach of the contract.
    pub expected: &'static str,
    /// What is there.
    pub found: Found,
}

impl Fault {
    /// What is expected of a number that JavaScript cannot hold. Such a number is listed, but does not make its record
    /// faulty: the contract allows it.
    pub const NUMBER: &'static str = "a number that JavaScript can hold";
}

/// Why an answer cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The bytes are no JSON, or are cut off.
    Syntax {
        /// Where the grammar breaks, in bytes.
        offset: usize,
        /// What the grammar allows there.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// The answer is JSON, but its envelope is not the contract's.
    Envelope {
        /// Where.
        path: &'static str,
        /// What the contract asks for there.
        expected: &'static str,
        /// What is there.
        found: Found,
    },
    /// More than [`crate::MAX_DEPTH`] arrays and objects are open at once.
    TooDeep {
        /// Where the first one too many opens, in bytes.
        offset: usize,
    },
    /// What is missing in the records would add more than the body's own length and [`crate::MORE_REPAIRS`] bytes.
    TooManyRepairs,
    /// There is more of something than is handled.
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most that is handled.
        limit: usize,
    },
    /// Memory ran out while the findings were written down.
    OutOfMemory,
}

impl Flaw {
    /// Whether the bytes are no JSON: cut off on the way, perhaps, so that asking again may help.
    #[must_use]
    pub const fn is_syntax(&self) -> bool {
        matches!(self, Self::Syntax { .. })
    }
}

//! What a caller asks of the check, and which fields of a record are handed over.

use crate::schema::{CANDIDATE, Field};

/// What a caller asks of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The fields that are handed over. The others are checked too.
    pub select: Select,
    /// List the numbers that JavaScript cannot hold. Who hands the records on as text keeps every digit, and has no use
    /// for it.
    pub numbers: bool,
}

/// Some of a record's fields, or all of it with whatever else the server sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Select {
    /// Bit n for field n of the contract's table.
    fields: u32,
    /// The record as it came.
    all: bool,
}

impl Select {
    /// The record as it came, unknown members included.
    pub const ALL: Self = Self { fields: u32::MAX, all: true };

    /// No field; [`Select::with`] adds to it.
    pub const NONE: Self = Self { fields: 0, all: false };

    /// The same and the field of this name; `None` when the contract has none.
    #[must_use]
    pub fn with(self, name: &[u8]) -> Option<Self> {
        let index = CANDIDATE.fields.iter().position(|field| field.name() == name)?;
        Some(Self { fields: self.fields | 1 << index, ..self })
    }

    /// The name of field n of the contract's table.
    #[must_use]
    pub fn name(index: usize) -> Option<&'static str> {
        CANDIDATE.fields.get(index).map(Field::text)
    }

    pub(crate) const fn is_all(self) -> bool {
        self.all
    }

    /// Whether this field of the contract is among them.
    pub(crate) const fn has(self, field: usize) -> bool {
        self.fields >> field & 1 == 1
    }

    /// Those of these fields that are among them.
    pub(crate) const fn of(self, fields: u32) -> u32 {
        self.fields & fields
    }
}

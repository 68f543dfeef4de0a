//! The options of the check: which fields of a record to return, and whether to list numbers.

use crate::schema::{CANDIDATE, Field};

/// The options of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckOptions {
    /// The fields to return. The others are checked too.
    pub select: Select,
    /// Whether to list numbers that JavaScript cannot represent. Not needed when the records are returned as text, which
    /// keeps every digit.
    pub check_numbers: bool,
    /// Whether to write the records as rows when whole records are returned as a document.
    pub rows: bool,
}

/// A selection of a record's fields, or the whole record with its unknown members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Select {
    /// Bit n for field n of the contract's table.
    fields: u32,
    /// Whether the whole record is selected.
    all: bool,
}

impl Select {
    /// The whole record, unknown members included.
    pub const ALL: Self = Self { fields: u32::MAX, all: true };

    /// No field; [`Select::with`] adds to it.
    pub const NONE: Self = Self { fields: 0, all: false };

    /// Adds the field with this name; `None` when the contract has no such field.
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

    /// Whether this field is selected.
    pub(crate) const fn has(self, field: usize) -> bool {
        self.fields >> field & 1 == 1
    }

    /// The fields of this set that are selected.
    pub(crate) const fn of(self, fields: u32) -> u32 {
        self.fields & fields
    }
}

//! The types of the contract's tables: objects, their fields, and what each field may be.

use crate::schema::DOCS;

/// The kind of a field's value, null aside.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    String,
    /// A string. Its docs list the values known today; any other value is valid too.
    OpenEnum,
    /// `true` or `false`.
    Bool,
    /// A number without a fraction.
    Integer,
    /// Any JSON value.
    AnyJson,
    /// An object with any members.
    AnyObject,
    /// An object of the contract.
    Object(&'static Shape),
    /// An array of objects of the contract.
    List(&'static Shape),
}

/// What an absent field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The field is required: a violation. Repaired to null, or to `[]` for a list, when the field may be null.
    Violation,
    /// The field has a default: null, or `[]` for a list, is added. No violation.
    Default,
    /// The field is optional: nothing is added. No violation.
    Allowed,
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// The key as compact JSON writes it (quoted, with the colon), so that the check compares it with two loads.
    pub(crate) probe: Probe,
    /// The kind of its value.
    pub kind: Kind,
    /// Whether null is valid too.
    pub nullable: bool,
    /// What it means when the field is absent.
    pub absent: Absent,
}

/// An object of the contract.
#[derive(Debug)]
pub struct Shape {
    /// The fields, in the order of the contract, which is the order that the server sends.
    pub fields: &'static [Field],
    /// The index of the shape in [`DOCS`].
    pub(crate) row: usize,
    /// The fields (bit n for field n) that are a violation or get a default when absent.
    pub(crate) tracked: u32,
    /// The fields that get a default when absent.
    pub(crate) defaulted: u32,
}

/// The documentation of an object. Separate from [`Shape`], so that the texts are not linked into the module.
#[derive(Debug)]
pub struct ShapeDocs {
    /// The object.
    pub shape: &'static Shape,
    /// The name of its TypeScript type.
    pub name: &'static str,
    /// The description of the object.
    pub doc: &'static str,
    /// The documentation of each field, in the order of `shape.fields`.
    pub fields: &'static [FieldDocs],
}

/// The documentation of a field.
#[derive(Debug)]
pub struct FieldDocs {
    /// The description of the field.
    pub doc: &'static str,
    /// The values of a [`Kind::OpenEnum`] that are known today.
    pub values: &'static [&'static str],
}

/// A key within the text of all keys of its shape: 32 bytes from its beginning, and its length.
#[derive(Debug)]
pub(crate) struct Probe {
    pub(crate) key: &'static [u8; Probe::LEN],
    pub(crate) len: u8,
}

impl Probe {
    pub(crate) const LEN: usize = 32;

    /// Evaluated by the compiler; a key that is absent or too long is a compile error.
    pub(crate) const fn find(keys: &'static [u8], key: &str) -> Self {
        let mut rest = keys;
        loop {
            if let Some(chunk) = rest.first_chunk()
                && starts_with(chunk, key.as_bytes())
            {
                return Self { key: chunk, len: key.len() as u8 };
            }
            assert!(rest.len() > Self::LEN, "a key is longer than a probe");
            rest = rest.split_at(1).1;
        }
    }

    /// The key without the bytes after it.
    pub(crate) fn text(&self) -> &'static [u8] {
        self.key.get(..self.len.into()).unwrap_or_default()
    }
}

const fn starts_with(mut text: &[u8], mut start: &[u8]) -> bool {
    while let Some((expected, rest)) = start.split_first() {
        match text.split_first() {
            Some((byte, shorter)) if *byte == *expected => text = shorter,
            _ => return false,
        }
        start = rest;
    }
    true
}

/// Whether a field may be null or absent, as the tables write it.
pub(crate) enum Presence {
    /// The `id` of an object: required and not null.
    Identity,
    /// Required; may be null even where the contract forbids it, because deleted records are anonymised.
    Required,
    /// May be absent; then the default is added.
    Defaulted,
    /// May be absent.
    Optional,
}

impl Field {
    pub(crate) const fn new(probe: Probe, kind: Kind, presence: &Presence) -> Self {
        Self {
            probe,
            kind,
            nullable: !matches!(presence, Presence::Identity),
            absent: match presence {
                Presence::Identity | Presence::Required => Absent::Violation,
                Presence::Defaulted => Absent::Default,
                Presence::Optional => Absent::Allowed,
            },
        }
    }

    /// The key as compact JSON writes it: quoted, with the colon.
    #[must_use]
    pub fn key(&self) -> &'static [u8] {
        self.probe.text()
    }

    /// The name, in ASCII.
    #[must_use]
    pub fn name(&self) -> &'static [u8] {
        // No name of the contract needs an escape, so the key is the name, two quotes and a colon.
        self.key().get(1..usize::from(self.probe.len) - 2).unwrap_or_default()
    }

    /// The name as text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        // SAFETY: the names of the contract's fields are ASCII.
        unsafe { str::from_utf8_unchecked(self.name()) }
    }

    /// The default that is added when the field is absent, as JSON; `None` when there is none.
    #[must_use]
    pub const fn default_json(&self) -> Option<&'static str> {
        match (self.absent, self.kind) {
            (Absent::Allowed, _) => None,
            (Absent::Violation, _) if !self.nullable => None,
            (_, Kind::List(_)) => Some("[]"),
            _ => Some("null"),
        }
    }

    /// The valid kinds of its value, in words.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        match (self.kind, self.nullable) {
            (Kind::String | Kind::OpenEnum, true) => "string or null",
            (Kind::String | Kind::OpenEnum, false) => "string",
            (Kind::Bool, true) => "boolean or null",
            (Kind::Bool, false) => "boolean",
            (Kind::Integer, true) => "integer or null",
            (Kind::Integer, false) => "integer",
            (Kind::AnyJson, _) => "any JSON",
            (Kind::AnyObject | Kind::Object(_), true) => "object or null",
            (Kind::AnyObject | Kind::Object(_), false) => "object",
            (Kind::List(_), true) => "array or null",
            (Kind::List(_), false) => "array",
        }
    }
}

impl Shape {
    /// Evaluated by the compiler.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    pub(crate) const fn new(row: usize, fields: &'static [Field]) -> Self {
        assert!(
            fields.len() < 32,
            "the check stores the fields seen in 32 bits, and their order in rows of 32"
        );
        let (mut tracked, mut defaulted) = (0, 0);
        let mut at = 0;
        while at < fields.len() {
            if !matches!(fields[at].absent, Absent::Allowed) {
                tracked |= 1 << at;
            }
            if fields[at].default_json().is_some() {
                defaulted |= 1 << at;
            }
            at += 1;
        }
        Self { fields, row, tracked, defaulted }
    }

    /// The name of its TypeScript type.
    #[must_use]
    pub fn name(&self) -> &'static str {
        DOCS.get(self.row).map_or("", |docs| docs.name)
    }
}

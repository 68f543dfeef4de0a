//! The only table of the query parameters and of all options: the rule of each, and its documentation.
//!
//! The rules are linked into the module, where [`crate::fields`] interprets them. The rest of a row is used at compile time
//! and by `generate/`, which writes the TypeScript types, the README's tables, the form of the explorer, the command's
//! flags, the proxy's lists, and the parameters that the sandbox's contract test compares.

pub mod call;
pub mod client;
pub mod query;
pub mod retry;

use crate::fields::{Field, Rule};

/// One parameter or option.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// The values that it may have.
    pub rule: Rule,
    /// What it does, in one sentence of Markdown.
    pub doc: &'static str,
    /// Further documentation, in Markdown.
    pub more: &'static str,
    /// The unit of a number.
    pub unit: Unit,
    /// The default.
    pub default: DefaultValue,
    /// Where it is sent.
    pub sent: Sent,
    /// Its TypeScript type, if the rule does not determine it.
    pub ts: Option<&'static str>,
    /// An example value, which a form shows in an empty field.
    pub example: &'static str,
    /// The flag of the command, if there is one.
    pub flag: Option<Flag>,
    /// Whether it is an option of the proxy too.
    pub proxy: bool,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A count.
    Count,
    /// Milliseconds.
    Milliseconds,
    /// Bytes.
    Bytes,
}

/// A default value.
#[derive(Clone, Copy, Debug)]
pub enum DefaultValue {
    /// No default.
    None,
    /// A number.
    Number(u32),
    /// A number, and the number in workerd.
    ByRuntime(u32, u32),
    /// TypeScript code.
    Code(&'static str),
    /// A description.
    Words(&'static str),
    /// The server's default, as TypeScript code; nothing is sent.
    Server(&'static str),
    /// The defaults of these fields.
    Fields(&'static [Row]),
}

/// Where a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nowhere; the client uses it.
    Not,
    /// In the query, under its own name.
    Query,
    /// In the header with this name.
    Header(&'static str),
}

/// A flag of the command. The flag of a boolean takes no value.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name, if it differs from the parameter's name with `-` for `_`.
    pub name: Option<&'static str>,
    /// The placeholder of its value in the help text; empty for a boolean and for a rule that lists words.
    pub value: &'static str,
    /// The default of the command.
    pub default: Option<&'static str>,
}

/// The table of one options object.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name of its TypeScript interface.
    pub interface: &'static str,
    /// The type parameters of the interface, with brackets.
    pub generics: &'static str,
    /// The description of the object.
    pub doc: &'static str,
    /// One row per member.
    pub rows: &'static [Row],
}

/// The tables of all options objects.
pub const TABLES: [Table; 4] = [client::TABLE, retry::TABLE, query::TABLE, call::TABLE];

impl Row {
    /// The defaults of a row.
    const BASE: Row = Row {
        name: "",
        rule: Rule::Boolean,
        doc: "",
        more: "",
        unit: Unit::Count,
        default: DefaultValue::None,
        sent: Sent::Not,
        ts: None,
        example: "",
        flag: None,
        proxy: false,
    };
}

impl Flag {
    /// A flag with the name of the parameter.
    const fn of(value: &'static str) -> Option<Flag> {
        Some(Flag { name: None, value, default: None })
    }
}

/// The names and rules of the rows. Evaluated by the compiler.
const fn fields<const N: usize>(rows: &[Row; N]) -> [Field; N] {
    let mut fields = [Field("", Rule::Boolean); N];
    let (mut from, mut to): (&[Row], &mut [Field]) = (rows, &mut fields);
    while let (Some((row, rows)), Some((field, fields))) = (from.split_first(), to.split_first_mut()) {
        *field = Field(row.name, row.rule);
        (from, to) = (rows, fields);
    }
    fields
}

//! The one table of the query's parameters and of all options: what each may be, and what it means.
//!
//! The rules are linked into the module, where [`crate::fields`] interprets them. All else in a row is read while
//! compiling and by `generate/` alone, which writes from it the TypeScript types, the README's tables, the page's form,
//! the command's flags, the proxy's lists and what the sandbox's contract test compares itself with.

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
    /// What it may be.
    pub rule: Rule,
    /// What it is, in one sentence of Markdown.
    pub doc: &'static str,
    /// What else there is to know, in Markdown.
    pub more: &'static str,
    /// What a number counts.
    pub unit: Unit,
    /// What holds when it is not given.
    pub default: DefaultValue,
    /// Where it goes.
    pub sent: Sent,
    /// Its TypeScript type, where the rule does not tell it.
    pub ts: Option<&'static str>,
    /// A value, as a form shows it in an empty field.
    pub example: &'static str,
    /// The command's flag for it, where there is one.
    pub flag: Option<Flag>,
    /// Whether a proxy has it too.
    pub proxy: bool,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// What the name says.
    Count,
    /// Milliseconds.
    Milliseconds,
    /// Bytes.
    Bytes,
}

/// What holds when a value is not given.
#[derive(Clone, Copy, Debug)]
pub enum DefaultValue {
    /// Nothing.
    None,
    /// A number.
    Number(u32),
    /// A number, and another one in workerd.
    ByRuntime(u32, u32),
    /// What TypeScript writes so.
    Code(&'static str),
    /// What this says.
    Words(&'static str),
    /// The server's own, as TypeScript writes it: nothing is sent.
    Server(&'static str),
    /// Each field's own.
    Fields(&'static [Row]),
}

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nowhere: the client itself uses it.
    Not,
    /// Into the query, under its own name.
    Query,
    /// Into the header of this name.
    Header(&'static str),
}

/// A flag of the command. The flag of a boolean is a switch and takes no value.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name, where that is not the parameter's own, with `-` for `_`.
    pub name: Option<&'static str>,
    /// What stands for its value in the help text; empty where the rule lists the words, and for a switch.
    pub value: &'static str,
    /// The command's own default.
    pub default: Option<&'static str>,
}

/// The rows of one object that a caller gives.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name of its TypeScript interface.
    pub interface: &'static str,
    /// The interface's type parameters, with the brackets.
    pub generics: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its rows.
    pub rows: &'static [Row],
}

/// All objects that a caller gives.
pub const TABLES: [Table; 4] = [client::TABLE, retry::TABLE, query::TABLE, call::TABLE];

impl Row {
    /// What most rows are. It has no name: each row gives its own.
    const USUAL: Row = Row {
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
    /// A flag of the parameter's own name.
    const fn of(value: &'static str) -> Option<Flag> {
        Some(Flag { name: None, value, default: None })
    }
}

/// The rows without what only people read. Runs while compiling only.
const fn fields<const N: usize>(rows: &[Row; N]) -> [Field; N] {
    let mut fields = [Field("", Rule::Boolean); N];
    let (mut from, mut to): (&[Row], &mut [Field]) = (rows, &mut fields);
    while let (Some((row, rows)), Some((field, fields))) = (from.split_first(), to.split_first_mut()) {
        *field = Field(row.name, row.rule);
        (from, to) = (rows, fields);
    }
    fields
}

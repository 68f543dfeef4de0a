//! A path within a record: at most four segments, formatted as text on demand.

use core::fmt;

use crate::schema::Field;
use crate::text::push_decimal;

/// A segment of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Segment {
    Field(&'static Field),
    Index(u32),
}

/// A location in a record, as a linked list on the stack of the check.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Location<'a> {
    pub(crate) above: Option<&'a Location<'a>>,
    pub(crate) segment: Option<Segment>,
}

impl Location<'_> {
    /// The record itself.
    pub(crate) const RECORD: Location<'static> = Location { above: None, segment: None };
}

/// The path of a violation within its record; `$` is the record itself.
#[derive(Clone, Copy)]
pub struct Path {
    segments: [Option<Segment>; Path::SEGMENTS],
}

impl Path {
    /// The depth of the contract: `applications`, `[0]`, `job`, `id`. A test compares it with the tables.
    pub(crate) const SEGMENTS: usize = 4;

    /// The path of the location `last` below `at`.
    pub(crate) fn new(at: &Location<'_>, last: Option<Segment>) -> Self {
        let mut segments = [None; Self::SEGMENTS];
        let mut used = 0;
        let mut push = |segment: Option<Segment>| {
            if let (Some(_), Some(slot)) = (segment, segments.get_mut(used)) {
                *slot = segment;
                used += 1;
            }
        };
        // The innermost segment comes first, by the links.
        push(last);
        let mut at = Some(at);
        while let Some(location) = at {
            push(location.segment);
            at = location.above;
        }
        if let Some(filled) = segments.get_mut(..used) {
            filled.reverse();
        }
        Self { segments }
    }

    /// The path as text, such as `$.applications[0].job.remote_id`.
    #[must_use]
    #[expect(clippy::inherent_to_string, reason = "`Display` would link `core::fmt` into the module")]
    pub fn to_string(&self) -> String {
        let mut text = String::from("$");
        for segment in self.segments.iter().flatten() {
            match segment {
                Segment::Field(field) => push_name(&mut text, field),
                Segment::Index(index) => push_index(&mut text, *index as usize),
            }
        }
        text
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

/// Appends `.name`.
fn push_name(text: &mut String, field: &Field) {
    text.push('.');
    text.push_str(field.text());
}

/// Appends `[index]`.
fn push_index(text: &mut String, index: usize) {
    text.push('[');
    push_decimal(text, index as u64);
    text.push(']');
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn an_index_is_written_in_decimal() {
        for index in [0, 7, 10, 99, 100, 249, 1_000_000, u32::MAX as usize] {
            let mut text = String::from("$");
            push_index(&mut text, index);
            assert_eq!(text, format!("$[{index}]"));
        }
    }
}

//! The next member of an object, when the predicted key does not match.

use super::Checker;
use crate::json::{self, Member};
use crate::schema::Shape;
use crate::unescape;

/// The next member of an object.
pub(super) enum NextMember {
    /// A field of the contract: its index in the table, and where its value begins.
    Known(usize, usize),
    /// Any other member: where its value begins.
    Unknown(usize),
    /// No member; past the closing brace.
    End(usize),
    /// The check stops.
    Stop,
}

impl Checker {
    /// Finds the next member: any field of the table, in any spelling.
    #[inline(never)]
    pub(super) fn next_member(
        &mut self,
        bytes: &[u8],
        shape: &'static Shape,
        at: usize,
        slot: usize,
        empty: bool,
    ) -> NextMember {
        match json::member(bytes, at, empty, &mut self.stop) {
            Member::Key { start, end, value } => {
                let key = bytes.get(start..end).unwrap_or_default();
                // The search starts at the expected field and wraps around: when a field is absent, the next one is near.
                let expected = self.order.expected(slot);
                let fields = shape.fields.iter().enumerate();
                let mut fields = fields.clone().skip(expected).chain(fields.take(expected));
                match fields.find(|(_, field)| unescape::equals(key, field.name())) {
                    Some((index, _)) => {
                        self.order.learn(slot, index);
                        NextMember::Known(index, value)
                    }
                    None => NextMember::Unknown(value),
                }
            }
            Member::End(end) => NextMember::End(end),
            Member::Stop => NextMember::Stop,
        }
    }
}

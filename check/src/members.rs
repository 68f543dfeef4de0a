//! Looks up a member of an object that is known to be well formed.

use core::ops::Range;

use crate::json::{self, Member, Stop};
use crate::unescape;

/// Every member of the object at `object`: the spans of its key without quotes and of its value.
pub(crate) fn of(bytes: &[u8], object: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = if json::peek(bytes, object) == b'{' { Some(object + 1) } else { None };
    let mut first = true;
    core::iter::from_fn(move || {
        let mut stop = Stop::new();
        let Member::Key { start, end, value } =
            json::member(bytes, at?, core::mem::take(&mut first), &mut stop)
        else {
            at = None;
            return None;
        };
        at = json::value(bytes, value, 0, &mut stop).map(core::num::NonZero::get);
        Some((start..end, value..at?))
    })
}

/// The value of the last member with this name, as in `JSON.parse`.
pub(crate) fn last(bytes: &[u8], object: usize, name: &[u8]) -> Option<Range<usize>> {
    let named = |key: Range<usize>| bytes.get(key).is_some_and(|key| unescape::equals(key, name));
    of(bytes, object).filter_map(|(key, value)| named(key).then_some(value)).last()
}

/// The value of the last member with this name, when it is a string.
pub(crate) fn string(bytes: &[u8], object: usize, name: &[u8]) -> Option<Range<usize>> {
    last(bytes, object, name).filter(|value| json::peek(bytes, value.start) == b'"')
}

/// The content of a value that is a string.
pub(crate) fn text(bytes: &[u8], value: Range<usize>) -> Option<&[u8]> {
    bytes.get(value)?.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

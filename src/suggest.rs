//! "Did you mean …?" for an unknown name.

use crate::text::concat;

/// The suggestion of the known name nearest to `given`: it may differ in case, underscores, hyphens and in up to two
/// consecutive letters. `known` returns the known names by index.
pub fn did_you_mean(given: &str, known: &dyn Fn(usize) -> Option<&'static str>) -> Option<String> {
    let mut best = None;
    let (mut nearest, mut index) = (3, 0);
    while let Some(name) = known(index) {
        index += 1;
        let distance = distance(given.as_bytes(), name.as_bytes());
        if distance < nearest && distance * 2 < name.len() {
            (best, nearest) = (Some(name), distance);
        }
    }
    best.map(|name| concat(&["did you mean `", name, "`?"]))
}

/// The length of the longer name between the common prefix and the common suffix. The prefix ignores case, underscores and
/// hyphens.
fn distance(mut a: &[u8], mut b: &[u8]) -> usize {
    loop {
        match (a, b) {
            ([first, rest @ ..], [other, others @ ..]) if first | 32 == other | 32 => (a, b) = (rest, others),
            ([b'_' | b'-', rest @ ..], _) => a = rest,
            (_, [b'_', others @ ..]) => b = others,
            _ => break,
        }
    }
    while let ([rest @ .., last], [others @ .., other]) = (a, b)
        && last == other
    {
        (a, b) = (rest, others);
    }
    a.len().max(b.len())
}

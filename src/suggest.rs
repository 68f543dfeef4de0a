//! "Did you mean …?" for a name that is not known.

use crate::text::concat;

/// The question, with the known name nearest to `given`: the same but for case, underscores, hyphens and up to two letters in
/// one place. One name an index.
pub fn meant(given: &str, known: &dyn Fn(usize) -> Option<&'static str>) -> Option<String> {
    let mut best = None;
    let (mut least, mut index) = (3, 0);
    while let Some(name) = known(index) {
        index += 1;
        let distance = distance(given.as_bytes(), name.as_bytes());
        if distance < least && distance * 2 < name.len() {
            (best, least) = (Some(name), distance);
        }
    }
    best.map(|name| concat(&["did you mean `", name, "`?"]))
}

/// How long the longer one is between the beginning and the end that both share; in the beginning, case, underscores and
/// hyphens are no difference.
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

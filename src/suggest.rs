//! "Did you mean …?" for a name that is not known.

use crate::text::{ascii, concat};

/// The question, with the known name nearest to `given`: the same but for up to two letters in one place, such as an
/// underscore and a capital. Names are ASCII, one an index.
pub fn meant(given: &str, known: &dyn Fn(usize) -> Option<&'static [u8]>) -> Option<String> {
    let mut best = None;
    let (mut least, mut index) = (3, 0);
    while let Some(name) = known(index) {
        index += 1;
        let distance = distance(given.as_bytes(), name);
        if distance < least && distance * 2 < name.len() {
            (best, least) = (Some(name), distance);
        }
    }
    best.map(|name| concat(&["did you mean `", &ascii(name), "`?"]))
}

/// How long the longer one is between the beginning and the end that both share.
fn distance(mut a: &[u8], mut b: &[u8]) -> usize {
    while let ([first, rest @ ..], [other, others @ ..]) = (a, b)
        && first == other
    {
        (a, b) = (rest, others);
    }
    while let ([rest @ .., last], [others @ .., other]) = (a, b)
        && last == other
    {
        (a, b) = (rest, others);
    }
    a.len().max(b.len())
}

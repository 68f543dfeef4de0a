//! "Did you mean …?" for a name that is not known.

use crate::text::{ascii, concat};

/// The question, with the known name nearest to `given`: the same but for case, underscores, hyphens and up to two letters in
/// one place. Names are ASCII, one an index.
pub fn meant(given: &str, known: &dyn Fn(usize) -> Option<&'static [u8]>) -> Option<String> {
    let given = letters(given.as_bytes());
    let mut best = None;
    let mut least = 3;
    let mut index = 0;
    while let Some(name) = known(index) {
        index += 1;
        let distance = distance(&given, &letters(name));
        if distance < least && distance * 2 < name.len() {
            (best, least) = (Some(name), distance);
        }
    }
    best.map(|name| concat(&["did you mean `", &ascii(name), "`?"]))
}

fn letters(name: &[u8]) -> Vec<u8> {
    let mut letters = Vec::new();
    for &byte in name {
        if byte != b'_' && byte != b'-' {
            letters.push(byte.to_ascii_lowercase());
        }
    }
    letters
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

//! "Did you mean …?" for a name that is not known.

/// The known name nearest to `given`: the same but for case, underscores, hyphens and up to two letters in one place.
pub fn nearest(given: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let given = letters(given);
    let mut best = None;
    let mut least = 3;
    for name in known {
        let distance = distance(&given, &letters(name));
        if distance < least && distance * 2 < name.len() {
            (best, least) = (Some(name), distance);
        }
    }
    best
}

fn letters(name: &str) -> Vec<u8> {
    let mut letters = Vec::new();
    for byte in name.bytes() {
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

//! "Did you mean …?" for a name that is not known.

/// The known name nearest to `given`: the same but for case and underscores, or at most two edits away.
pub fn nearest(given: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let given = plain(given);
    let mut best = None;
    let mut least = 3;
    for name in known {
        let distance = distance(&given, &plain(name));
        if distance < least && distance * 2 < name.len() {
            (best, least) = (Some(name), distance);
        }
    }
    best
}

fn plain(name: &str) -> Vec<u8> {
    let mut letters = Vec::new();
    // Longer names are no slips of the finger, and the distance costs length squared.
    for byte in name.bytes().take(40) {
        if byte != b'_' && byte != b'-' {
            letters.push(byte.to_ascii_lowercase());
        }
    }
    letters
}

/// How many letters to add, drop or replace to get from one to the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    // One row of the table of all beginnings of both: its cells are overwritten from left to right.
    let mut row: Vec<usize> = (1..=b.len()).collect();
    let mut last = a.len();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        last = i + 1;
        for (to, cell) in b.iter().zip(&mut row) {
            let here = if from == to { diagonal } else { 1 + diagonal.min(last).min(*cell) };
            (diagonal, last, *cell) = (*cell, here, here);
        }
    }
    last
}

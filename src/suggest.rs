//! "Did you mean …?" for a name that is not known.

/// The known name nearest to `given`: the same but for case and underscores, or at most two edits away.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let given = plain(given);
    known
        .map(|name| (distance(&given, &plain(name)), name))
        .filter(|(distance, name)| *distance <= 2 && *distance * 2 < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn plain(name: &str) -> Vec<u8> {
    // Longer names are no slips of the finger, and the distance costs length squared.
    name.bytes().filter(|b| *b != b'_' && *b != b'-').map(|b| b.to_ascii_lowercase()).take(40).collect()
}

/// How many letters to add, drop or replace to get from one to the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut diagonal = i;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let here = if from == to { diagonal } else { 1 + diagonal.min(left).min(*above) };
            next.push(here);
            left = here;
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

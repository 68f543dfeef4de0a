//! For all selections and repairs, the text is JSON in ASCII and each line is JSON; bytes that are not UTF-8 are an error.

use kombo_edge_check::schema::CANDIDATE;
use kombo_edge_check::{CheckOptions, Page, Select, WriteError, check_page};
use serde::de::IgnoredAny;

/// The first four bytes of the input are the options; the others are the response.
pub fn run(data: &[u8]) {
    let Some((&[low, high, flags, _], body)) = data.split_first_chunk::<4>() else { return };
    let options = CheckOptions {
        select: select(u16::from_le_bytes([low, high]), flags),
        check_numbers: flags & 1 == 1,
        rows: flags & 8 == 8,
    };
    let Ok(page) = check_page(body, options) else { return };
    let skip = flags & 2 == 2;
    let is_utf8 = str::from_utf8(body).is_ok();
    match page.clone().text(body.to_vec(), skip) {
        Ok(text) => assert!(is_utf8 && text.as_bytes().is_ascii() && is_json(text.as_bytes())),
        Err(error) => assert!(!is_utf8 && error == WriteError::NotUtf8),
    }
    match page.clone().lines(body.to_vec(), skip) {
        Ok(lines) => {
            let mut lines = lines.as_bytes().split(|byte| *byte == b'\n');
            assert_eq!(lines.next_back(), Some(&b""[..]));
            assert!(is_utf8);
            assert_eq!(lines.inspect(|line| assert!(is_json(line))).count(), returned(&page, skip));
        }
        Err(error) => assert!(!is_utf8 && error == WriteError::NotUtf8),
    }
}

fn select(fields: u16, flags: u8) -> Select {
    if flags & 4 == 0 {
        return Select::ALL;
    }
    let chosen = CANDIDATE.fields.iter().enumerate().filter(|(index, _)| fields >> (index % 16) & 1 == 1);
    chosen
        .fold(Select::NONE, |select, (_, field)| select.with(field.name()).expect("a field of the contract"))
}

fn returned(page: &Page, skip: bool) -> usize {
    page.records() - if skip { page.invalid.len() } else { 0 }
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

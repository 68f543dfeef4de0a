//! Validates dates for `updated_after` and normalises them to the form of the API.

use crate::text::concat;

/// The form that the API documents, without its final `Z`; each 0 stands for a digit.
const FORM: &str = "0000-00-00T00:00:00.000";

/// The end of the day.
const DAY: usize = 10;
/// The end of the seconds.
const SECONDS: usize = 19;
/// The end of the first digit of the fraction.
const TENTHS: usize = 21;
/// The end of the fraction.
const FRACTION: usize = 23;

/// The date in the API's form, `YYYY-MM-DDTHH:mm:ss.sssZ`. Accepts `YYYY-MM-DD`, optionally with `THH:mm:ss`, a fraction
/// of a second and `Z`. A fraction beyond milliseconds is cut, because an earlier time loses no records. None for anything
/// else and for a date or time that does not exist. Leap seconds are not accepted.
#[must_use]
pub fn normalize(text: &str) -> Option<String> {
    let text = text.strip_suffix("Z").unwrap_or(text);
    let (mut parts, mut part) = ([0_u32; 7], 0);
    let mut length = 0;
    for (form, byte) in FORM.bytes().zip(text.bytes()) {
        match (form, byte, parts.get_mut(part)) {
            (b'0', b'0'..=b'9', Some(number)) => *number = *number * 10 + u32::from(byte - b'0'),
            (b'0', ..) => break,
            _ if form == byte => part += 1,
            _ => break,
        }
        length += 1;
    }
    let (given, rest) = text.split_at_checked(length)?;
    let whole = match length {
        DAY | SECONDS | TENTHS..FRACTION => rest.is_empty(),
        FRACTION => rest.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let [year, month, day, hour, minute, second, _] = parts;
    if !whole || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // The rest is taken from the form: midnight, no fraction.
    let (_, left_out) = FORM.split_at_checked(length)?;
    Some(concat(&[given, left_out, "Z"]))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_dates_are_normalised_and_all_others_are_rejected() {
        for (date, whole) in [
            ("2026-01-31", "2026-01-31T00:00:00.000Z"),
            ("2026-01-31Z", "2026-01-31T00:00:00.000Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z"),
            ("2000-02-29T00:00:00", "2000-02-29T00:00:00.000Z"),
            ("2026-12-31T00:00:00.1", "2026-12-31T00:00:00.100Z"),
            ("2026-12-31T00:00:00.12Z", "2026-12-31T00:00:00.120Z"),
            ("2026-12-31T00:00:00.999", "2026-12-31T00:00:00.999Z"),
            ("2026-12-31T00:00:00.123999999Z", "2026-12-31T00:00:00.123Z"),
        ] {
            assert_eq!(normalize(date).as_deref(), Some(whole), "{date}");
        }
        for none in [
            "",
            "2026",
            "2026-1-31",
            "2026-01-3",
            "2026-01-31T",
            "2026-01-31T00",
            "2026-01-31T00:00",
            "2026-01-31ZZ",
            "2026-01-31.1",
            "2026-01-31T00:00:00.Z",
            "2026-01-31T00:00:00.",
            "2026-01-31T00:00:00.1ZZ",
            "2026-01-31T00:00:00.+1",
            "2026-01-31T00:00:00.１",
            "2026-01-31T00:00:0",
            "2026-01-31t00:00:00",
            "2026-01-31T00:00:00z",
            "2026-01-31T24:00:00",
            "2026-01-31T00:60:00",
            "2026-01-31T00:00:60",
            "2026-00-10",
            "2026-13-10",
            "2026-04-31",
            "2026-01-00",
            "1900-02-29",
            "2026-02-30",
            "+2026-01-31",
            " 2026-01-31",
            "2026-01-31 ",
            "2026/01/31",
            "2026-01-31T00:00:00+02:00",
            "２026-01-31",
        ] {
            assert_eq!(normalize(none), None, "{none}");
        }
    }
}

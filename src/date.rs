//! Dates in the form that `updated_after` takes: checked as text and as days that exist.

/// What a whole date looks like, a digit for each digit. All from the `T` on may be left out.
const FORM: &[u8] = b"0000-00-00T00:00:00";

/// Where the day ends in it.
const DAY_END: usize = 10;

/// Whether `text` is `YYYY-MM-DD`, optionally with `THH:mm:ss` and a fraction of a second, then perhaps `Z`, and names
/// a day and time that exist. The form is the API's own; leap seconds are not part of it.
pub fn is_calendar_date(text: &str) -> bool {
    let text = text.as_bytes();
    let (mut parts, mut part) = ([0_u32; 6], 0);
    let mut length = 0;
    for (form, byte) in FORM.iter().zip(text) {
        match (form, byte, parts.get_mut(part)) {
            (b'0', b'0'..=b'9', Some(number)) => *number = *number * 10 + u32::from(byte - b'0'),
            (b'0', ..) => break,
            _ if form == byte => part += 1,
            _ => break,
        }
        length += 1;
    }
    let mut rest = text.get(length..).unwrap_or_default();
    if length == FORM.len()
        && let [b'.', fraction @ ..] = rest
    {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        // A point alone is left, and refused.
        rest = if digits > 0 { fraction.get(digits..).unwrap_or_default() } else { rest };
    }
    let whole = (length == DAY_END || length == FORM.len()) && matches!(rest, [] | [b'Z']);
    let [year, month, day, hour, minute, second] = parts;
    whole && day >= 1 && day <= days_in(year, month) && hour < 24 && minute < 60 && second < 60
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
    fn dates_have_one_form_and_days_exist() {
        for date in [
            "2026-01-31",
            "2026-01-31Z",
            "2024-02-29T23:59:59Z",
            "2000-02-29T00:00:00",
            "2026-12-31T00:00:00.1",
            "2026-12-31T00:00:00.123456789Z",
        ] {
            assert!(is_calendar_date(date), "{date}");
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
            "2026-01-31T00:00:00.Z",
            "2026-01-31T00:00:00.",
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
            assert!(!is_calendar_date(none), "{none}");
        }
    }
}

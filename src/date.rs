//! Dates in the form that `updated_after` takes: checked as text and as days that exist.

use crate::text::decimal;

/// Whether `text` is `YYYY-MM-DD`, optionally with `THH:mm:ss`, a fraction of a second and `Z`, and names a day
/// and time that exist. The form is the API's own; leap seconds are not part of it.
pub fn is_calendar_date(text: &str) -> bool {
    exists(text.as_bytes()).unwrap_or(false)
}

/// None when it is no date by its form.
fn exists(mut text: &[u8]) -> Option<bool> {
    let (year, month, day) = (digits(&mut text, 4)?, after(b'-', &mut text)?, after(b'-', &mut text)?);
    let mut exists = day >= 1 && day <= days_in(year, month);
    if text.first() == Some(&b'T') {
        let (hour, minute, second) =
            (after(b'T', &mut text)?, after(b':', &mut text)?, after(b':', &mut text)?);
        exists &= hour < 24 && minute < 60 && second < 60;
        if let [b'.', fraction @ ..] = text {
            let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            exists &= length > 0;
            text = fraction.get(length..)?;
        }
    }
    Some(exists && matches!(text, [] | [b'Z']))
}

/// Takes a mark and two digits off the front.
fn after(mark: u8, text: &mut &[u8]) -> Option<u32> {
    *text = text.strip_prefix(&[mark])?;
    digits(text, 2)
}

fn digits(text: &mut &[u8], length: usize) -> Option<u32> {
    let (digits, rest) = text.split_at_checked(length)?;
    *text = rest;
    let mut number = 0;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    Some(number)
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

/// Milliseconds since 1970 as `YYYY-MM-DDTHH:mm:ss.sssZ`; none outside the years 0 to 9999, which the API's form
/// cannot say.
pub fn to_iso(epoch_ms: f64) -> Option<String> {
    if !epoch_ms.is_finite() {
        return None;
    }
    let ms = epoch_ms.floor() as i64;
    let (days, ms) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let mut text = String::with_capacity(24);
    for (number, width, end) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (ms / 3_600_000, 2, ':'),
        (ms / 60_000 % 60, 2, ':'),
        (ms / 1000 % 60, 2, '.'),
        (ms % 1000, 3, 'Z'),
    ] {
        let digits = decimal(number as u64);
        for _ in digits.len()..width {
            text.push('0');
        }
        text.push_str(&digits);
        text.push(end);
    }
    Some(text)
}

/// Days since 1970 as year, month and day. Counts in eras of 400 years that begin on 1 March, so that the leap day
/// is the last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

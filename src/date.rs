//! Dates in the form that `updated_after` takes: checked as text and as days that exist.

/// Whether `text` is `YYYY-MM-DD`, optionally with `THH:mm:ss`, a fraction of a second and `Z`, and names a day
/// and time that exist. The form is the API's own; leap seconds are not part of it.
pub fn is_calendar_date(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    is_day(day) && time.is_none_or(is_time)
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let (year, month, day) = (
        parts.next().and_then(|p| digits(p, 4)),
        parts.next().and_then(|p| digits(p, 2)),
        parts.next().and_then(|p| digits(p, 2)),
    );
    match (year, month, day, parts.next()) {
        (Some(year), Some(month), Some(day), None) => day >= 1 && day <= days_in(year, month),
        _ => false,
    }
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (
        parts.next().and_then(|p| digits(p, 2)),
        parts.next().and_then(|p| digits(p, 2)),
        parts.next().and_then(|p| digits(p, 2)),
    );
    let exists = match (hour, minute, second, parts.next()) {
        (Some(hour), Some(minute), Some(second), None) => hour < 24 && minute < 60 && second < 60,
        _ => false,
    };
    exists && fraction.is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.bytes().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
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
        let digits = number.to_string();
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

//! Dates in the form that `updated_after` takes: checked as text and as days that exist.

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

//! Small texts put together by hand: what `core::fmt` and its kin would do in twenty times the bytes.

/// All parts in one string.
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A whole number in decimal digits.
#[inline(never)]
pub fn decimal(mut number: u64) -> String {
    let mut text = String::new();
    loop {
        // The last digit comes first, so each goes in before the ones that are there.
        text.insert(0, digit(number % 10));
        number /= 10;
        if number == 0 {
            return text;
        }
    }
}

/// A number as a person would write it; none for what takes more than three decimals, or is too large to count.
pub fn number(number: f64) -> Option<String> {
    let thousandths = number.abs() * 1000.0;
    // Says no to NaN too.
    if thousandths.trunc() != thousandths || thousandths > 9e15 {
        return None;
    }
    let thousandths = thousandths as u64;
    let mut text = concat(&[if number < 0.0 { "-" } else { "" }, &decimal(thousandths / 1000)]);
    let (mut rest, mut unit) = (thousandths % 1000, 100);
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        text.push(digit(rest / unit));
        rest %= unit;
        unit /= 10;
    }
    Some(text)
}

fn digit(digit: u64) -> char {
    char::from(b'0' + digit as u8)
}

/// The text with every occurrence of a secret replaced.
pub fn without(text: &str, secret: &str, stand_in: &str) -> String {
    let mut clean = String::new();
    let mut rest = text.chars();
    loop {
        match rest.as_str().strip_prefix(secret) {
            Some(after) if !secret.is_empty() => {
                clean.push_str(stand_in);
                rest = after.chars();
            }
            _ => match rest.next() {
                Some(char) => clean.push(char),
                None => return clean,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (given, written) in [
            (0.0, Some("0")),
            (-1.0, Some("-1")),
            (2.5, Some("2.5")),
            (-0.25, Some("-0.25")),
            (10.005, Some("10.005")),
            (1_234_567_890.0, Some("1234567890")),
            (1.0 / 3.0, None),
            (1e300, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(number(given).as_deref(), written, "{given}");
        }
        assert_eq!(decimal(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn a_secret_is_taken_out_wherever_it_is() {
        for (text, clean) in
            [("key", "*"), ("a key, keykey", "a *, **"), ("kekey", "ke*"), ("ké", "ké"), ("", "")]
        {
            assert_eq!(without(text, "key", "*"), clean);
        }
        assert_eq!(without("text", "", "*"), "text");
    }
}

//! Whether a number literal is an integer, and whether a JavaScript number can represent it.
//!
//! All in integer arithmetic: parsing and printing floats would make the module more than twice as large.

/// Every double keeps this many significant digits.
const MIN_DIGITS: usize = 15;
/// No double keeps more significant digits than this.
const MAX_DIGITS: usize = 17;

/// The exponent and the first digits of the greatest value that does not become Infinity.
const GREATEST: (i64, u64) = (309, 17_976_931_348_623_158);

/// The exponent and the first digits of the least value that does not become 0.
const LEAST: (i64, u64) = (-323, 24_703_282_292_062_328);

/// A literal as significant digits times a power of ten.
struct Decimal {
    /// The first [`MAX_DIGITS`] significant digits, padded with zeros.
    first: u64,
    /// The number of significant digits; 0 for zero.
    length: usize,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl Decimal {
    fn new(literal: &[u8]) -> Self {
        let (mut first, mut seen, mut length, mut zeros, mut places) = (0, 0, 0, 0, 0);
        let mut exponent = 0;
        let mut fraction = false;
        let mut bytes = literal.iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'0'..=b'9' => {
                    places += i64::from(fraction);
                    if *byte != b'0' {
                        (length, zeros) = (length + zeros + 1, 0);
                    } else if length > 0 {
                        zeros += 1;
                    }
                    if length > 0 && seen < MAX_DIGITS {
                        (first, seen) = (first * 10 + u64::from(byte - b'0'), seen + 1);
                    }
                }
                b'.' => fraction = true,
                b'-' => {}
                _ => exponent = power(&mut bytes),
            }
        }
        while seen < MAX_DIGITS {
            (first, seen) = (first * 10, seen + 1);
        }
        Self { first, length, exponent: exponent.saturating_sub(places).saturating_add(zeros as i64) }
    }
}

/// Reads the exponent after the `e`.
fn power(bytes: &mut core::slice::Iter<'_, u8>) -> i64 {
    let mut negative = false;
    let mut power = 0_i64;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => power = power.saturating_mul(10).saturating_add(i64::from(byte - b'0')),
            sign => negative = *sign == b'-',
        }
    }
    if negative { -power } else { power }
}

/// Whether the value has no fraction: `2`, `2.0`, `2e3` and `20e-1` have none, `2.5` and `2e-1` have one.
pub(crate) fn is_integer(literal: &[u8]) -> bool {
    // The common case: digits only.
    if literal.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) {
        return true;
    }
    let decimal = Decimal::new(literal);
    decimal.length == 0 || decimal.exponent >= 0
}

/// Whether a JavaScript number can represent the value: an integer keeps all significant digits, and no value
/// overflows to Infinity or underflows to zero. Rounding a fraction is allowed.
#[cold]
#[inline(never)]
pub(crate) fn is_representable(literal: &[u8]) -> bool {
    let Decimal { first, length, exponent } = Decimal::new(literal);
    if length == 0 {
        return true;
    }
    // 10^(below-1) <= value < 10^below.
    let below = exponent.saturating_add(length as i64);
    if (below, first) > GREATEST || (below, first) < LEAST {
        return false;
    }
    if exponent < 0 || length <= MIN_DIGITS {
        return true;
    }
    // 16 or 17 digits followed by many zeros were printed from a double.
    let unit = |power: i64| 10_u64.checked_pow(u32::try_from(power).ok()?);
    match (unit(below - MAX_DIGITS as i64).and_then(|unit| first.checked_mul(unit)), unit(exponent)) {
        _ if length > MAX_DIGITS => false,
        (Some(value), Some(unit)) => is_shortest(value, unit),
        (None, Some(unit)) if below < MAX_DIGITS as i64 => is_shortest(first / 10, unit),
        _ => true,
    }
}

/// Whether the double nearest to `value` is printed with the same digits: no value with one digit less rounds to that
/// double, and no value with as many digits is nearer to it. `unit` is the weight of the last digit.
fn is_shortest(value: u64, unit: u64) -> bool {
    let double = value as f64;
    let same = |other: u64| other as f64 == double;
    let tens = unit.saturating_mul(10);
    let shorter = value - value % tens;
    if same(shorter) || same(shorter.saturating_add(tens)) {
        return false;
    }
    let away = |other: u64| (double as u64).abs_diff(other);
    let nearer = |other: u64| same(other) && away(other) < away(value);
    !nearer(value.saturating_add(unit)) && !nearer(value - unit)
}

#[cfg(test)]
mod tests;

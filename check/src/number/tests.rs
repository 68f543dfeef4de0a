//! Tables, and random literals compared with std.

use super::*;

#[test]
fn a_literal_is_an_integer_by_its_value() {
    for whole in ["0", "-0", "7", "-12", "100", "2.0", "-2.000", "2e3", "2E+3", "20e-1", "1200e-2", "1.5e1"] {
        assert!(is_integer(whole.as_bytes()), "{whole}");
    }
    for whole in ["0.0", "0e-5", "-0.0e-9", "1e999", "0e99999999999999999999", "1.25e2", "1e400", "10e-1"] {
        assert!(is_integer(whole.as_bytes()), "{whole}");
    }
    for broken in ["0.5", "2.5", "-2.01", "2e-1", "20e-2", "1.5e0", "1.25e1", "1e-99999999999999999999"] {
        assert!(!is_integer(broken.as_bytes()), "{broken}");
    }
}

/// The digits without zeros at either end, and the power of ten of the last digit.
fn significant(literal: &str) -> (String, i64) {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let kept = digits.trim_end_matches('0');
    // No literal here has an exponent that large.
    let exponent: i64 = exponent.parse().unwrap_or(i64::from(i32::MAX));
    let exponent = exponent - fraction.len() as i64 + (digits.len() - kept.len()) as i64;
    (kept.trim_start_matches('0').to_owned(), exponent)
}

/// The rule, with the parser and the printer of std.
fn oracle(literal: &str) -> bool {
    let (digits, exponent) = significant(literal);
    let number: f64 = literal.parse().unwrap();
    if digits.is_empty() {
        return true;
    }
    if number.is_infinite() || number == 0.0 {
        return false;
    }
    exponent < 0 || significant(&format!("{number:e}")).0 == digits
}

/// Compares with the oracle, except for 16 or 17 digits followed by many zeros.
#[track_caller]
fn agree(literal: &str) {
    let (digits, exponent) = significant(literal);
    if (16..=17).contains(&digits.len()) && digits.len() as i64 + exponent > 19 {
        return;
    }
    assert_eq!(is_representable(literal.as_bytes()), oracle(literal), "{literal}");
}

#[test]
fn numbers_are_representable_or_not() {
    for (literal, held) in [
        ("0", true),
        ("-0", true),
        ("0e999999999999999999999", true),
        ("0.000", true),
        ("9007199254740991", true),
        ("9007199254740992", true),
        ("9007199254740993", false),
        ("-9007199254740993", false),
        ("9007199254740993.0", false),
        ("9007199254740993.5", true),
        ("90071992547409930e-1", false),
        ("12345678901234567000", true),
        ("12345678901234567001", false),
        ("18446744073709551616", false),
        ("18446744073709552000", true),
        ("1e23", true),
        ("1e22", true),
        ("100000000000000000000000", true),
        ("99999999999999991611392", false),
        ("1.2345678901234567e+21", true),
        ("1.2345678901234567e+200", true),
        ("1.2345678901234568e+21", true),
        ("1.7976931348623157e308", true),
        ("1.7976931348623159e308", false),
        ("1.8e308", false),
        ("1e308", true),
        ("1e309", false),
        ("-1e400", false),
        ("1e99999999999999999999", false),
        ("5e-324", true),
        ("3e-324", true),
        ("2.4703282292062327e-324", false),
        ("2.4703282292062328e-324", true),
        ("2e-324", false),
        ("1e-400", false),
        ("1e-99999999999999999999", false),
        ("0.30000000000000004", true),
        ("0.1234567890123456789", true),
        ("3.14159265358979323846264338327950288", true),
    ] {
        assert_eq!(is_representable(literal.as_bytes()), held, "{literal}");
        agree(literal);
    }
}

#[test]
fn the_limits_are_exact_in_their_first_digits() {
    let largest = format!("{:.0}", f64::MAX);
    for (digits, power) in [(GREATEST.1, 292), (LEAST.1, -340)] {
        for change in -20..=20_i64 {
            let digits = digits.saturating_add_signed(change);
            let held = is_representable(format!("{digits}e{power}").as_bytes());
            let number: f64 = format!("{digits}e{power}").parse().unwrap();
            assert_eq!(held, number.is_finite() && number != 0.0, "{digits}e{power}");
        }
    }
    agree(&largest);
    agree(&format!("{largest}.5"));
    agree(&format!("2{}", "0".repeat(308)));
    agree(&format!("0.{}25", "0".repeat(323)));
    agree(&format!("0.{}24", "0".repeat(323)));
    agree(&format!("1{}", "0".repeat(309)));
}

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The rounds of a test; `NUMBERS` sets another number.
fn rounds() -> u64 {
    std::env::var("NUMBERS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5_000)
}

#[test]
fn random_digits_agree_with_std() {
    let mut state = 1;
    for _ in 0..rounds() {
        let length = 14 + random(&mut state) % 6;
        let digits = random(&mut state) % 10_u64.pow(length as u32);
        agree(&format!("{digits}"));
        agree(&format!("{digits}e{}", random(&mut state) % 310));
        agree(&format!("{}.{digits}E+{}", random(&mut state) % 10, random(&mut state) % 330));
        agree(&format!("0.{digits}e-{}", random(&mut state) % 330));
    }
}

#[test]
fn every_number_that_javascript_prints_is_representable() {
    let mut state = 2;
    for _ in 0..rounds() {
        let number = f64::from_bits(random(&mut state)).abs();
        // JavaScript prints the same digits. Powers of two are tested as well.
        for number in [number, f64::from_bits(number.to_bits() & !0 << 52)] {
            if number.is_finite() {
                assert!(is_representable(format!("{number:e}").as_bytes()), "{number:e}");
                assert!(is_representable(format!("{number}").as_bytes()), "{number}");
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn neighbours_of_printed_numbers_agree_with_std() {
    let mut state = 3;
    for _ in 0..rounds() {
        let number = f64::from_bits(random(&mut state) >> 1);
        let powers = f64::from_bits(number.to_bits() & !0 << 52);
        let whole = (random(&mut state) >> (random(&mut state) % 12)) as f64;
        for number in [number, powers, whole].into_iter().filter(|number| number.is_finite()) {
            let (digits, exponent) = significant(&format!("{number:e}"));
            let digits: u64 = digits.parse().unwrap_or(0);
            for (digits, exponent) in [(digits, exponent), (digits * 10, exponent - 1)] {
                for change in -3_i64..=3 {
                    agree(&format!("{}e{exponent}", digits.saturating_add_signed(change)));
                }
            }
        }
    }
}

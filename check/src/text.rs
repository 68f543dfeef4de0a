//! Short texts built without `core::fmt`, which would cost several kilobytes of WebAssembly.

/// All parts in one string.
#[must_use]
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The number in decimal digits.
#[must_use]
#[inline(never)]
pub fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}

/// Appends the number in decimal digits.
#[inline(never)]
pub fn push_decimal(text: &mut String, mut number: u64) {
    let start = text.len();
    loop {
        // The last digit is computed first, so each digit is inserted before the others.
        text.insert(start, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 99, 100, 1_234_567_890, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}

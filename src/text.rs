//! Short texts built without `core::fmt`, and names that are safe to print.

pub use kombo_edge_check::{concat, decimal};

/// Those of the first 40 bytes that `keep` accepts; it accepts ASCII only.
#[must_use]
pub fn only(text: &str, keep: fn(u8) -> bool) -> String {
    let mut kept = String::new();
    for byte in text.bytes().take(40) {
        if keep(byte) {
            kept.push(char::from(byte));
        }
    }
    kept
}

/// The longest name that is printed. The longest name of this package has 26 bytes.
const MAX_NAME: usize = 32;

/// A name that is safe to print in one line of a log. A name that is too long becomes `(long)`.
#[must_use]
pub fn printable(name: &str) -> String {
    let shown = if name.len() > MAX_NAME { "(long)" } else { name };
    only(shown, |byte| byte.is_ascii_graphic() && byte != b'`')
}

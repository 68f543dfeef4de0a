//! A text of the server as a canonical JSON string in ASCII: equal texts have equal literals.
//!
//! JavaScript strings and JSON may contain lone surrogates, which a Rust `String` cannot. A literal keeps them from the body
//! to `JSON.parse`.

use kombo_edge_check::ascii_literal;

use crate::text::{concat, decimal};

/// A JSON string with its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// The literal of a JSON string in any spelling, cut to `max_units` UTF-16 units. None when it is not UTF-8.
    #[must_use]
    pub fn new(json: &[u8], max_units: usize) -> Option<Self> {
        ascii_literal(json, max_units).map(Literal)
    }

    /// The literal, with its quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The literal without its quotes.
    #[must_use]
    pub fn inside(&self) -> &str {
        self.0.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default()
    }

    /// A hash of 128 bits: FNV-1 and FNV-1a with 64 bits each, as two decimal numbers.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let (mut first, mut second) = (0xcbf2_9ce4_8422_2325_u64, 0xcbf2_9ce4_8422_2325_u64);
        for byte in self.0.bytes() {
            first = first.wrapping_mul(PRIME) ^ u64::from(byte);
            second = (second ^ u64::from(byte)).wrapping_mul(PRIME);
        }
        concat(&[&decimal(first), " ", &decimal(second)])
    }
}

//! A text of the server's as a JSON string: ASCII, quoted, in one spelling, so that equal texts are equal bytes.
//!
//! Half of a surrogate pair may stand alone in JavaScript's strings and in JSON, but in no `String` of Rust: as a literal it
//! stays what it is, from the body to `JSON.parse`.

use kombo_edge_check::ascii_literal;

use crate::text::{concat, decimal};

/// A string of JSON with its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// Of a string of JSON however it is spelled, cut to so many UTF-16 units. None when it is not UTF-8.
    #[must_use]
    pub fn new(json: &[u8], most_units: usize) -> Option<Self> {
        ascii_literal(json, most_units).map(Literal)
    }

    /// The literal, with its quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text between the quotes, as it stands there.
    #[must_use]
    pub fn inside(&self) -> &str {
        self.0.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default()
    }

    /// 128 bits that tell it from others: FNV-1 and FNV-1a, over 64 bits each, as two decimal numbers.
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

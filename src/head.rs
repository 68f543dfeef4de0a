//! What an answer's status and headers say: the few headers that are read, parsed once.

use crate::value::Value;

/// The server's own account of how much may still be asked. Every part is optional: no number is documented.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateLimit {
    /// How many requests a window allows.
    pub limit: Option<f64>,
    /// How many are left in this window.
    pub remaining: Option<f64>,
    /// Milliseconds until the window begins anew.
    pub reset_ms: Option<f64>,
}

/// Status and headers of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The HTTP status; 0 for a redirect that the browser hides.
    pub status: u16,
    /// The media type, without its parameters, as far as it is one.
    pub media_type: Option<String>,
    /// `Retry-After` or `retry-after-ms`, in milliseconds from now.
    pub retry_after_ms: Option<u64>,
    /// The `ratelimit-*` headers.
    pub rate_limit: RateLimit,
    /// The `x-request-id` header.
    pub request_id: Option<String>,
}

impl Head {
    /// Reads the headers through `get`, which gives a header's value by its lower-case name; `parse_date` reads
    /// the three date forms of RFC 9110 as milliseconds since 1970.
    pub fn read(
        status: u16,
        epoch_ms: f64,
        get: &dyn Fn(&str) -> Option<String>,
        parse_date: fn(&str) -> Option<f64>,
    ) -> Self {
        let number = |name: &str| get(name).and_then(|text| amount(&text));
        let after = || {
            let text = get("retry-after")?;
            if let Some(seconds) = amount(&text) {
                return Some(seconds * 1000.0);
            }
            parse_date(text.trim_ascii()).map(|date| (date - epoch_ms).max(0.0))
        };
        Head {
            status,
            media_type: get("content-type").and_then(|text| media_type(&text)),
            retry_after_ms: number("retry-after-ms").or_else(after).map(|ms| ms.ceil() as u64),
            rate_limit: RateLimit {
                limit: number("ratelimit-limit"),
                remaining: number("ratelimit-remaining"),
                reset_ms: number("ratelimit-reset").map(|seconds| seconds * 1000.0),
            },
            request_id: get("x-request-id").filter(|id| id.len() <= 200),
        }
    }

    /// Whether any of the rate-limit headers was there.
    pub fn has_rate_limit(&self) -> bool {
        self.rate_limit != RateLimit::default()
    }

    /// The member that tells users of them.
    pub fn rate_limit(&self) -> Option<(&'static str, Value<'static>)> {
        let RateLimit { limit, remaining, reset_ms } = self.rate_limit;
        let value = Value::Map(vec![
            ("limit", limit.into()),
            ("remaining", remaining.into()),
            ("reset_ms", reset_ms.into()),
        ]);
        self.has_rate_limit().then_some(("rate_limit", value))
    }

    /// Whether the status alone says that trying again can help.
    pub fn is_retryable_status(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
    }
}

/// A number that is finite and not negative: digits, perhaps with a point among them.
fn amount(text: &str) -> Option<f64> {
    // NaN until there is a digit, and then at least 0.
    let (mut number, mut scale) = (f64::NAN, None);
    for byte in text.trim_ascii().bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number.max(0.0) * 10.0 + f64::from(byte - b'0');
                scale = scale.map(|scale| scale * 10.0);
            }
            b'.' if scale.is_none() => scale = Some(1.0),
            _ => return None,
        }
    }
    Some(number / scale.unwrap_or(1.0)).filter(|n| *n < 1e12)
}

/// `text/html` of `text/html; charset=utf-8`; none for what is no media type, so that it may be printed.
fn media_type(text: &str) -> Option<String> {
    let essence = text.as_bytes().split(|b| *b == b';').next()?.trim_ascii();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'.' | b'-');
    if essence.len() > 60 || essence.split(|b| *b == b'/').count() != 2 || !essence.iter().all(plain) {
        return None;
    }
    Some(essence.iter().map(|b| char::from(b.to_ascii_lowercase())).collect())
}

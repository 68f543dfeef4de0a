//! The status and the parsed headers of a response.

use crate::json::Json;

/// The rate limit as the server reports it. Each value is optional, because Kombo documents none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateLimit {
    /// The requests allowed in a window.
    pub limit: Option<f64>,
    /// The requests left in this window.
    pub remaining: Option<f64>,
    /// The time until the next window, in milliseconds.
    pub reset_ms: Option<f64>,
}

/// The status and headers of a response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The HTTP status; 0 for an opaque redirect in a browser.
    pub status: u16,
    /// The media type without its parameters, if it is valid.
    pub media_type: Option<String>,
    /// `Retry-After` or `retry-after-ms`, in milliseconds from now.
    pub retry_after_ms: Option<u64>,
    /// The `ratelimit-*` headers.
    pub rate_limit: RateLimit,
    /// The `x-request-id` header.
    pub request_id: Option<String>,
}

impl Head {
    /// Parses the headers. `get` returns the value of a header by its lower-case name; an HTTP date is given as `@` and the
    /// Unix time in milliseconds. `epoch_ms` is the local time.
    pub fn read(status: u16, epoch_ms: f64, get: &dyn Fn(&str) -> Option<String>) -> Self {
        let date = |name: &str| one_amount(get(name)?.strip_prefix('@')?.as_bytes());
        // The server's times are relative to the server's clock.
        let now_ms = date("date").unwrap_or(epoch_ms);
        let number = |name: &str| get(name).and_then(|text| amount(&text));
        let span = |name: &str, unit_ms: f64| match number(name) {
            Some(number) => Some(span_ms(number, unit_ms, now_ms)),
            None => date(name).map(|at_ms| (at_ms - now_ms).max(0.0)),
        };
        let retry_after_ms = span("retry-after-ms", 1.0).or_else(|| span("retry-after", 1000.0));
        Head {
            status,
            media_type: get("content-type").and_then(|text| media_type(&text)),
            retry_after_ms: retry_after_ms.map(|ms| ms.ceil() as u64),
            rate_limit: RateLimit {
                limit: number("ratelimit-limit"),
                remaining: number("ratelimit-remaining"),
                reset_ms: span("ratelimit-reset", 1000.0),
            },
            request_id: get("x-request-id").filter(|id| id.len() <= 200),
        }
    }

    /// Writes the member `rate_limit`, if there were such headers.
    pub fn write_rate_limit(&self, json: &mut Json) {
        let RateLimit { limit, remaining, reset_ms } = self.rate_limit;
        if self.rate_limit == RateLimit::default() {
            return;
        }
        let mut members = Json::new();
        for (name, value) in [("limit", limit), ("remaining", remaining), ("reset_ms", reset_ms)] {
            match value {
                Some(number) => members.number(name, number),
                None => members.json(name, "null"),
            }
        }
        json.json("rate_limit", &members.end());
    }

    /// Whether a retry can help, by the status alone.
    #[must_use]
    pub fn is_retryable_status(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
    }
}

/// From this number on, a value is a point in time, not a duration: 10^9 seconds are 31 years.
const POINT_IN_TIME: f64 = 1e9;

/// From this number on, a point in time is in milliseconds: in seconds, it would be in the year 5138.
const POINT_IN_MS: f64 = 1e11;

/// The duration of a header in milliseconds: a number of units, or the time until a point in Unix time.
fn span_ms(number: f64, unit_ms: f64, now_ms: f64) -> f64 {
    if number < POINT_IN_TIME {
        return number * unit_ms;
    }
    let at_ms = if number < POINT_IN_MS { number * 1000.0 } else { number };
    (at_ms - now_ms).max(0.0)
}

/// A finite, non-negative number; the largest of a list, which is what repeated headers arrive as.
fn amount(text: &str) -> Option<f64> {
    text.as_bytes()
        .split(|byte| *byte == b',')
        .try_fold(0.0_f64, |max, part| Some(max.max(one_amount(part)?)))
}

/// Digits, optionally with a decimal point.
fn one_amount(text: &[u8]) -> Option<f64> {
    // NaN until the first digit.
    let (mut number, mut scale) = (f64::NAN, None);
    for byte in text.trim_ascii() {
        match byte {
            b'0'..=b'9' => {
                number = number.max(0.0) * 10.0 + f64::from(*byte - b'0');
                scale = scale.map(|scale| scale * 10.0);
            }
            b'.' if scale.is_none() => scale = Some(1.0),
            _ => return None,
        }
    }
    Some(number / scale.unwrap_or(1.0)).filter(|n| *n < 1e15)
}

/// `text/html` of `text/html; charset=utf-8`; none for an invalid media type, so that the result is safe to print.
fn media_type(text: &str) -> Option<String> {
    let essence = text.as_bytes().split(|b| *b == b';').next()?.trim_ascii();
    // The brackets and the underscore are for `[api_key]`, which the driver puts in place of the key.
    let is_plain =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'.' | b'-' | b'[' | b']' | b'_');
    if essence.len() > 60 || essence.split(|b| *b == b'/').count() != 2 || !essence.iter().all(is_plain) {
        return None;
    }
    Some(essence.iter().map(|b| char::from(b.to_ascii_lowercase())).collect())
}

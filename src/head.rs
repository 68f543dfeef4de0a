//! What an answer's status and headers say: the few headers that are read, parsed once.

use crate::json::Json;

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
    /// Reads the headers through `get`, which returns a header's value by its lower-case name; one that is an HTTP date
    /// comes as `@` and milliseconds since 1970. `epoch_ms` is the local time.
    pub fn read(status: u16, epoch_ms: f64, get: &dyn Fn(&str) -> Option<String>) -> Self {
        let date = |name: &str| one_amount(get(name)?.strip_prefix('@')?.as_bytes());
        // A point in time is the server's, so the time until then is told by the server's clock.
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

    /// Writes the member that tells users of the rate-limit headers, where there were any.
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

    /// Whether the status alone says that trying again can help.
    pub fn is_retryable_status(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
    }
}

/// From this number on, it is no span but a point in time: a thousand million seconds are 31 years.
const POINT_IN_TIME: f64 = 1e9;

/// From this one on, that point is given in milliseconds; in seconds it would be in the year 5138.
const POINT_IN_MS: f64 = 1e11;

/// The milliseconds that a header asks for: so many units from now, or until a point in Unix time.
fn span_ms(number: f64, unit_ms: f64, now_ms: f64) -> f64 {
    if number < POINT_IN_TIME {
        return number * unit_ms;
    }
    let at_ms = if number < POINT_IN_MS { number * 1000.0 } else { number };
    (at_ms - now_ms).max(0.0)
}

/// A number that is finite and not negative; of several, as two headers of one name arrive, the largest.
fn amount(text: &str) -> Option<f64> {
    text.as_bytes()
        .split(|byte| *byte == b',')
        .try_fold(0.0_f64, |most, part| Some(most.max(one_amount(part)?)))
}

/// Digits, perhaps with a point among them.
fn one_amount(text: &[u8]) -> Option<f64> {
    // NaN until there is a digit, and then at least 0.
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

/// `text/html` of `text/html; charset=utf-8`; none for what is no media type, so that it may be printed.
fn media_type(text: &str) -> Option<String> {
    let essence = text.as_bytes().split(|b| *b == b';').next()?.trim_ascii();
    // The driver puts `[api_key]` in the key's place.
    let plain =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+' | b'.' | b'-' | b'[' | b']' | b'_');
    if essence.len() > 60 || essence.split(|b| *b == b'/').count() != 2 || !essence.iter().all(plain) {
        return None;
    }
    Some(essence.iter().map(|b| char::from(b.to_ascii_lowercase())).collect())
}

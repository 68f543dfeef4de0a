//! What an answer's status and headers say: the few headers that are read, parsed once.

use std::time::UNIX_EPOCH;

use serde::Serialize;

/// The server's own account of how much may still be asked. Every part is optional: no number is documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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
    /// Reads the headers through `get`, which gives a header's value by its lower-case name.
    pub fn read(status: u16, epoch_ms: f64, get: impl Fn(&str) -> Option<String>) -> Self {
        let number = |name: &str| get(name).and_then(|text| amount(&text));
        let after = number("retry-after-ms")
            .or_else(|| get("retry-after").and_then(|text| retry_after(&text, epoch_ms)));
        Head {
            status,
            media_type: get("content-type").and_then(|text| media_type(&text)),
            retry_after_ms: after.map(|ms| ms.ceil() as u64),
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

    /// Whether the status alone says that trying again can help.
    pub fn is_retryable_status(&self) -> bool {
        matches!(self.status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
    }
}

/// A number that is finite and not negative.
fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    // Rust's parser would also take `inf`, `nan` and `1e9`; headers hold digits.
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse::<f64>().ok().filter(|n| plain && *n < 1e12)
}

fn retry_after(text: &str, epoch_ms: f64) -> Option<f64> {
    if let Some(seconds) = amount(text) {
        return Some(seconds * 1000.0);
    }
    let date = httpdate::parse_http_date(text.trim()).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((date.as_secs() as f64 * 1000.0 - epoch_ms).max(0.0))
}

/// `text/html` of `text/html; charset=utf-8`; none for what is no media type, so that it may be printed.
fn media_type(text: &str) -> Option<String> {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/+.-".contains(&b);
    (essence.len() <= 60 && essence.contains('/') && essence.bytes().all(plain))
        .then(|| essence.to_ascii_lowercase())
}

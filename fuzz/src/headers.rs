//! For all headers, times are finite and the media type is valid.

use kombo_edge::head::Head;

const NAMES: [&str; 8] = [
    "content-type",
    "date",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "retry-after-ms",
    "x-request-id",
];

/// The input is the values of the headers, one per line.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.split('\n').collect();
    let get = |name: &str| {
        let at = NAMES.iter().position(|known| *known == name)?;
        lines.get(at).filter(|line| !line.is_empty()).map(|line| (*line).to_owned())
    };
    let head = Head::read(429, 1.7e12, &get);
    assert!(head.media_type.is_none_or(|kind| kind.len() <= 60 && kind.is_ascii() && kind.contains('/')));
    assert!(head.request_id.is_none_or(|id| id.len() <= 200));
    for number in [head.rate_limit.limit, head.rate_limit.remaining, head.rate_limit.reset_ms] {
        assert!(number.is_none_or(|number| number.is_finite() && number >= 0.0));
    }
}

//! Waits and headers: tables.

#![allow(clippy::unwrap_used, missing_docs)]

use std::time::UNIX_EPOCH;

use kombo_edge::clock::Now;
use kombo_edge::head::Head;
use kombo_edge::json::Json;
use kombo_edge::retry::Policy;

fn now(random: f64) -> Now {
    Now { mono_ms: 0.0, epoch_ms: 0.0, random }
}

/// The value of a header as the driver passes it: a date is `@` and milliseconds.
fn from_driver(text: &str) -> String {
    let date = httpdate::parse_http_date(text).ok();
    let at = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok());
    at.map_or(text.to_owned(), |at| format!("@{}", at.as_millis()))
}

#[test]
fn back_off_doubles_from_the_base_to_the_limit_with_full_jitter() {
    let policy = Policy::default();
    let almost_one = 1.0 - f64::EPSILON;
    for (attempt, most) in [(1, 500), (2, 1000), (3, 2000), (4, 4000), (7, 30_000), (100, 30_000)] {
        assert_eq!(policy.wait_ms(attempt, None, now(0.0)), 0, "attempt {attempt}");
        assert_eq!(policy.wait_ms(attempt, None, now(0.5)), most / 2, "attempt {attempt}");
        assert_eq!(policy.wait_ms(attempt, None, now(almost_one)), most - 1, "attempt {attempt}");
    }
}

#[test]
fn a_wait_that_the_server_requests_is_kept() {
    let policy = Policy::default();
    assert_eq!(policy.wait_ms(1, Some(1), now(0.9)), 1);
    assert_eq!(policy.wait_ms(1, Some(90_000), now(0.0)), 90_000);
    assert_eq!(policy.wait_ms(1, Some(u64::MAX), now(0.0)), 2_147_483_647);
    assert_eq!(policy.wait_ms(1, Some(0), now(0.5)), 250, "zero is not a request for a wait");
}

#[test]
fn headers_are_parsed_in_every_form_and_invalid_ones_are_ignored() {
    // Tue, 15 Nov 1994 08:12:31 GMT
    let epoch_ms = 784_887_151_000.0;
    for (name, value, expected) in [
        ("retry-after", "3", Some(3000)),
        ("retry-after", " 0 ", Some(0)),
        ("retry-after", "1.5", Some(1500)),
        ("retry-after", "Tue, 15 Nov 1994 08:12:41 GMT", Some(10_000)),
        ("retry-after", "Tuesday, 15-Nov-94 08:12:41 GMT", Some(10_000)),
        ("retry-after", "Tue Nov 15 08:12:41 1994", Some(10_000)),
        ("retry-after", "Tue, 15 Nov 1994 08:00:00 GMT", Some(0)),
        ("retry-after", "-1", None),
        ("retry-after", "soon", None),
        ("retry-after", "inf", None),
        ("retry-after", "1e9", None),
        ("retry-after", "", None),
        ("retry-after-ms", "1234", Some(1234)),
        ("retry-after-ms", "12.5", Some(13)),
    ] {
        let head = Head::read(429, epoch_ms, &|asked| (asked == name).then(|| from_driver(value)));
        assert_eq!(head.retry_after_ms, expected, "{name}: {value}");
    }
}

#[test]
fn a_point_in_time_is_relative_to_the_clock_of_the_server() {
    let epoch_ms = 1_795_680_751_000.0;
    let soon = "Thu, 26 Nov 2026 08:12:41 GMT";
    for (name, value, date, expected) in [
        ("retry-after", "1795680761", None, 10_000.0),
        ("retry-after", "1795680761000", None, 10_000.0),
        ("retry-after-ms", "1795680761000", None, 10_000.0),
        ("retry-after", "1795680751", None, 0.0),
        ("retry-after", "1795673600", None, 0.0),
        ("ratelimit-reset", "1795680761", None, 10_000.0),
        ("ratelimit-reset", "1795680761000", None, 10_000.0),
        ("ratelimit-reset", soon, None, 10_000.0),
        ("ratelimit-reset", "30", None, 30_000.0),
        // The clock of the server is an hour ahead, or behind.
        ("retry-after", "1795684361", Some("Thu, 26 Nov 2026 09:12:31 GMT"), 10_000.0),
        ("retry-after", "1795677161", Some("Thu, 26 Nov 2026 07:12:31 GMT"), 10_000.0),
        ("retry-after", "Thu, 26 Nov 2026 09:12:41 GMT", Some("Thu, 26 Nov 2026 09:12:31 GMT"), 10_000.0),
        ("ratelimit-reset", "1795684361", Some("Thu, 26 Nov 2026 09:12:31 GMT"), 10_000.0),
        ("retry-after", "10", Some("Thu, 26 Nov 2026 09:12:31 GMT"), 10_000.0),
        ("retry-after", soon, Some("yesterday"), 10_000.0),
        // Repeated headers arrive as one.
        ("retry-after", "10, 10", None, 10_000.0),
        ("retry-after", "5, 10", None, 10_000.0),
        ("ratelimit-reset", "10,10", None, 10_000.0),
    ] {
        let get = |asked: &str| match asked {
            "date" => date.map(from_driver),
            asked => (asked == name).then(|| from_driver(value)),
        };
        let head = Head::read(429, epoch_ms, &get);
        let read = head.retry_after_ms.map(|ms| ms as f64).or(head.rate_limit.reset_ms);
        assert_eq!(read, Some(expected), "{name}: {value}, {date:?}");
    }
}

#[test]
fn rate_limits_are_parsed_and_each_value_is_optional() {
    let get = |name: &str| match name {
        "ratelimit-limit" => Some("100".into()),
        "ratelimit-reset" => Some("30".into()),
        _ => None,
    };
    let head = Head::read(200, 0.0, &get);
    assert_eq!(head.rate_limit.limit, Some(100.0));
    assert_eq!(head.rate_limit.remaining, None);
    assert_eq!(head.rate_limit.reset_ms, Some(30_000.0));
    let written = |head: &Head| {
        let mut json = Json::new();
        head.write_rate_limit(&mut json);
        json.end()
    };
    assert_eq!(written(&head), r#"{"rate_limit":{"limit":100,"remaining":null,"reset_ms":30000}}"#);
    assert_eq!(written(&Head::read(200, 0.0, &|_| None)), "{}");
}

#[test]
fn an_invalid_content_type_is_dropped() {
    for (value, expected) in [
        ("text/html; charset=utf-8", Some("text/html")),
        ("Application/JSON", Some("application/json")),
        ("text/html<script>", None),
        ("secret", None),
        ("", None),
    ] {
        let head = Head::read(502, 0.0, &|name| (name == "content-type").then(|| value.to_owned()));
        assert_eq!(head.media_type.as_deref(), expected, "{value}");
    }
}

//! Attempts, waits, deadlines and budgets.

use kombo_edge::error::Kind;
use kombo_edge::failure::Failure;
use kombo_edge::head::Head;
use kombo_edge::outcome::Stopped;
use kombo_edge::plan::Start;

use crate::driver::{begin, empty, from, head, number, walk};

#[test]
fn attempts_are_counted_and_the_last_failure_is_the_error() {
    let mut walk = begin();
    walk.fail(Failure::Timeout, 0.0);
    assert_eq!(walk.wait(0.0), 50);
    walk.fail(Failure::Network(None), 0.0);
    assert_eq!(walk.wait(0.0), 100);
    walk.fail(Failure::Network(Some("ECONNRESET".into())), 0.0);
    let events = walk.events.clone();
    let error = walk.error();
    assert_eq!((error.kind, error.attempts, error.retryable), (Kind::Network, 3, true));
    assert!(error.message.contains("ECONNRESET"));
    for attempt in 1..=3 {
        assert!(events.contains(&format!(r#""attempt":{attempt}"#)), "{events}");
    }
}

#[test]
fn a_page_after_a_retry_counts_its_attempts() {
    let mut walk = begin();
    walk.fail(Failure::Timeout, 0.0);
    walk.wait(0.0);
    walk.respond(head(200), &empty("null"), 0.0);
    let (page, requests) = walk.page();
    assert_eq!((page.attempts, requests), (2, 2));
}

#[test]
fn a_wait_that_the_server_requests_is_kept_in_full() {
    for (status, retry_after_ms, reset_ms, asked) in [
        (429, Some(7000), None, Some(7000)),
        (503, Some(7000), None, Some(7000)),
        (429, None, Some(9000.0), Some(9000)),
        (429, Some(7000), Some(9000.0), Some(7000)),
        (429, Some(3_600_000), None, Some(3_600_000)),
        (500, None, Some(9000.0), None),
    ] {
        let mut walk = begin();
        let mut head = Head { retry_after_ms, ..head(status) };
        head.rate_limit.reset_ms = reset_ms;
        walk.respond(head, "", 0.0);
        assert_eq!(walk.wait(0.0), asked.unwrap_or(50));
    }
}

#[test]
fn a_wait_is_at_most_an_hour_unless_the_deadline_allows_more() {
    let day = 86_400_000;
    for (deadline, waits) in [(None, false), (Some(day + 1), true), (Some(day), false)] {
        let call = deadline.map(|ms| ("deadline_ms", number(ms))).into_iter().collect();
        let mut walk = walk(call, Start::default());
        walk.respond(Head { retry_after_ms: Some(day.into()), ..head(429) }, "", 0.0);
        if waits {
            assert_eq!(walk.wait(0.0), u64::from(day));
        } else {
            let error = walk.error();
            assert_eq!((error.retry_after_ms, error.retryable), (Some(u64::from(day)), true));
        }
    }
}

#[test]
fn a_wait_beyond_the_deadline_fails_at_once_with_the_original_error() {
    for (retry_after_ms, now, fails) in [(4999, 0.0, false), (5000, 0.0, true), (10, 4995.0, true)] {
        let mut walk = walk(vec![("deadline_ms", number(5000))], Start::default());
        walk.respond(Head { retry_after_ms: Some(retry_after_ms), ..head(429) }, "", now);
        if fails {
            let error = walk.error();
            assert_eq!((error.kind, error.retry_after_ms), (Kind::Http, Some(retry_after_ms)));
            assert!(error.retryable);
        } else {
            walk.wait(now);
        }
    }
}

#[test]
fn the_deadline_limits_the_time_of_an_attempt() {
    let call = || vec![("deadline_ms", number(1500))];
    let mut walk = walk(call(), Start::default());
    assert_eq!(walk.request().timeout_ms, 1000.0);
    walk.fail(Failure::Timeout, 600.0);
    walk.wait(700.0);
    assert_eq!(walk.request().timeout_ms, 800.0);
    walk.fail(Failure::Timeout, 1500.0);
    assert_eq!(walk.error().kind, Kind::Deadline);
}

#[test]
fn the_deadline_stops_a_walk_after_a_page_and_fails_it_before() {
    let call = || vec![("deadline_ms", number(100))];
    for (start, stops) in [(Start::default(), false), (from("a", 1, 1), true)] {
        let mut timed_out = walk(call(), start.clone());
        timed_out.fail(Failure::Timeout, 100.0);
        let late = walk(call(), Start { started_ms: -100.0, ..start });
        for walk in [timed_out, late] {
            if stops {
                assert_eq!(walk.stopped(), Stopped::Deadline);
            } else {
                let error = walk.error();
                assert_eq!((error.kind, error.retryable), (Kind::Deadline, true));
            }
        }
    }
}

#[test]
fn budgets_stop_the_walk() {
    let pages = |most| vec![("max_pages", number(most))];
    let requests = |most| vec![("max_requests", number(most))];
    assert_eq!(walk(pages(2), from("b", 2, 2)).stopped(), Stopped::MaxPages);
    assert_eq!(walk(requests(5), from("b", 2, 5)).stopped(), Stopped::MaxRequests);
    let mut later = walk(requests(2), from("a", 1, 1));
    later.fail(Failure::Timeout, 0.0);
    assert_eq!(later.stopped(), Stopped::MaxRequests);
    let mut first = walk(requests(1), Start::default());
    first.fail(Failure::Timeout, 0.0);
    assert_eq!(first.error().kind, Kind::Timeout, "no page yet: the reason, not an empty walk");
}

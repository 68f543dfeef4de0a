//! The walk's decisions: every row of "Errors", "Retry, time, abort" and "Walking" that needs no network.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use kombo_edge::clock::Now;
use kombo_edge::error::{CODES, Error, Kind};
use kombo_edge::head::Head;
use kombo_edge::options::OnInvalid;
use kombo_edge::pager::{Failure, Limits, Pager, Start, Step, Stopped, Verdict};
use kombo_edge::retry::Policy;
use kombo_edge_check::Select;

const LIMITS: Limits = Limits {
    timeout_ms: 1000,
    retry: Policy { max_attempts: 3, base_ms: 100, max_ms: 1000 },
    deadline_at: None,
    max_pages: None,
    max_requests: None,
    on_invalid: OnInvalid::Report,
    select: Select::ALL,
};

fn at(ms: f64) -> Now {
    Now { mono_ms: ms, epoch_ms: 0.0, random: 0.5 }
}

fn page(next: Option<&str>) -> String {
    let next = next.map_or("null".into(), |next| format!("\"{next}\""));
    format!(r#"{{"status":"success","data":{{"next":{next},"results":[]}}}}"#)
}

fn head(status: u16) -> Head {
    Head { status, ..Head::default() }
}

fn expect_send(step: Step, number: u32) {
    match step {
        Step::Send { attempt, .. } => assert_eq!(attempt, number),
        other => panic!("{other:?}"),
    }
}

fn expect_fail(step: Step) -> Error {
    match step {
        Step::Fail(error) => *error,
        other => panic!("{other:?}"),
    }
}

fn expect_stop(step: Step) -> Stopped {
    match step {
        Step::Stop(stopped) => stopped,
        other => panic!("{other:?}"),
    }
}

fn answer(pager: &mut Pager, status: u16, body: &str) -> Step {
    match pager.on_response(&head(status), body.as_bytes(), at(0.0)) {
        Verdict::Next(step) => step,
        Verdict::Page(fetched) => panic!("{fetched:?}"),
    }
}

/// One whole page, fetched and accepted.
fn turn(pager: &mut Pager, next: Option<&str>) {
    expect_send(pager.step(at(0.0)), 1);
    match pager.on_response(&head(200), page(next).as_bytes(), at(0.0)) {
        Verdict::Page(fetched) => pager.accept(&fetched),
        Verdict::Next(step) => panic!("{step:?}"),
    }
}

/// Stands in for the engine's own `JSON.parse`.
fn decode(json: &[u8]) -> Option<String> {
    serde_json::from_slice(json).ok()
}

fn new(limits: Limits) -> Pager {
    Pager::new(limits, Start::default(), decode)
}

#[test]
fn pages_follow_their_cursors_and_only_null_is_the_end() {
    let mut pager = new(LIMITS);
    assert_eq!(pager.cursor(), None);
    for cursor in ["a", "b", "c"] {
        turn(&mut pager, Some(cursor));
        assert_eq!(pager.cursor(), Some(cursor));
    }
    turn(&mut pager, None);
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::End);
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::End, "and it stays the end");
}

#[test]
fn a_repeated_cursor_is_an_error_wherever_the_circle_closes() {
    for (start, nexts) in [
        (None, vec!["a", "a"]),
        (None, vec!["a", "b", "c", "b"]),
        (Some("a"), vec!["a"]),
        (Some("a"), vec!["b", "a"]),
    ] {
        let mut pager =
            Pager::new(LIMITS, Start { cursor: start.map(str::to_owned), ..Start::default() }, decode);
        for next in &nexts {
            turn(&mut pager, Some(next));
        }
        let error = expect_fail(pager.step(at(0.0)));
        assert_eq!(error.kind, Kind::Pagination);
        assert_eq!(error.cursor.as_deref(), nexts.last().copied());
        assert!(!error.retryable);
    }
}

#[test]
fn codes_decide_what_is_tried_again_and_then_the_status() {
    let retried = [
        "PLATFORM.RATE_LIMIT_EXCEEDED",
        "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED",
        "PLATFORM.TASK_TIMED_OUT",
        "REMOTE.RATE_LIMIT_EXCEEDED",
        "REMOTE.SERVICE_UNAVAILABLE",
    ];
    let by_status = ["PLATFORM.UNKNOWN_ERROR", "REMOTE.UNKNOWN_HTTP_ERROR", "SOME.NEW_CODE"];
    let codes = CODES.iter().map(|(code, _)| *code).chain(["SOME.NEW_CODE", "INTEGRATION.NEW_CODE"]);
    for code in codes {
        for status in [200, 400, 409, 500, 503] {
            let body = format!(
                r#"{{"status":"error","error":{{"code":"{code}","title":"t","message":"m","log_url":null}}}}"#
            );
            let mut pager = new(LIMITS);
            expect_send(pager.step(at(0.0)), 1);
            let again = retried.contains(&code) || (by_status.contains(&code) && matches!(status, 500 | 503));
            match answer(&mut pager, status, &body) {
                Step::Wait { because: error, .. } if again => assert_eq!(error.kind, Kind::Api),
                Step::Fail(error) if !again => {
                    assert_eq!((error.kind, error.code.as_deref()), (Kind::Api, Some(code)));
                    assert_eq!((error.status, error.message.as_str()), (Some(status), "m"));
                    assert_eq!(error.title.as_deref(), Some("t"));
                }
                other => panic!("{code} with {status}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_bare_status_decides_where_there_is_no_envelope() {
    for (status, again) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (408, true),
        (409, false),
        (425, true),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
        (301, false),
        (304, false),
        (0, false),
    ] {
        let mut pager = new(LIMITS);
        expect_send(pager.step(at(0.0)), 1);
        let error = match answer(&mut pager, status, "<html>Jane Roe</html>") {
            Step::Wait { because, .. } if again => because,
            Step::Fail(error) if !again => error,
            other => panic!("{status}: {other:?}"),
        };
        assert_eq!((error.kind, error.status), (Kind::Http, Some(status)));
        assert!(!error.message.contains("Jane"), "{}", error.message);
    }
}

#[test]
fn a_success_that_is_no_page_is_told_apart_by_whether_it_is_json() {
    for (body, again) in [
        ("", true),
        ("<html>", true),
        (r#"{"status":"success","data":{"next":null,"results":["#, true),
        (r#"{"status":"success","data":{"next":null,"results":[]}}x"#, true),
        ("null", false),
        ("[]", false),
        (r#"{"status":"success","data":{"results":[]}}"#, false),
        (r#"{"status":"success","data":{"next":"","results":[]}}"#, false),
        (r#"{"status":"success","data":{"next":1,"results":[]}}"#, false),
        (r#"{"status":"success","data":{"next":null,"results":{}}}"#, false),
        (r#"{"status":"ok","data":{"next":null,"results":[]}}"#, false),
    ] {
        let mut pager = new(LIMITS);
        expect_send(pager.step(at(0.0)), 1);
        let error = match answer(&mut pager, 200, body) {
            Step::Wait { because, .. } if again => because,
            Step::Fail(error) if !again => error,
            other => panic!("{body}: {other:?}"),
        };
        assert_eq!(error.kind, Kind::Decode, "{body}");
        assert!(error.message.contains(if again { "byte" } else { "$" }), "says where: {}", error.message);
    }
}

#[test]
fn attempts_are_counted_and_end_with_the_last_failure() {
    let mut pager = new(LIMITS);
    expect_send(pager.step(at(0.0)), 1);
    assert!(matches!(pager.on_failure(Failure::Timeout, None, at(0.0)), Step::Wait { ms: 50, .. }));
    expect_send(pager.step(at(0.0)), 2);
    assert!(matches!(pager.on_failure(Failure::Network(None), None, at(0.0)), Step::Wait { ms: 100, .. }));
    expect_send(pager.step(at(0.0)), 3);
    let error = expect_fail(pager.on_failure(Failure::Network(Some("ECONNRESET".into())), None, at(0.0)));
    assert_eq!((error.kind, error.attempts, error.retryable), (Kind::Network, 3, true));
    assert!(error.message.contains("ECONNRESET"));
}

#[test]
fn a_page_that_came_in_the_end_begins_the_count_anew() {
    let mut pager = new(LIMITS);
    expect_send(pager.step(at(0.0)), 1);
    pager.on_failure(Failure::Timeout, None, at(0.0));
    expect_send(pager.step(at(0.0)), 2);
    let Verdict::Page(fetched) = pager.on_response(&head(200), page(Some("a")).as_bytes(), at(0.0)) else {
        panic!("no page")
    };
    assert_eq!(fetched.attempts, 2);
    pager.accept(&fetched);
    expect_send(pager.step(at(0.0)), 1);
    assert_eq!((pager.pages(), pager.requests()), (1, 3));
}

#[test]
fn failures_that_cannot_pass_are_not_tried_again() {
    for failure in [Failure::NoResponse, Failure::TooLarge(10), Failure::OutOfMemory] {
        let mut pager = new(LIMITS);
        expect_send(pager.step(at(0.0)), 1);
        assert!(!expect_fail(pager.on_failure(failure, None, at(0.0))).retryable);
    }
}

#[test]
fn what_the_server_asks_for_is_waited_in_full() {
    let cases = [
        (429, Some(7000), None, Some(7000)),
        (503, Some(7000), None, Some(7000)),
        (429, None, Some(9000.0), Some(9000)),
        (429, Some(7000), Some(9000.0), Some(7000)),
        (500, None, Some(9000.0), None),
    ];
    for (status, retry_after_ms, reset_ms, asked) in cases {
        let mut pager = new(LIMITS);
        expect_send(pager.step(at(0.0)), 1);
        let mut head = Head { retry_after_ms, ..head(status) };
        head.rate_limit.reset_ms = reset_ms;
        let Verdict::Next(Step::Wait { ms, because }) = pager.on_response(&head, b"", at(0.0)) else {
            panic!("no wait")
        };
        assert_eq!(because.retry_after_ms, asked);
        assert_eq!(ms, asked.unwrap_or(50));
    }
}

#[test]
fn a_wait_that_would_outlast_the_deadline_fails_at_once_with_its_reason() {
    let limits = Limits { deadline_at: Some(5000.0), ..LIMITS };
    for (retry_after_ms, now, fails) in [(4999, 0.0, false), (5000, 0.0, true), (10, 4995.0, true)] {
        let mut pager = new(limits);
        expect_send(pager.step(at(0.0)), 1);
        let head = Head { retry_after_ms: Some(retry_after_ms), ..head(429) };
        match pager.on_response(&head, b"", at(now)) {
            Verdict::Next(Step::Fail(error)) if fails => {
                assert_eq!((error.kind, error.retry_after_ms), (Kind::Http, Some(retry_after_ms)));
                assert!(error.retryable);
            }
            Verdict::Next(Step::Wait { .. }) if !fails => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_attempt_gets_no_more_time_than_the_deadline_leaves() {
    let mut pager = new(Limits { deadline_at: Some(1500.0), ..LIMITS });
    for (now, expected, until) in [(0.0, 1000.0, false), (600.0, 900.0, true)] {
        let Step::Send { timeout_ms, until_deadline, .. } = pager.step(at(now)) else { panic!("no send") };
        assert_eq!((timeout_ms, until_deadline), (expected, until));
    }
}

#[test]
fn the_deadline_stops_a_walk_that_has_pages_and_fails_one_that_has_none() {
    let limits = Limits { deadline_at: Some(100.0), ..LIMITS };
    let mut pager = new(limits);
    expect_send(pager.step(at(0.0)), 1);
    assert_eq!(expect_fail(pager.on_failure(Failure::Deadline, None, at(100.0))).kind, Kind::Deadline);
    let mut pager = new(limits);
    turn(&mut pager, Some("a"));
    expect_send(pager.step(at(50.0)), 1);
    assert_eq!(expect_stop(pager.on_failure(Failure::Deadline, None, at(100.0))), Stopped::Deadline);
    assert_eq!(pager.cursor(), Some("a"));
    let mut pager = new(limits);
    turn(&mut pager, Some("a"));
    assert_eq!(expect_stop(pager.step(at(100.0))), Stopped::Deadline);
}

#[test]
fn budgets_stop_the_walk_and_leave_the_cursor() {
    let mut pager = new(Limits { max_pages: Some(2), ..LIMITS });
    turn(&mut pager, Some("a"));
    turn(&mut pager, Some("b"));
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::MaxPages);
    assert_eq!(pager.cursor(), Some("b"));

    let mut pager = new(Limits { max_requests: Some(2), ..LIMITS });
    turn(&mut pager, Some("a"));
    expect_send(pager.step(at(0.0)), 1);
    assert_eq!(expect_stop(pager.on_failure(Failure::Timeout, None, at(0.0))), Stopped::MaxRequests);
    assert_eq!(pager.cursor(), Some("a"));

    let mut pager = new(Limits { max_requests: Some(1), ..LIMITS });
    expect_send(pager.step(at(0.0)), 1);
    let error = expect_fail(pager.on_failure(Failure::Timeout, None, at(0.0)));
    assert_eq!(error.kind, Kind::Timeout, "no page yet: the reason, not an empty walk");

    let mut pager = new(Limits { max_pages: Some(1), ..LIMITS });
    turn(&mut pager, None);
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::End, "the end is the end, budget or not");
}

#[test]
fn a_walk_that_goes_on_from_another_keeps_its_counts() {
    let start = Start { cursor: Some("b".into()), pages: 2, requests: 5 };
    let mut pager = Pager::new(Limits { max_pages: Some(3), ..LIMITS }, start.clone(), decode);
    turn(&mut pager, Some("c"));
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::MaxPages);
    let mut pager = Pager::new(Limits { max_requests: Some(5), ..LIMITS }, start, decode);
    assert_eq!(expect_stop(pager.step(at(0.0))), Stopped::MaxRequests);
}

#[test]
fn records_that_break_the_contract_are_reported_or_end_the_walk() {
    let body = r#"{"status":"success","data":{"next":null,"results":[{"id":7},5]}}"#;
    let mut pager = new(LIMITS);
    expect_send(pager.step(at(0.0)), 1);
    let Verdict::Page(fetched) = pager.on_response(&head(200), body.as_bytes(), at(0.0)) else {
        panic!("no page")
    };
    let issue = fetched.issues.iter().find(|issue| issue.path == "$.id").unwrap();
    assert_eq!(
        (issue.index, issue.id.as_deref(), issue.expected, issue.found),
        (0, None, "string", "number")
    );
    assert!(
        fetched.issues.iter().any(|issue| issue.index == 1 && issue.path == "$" && issue.found == "number")
    );

    let mut pager = new(Limits { on_invalid: OnInvalid::Throw, ..LIMITS });
    expect_send(pager.step(at(0.0)), 1);
    let error = expect_fail(answer(&mut pager, 200, body));
    assert_eq!(
        (error.kind, error.issues.len(), error.retryable),
        (Kind::Decode, fetched.issues.len(), false)
    );
}

//! Errors: codes, statuses and bodies, and whether they are retried.

use kombo_edge::error::{CODES, Kind};
use kombo_edge::exchange::Answer;
use kombo_edge::failure::Failure;
use kombo_edge::literal::Literal;
use kombo_edge::outcome::{End, Stopped};

use crate::driver::{after, begin, empty, head};

#[test]
fn the_code_decides_about_a_retry_and_then_the_status() {
    let retried_codes = [
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
            let expected =
                retried_codes.contains(&code) || (by_status.contains(&code) && matches!(status, 500 | 503));
            let (retried, error) = after(status, &body);
            assert_eq!(retried, expected, "{code} with {status}");
            assert_eq!(
                (error.kind, error.code.as_deref(), error.status),
                (Kind::Api, Some(code), Some(status))
            );
            assert_eq!(error.server_message.as_ref().map(Literal::inside), Some("m"));
            assert_eq!(error.title.as_ref().map(Literal::inside), Some("t"));
        }
    }
}

#[test]
fn the_status_decides_about_a_retry_without_an_envelope() {
    let retried_statuses = [408, 425, 429, 500, 502, 503, 504];
    for status in [0, 301, 304, 400, 401, 403, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504] {
        let (retried, error) = after(status, "<html>Jane Roe</html>");
        assert_eq!(retried, retried_statuses.contains(&status), "{status}");
        assert_eq!((error.kind, error.status), (Kind::Http, Some(status)));
        assert!(!error.to_json().contains("Jane"), "{}", error.message);
    }
}

#[test]
fn a_success_that_is_not_a_page_is_retried_when_it_is_not_json() {
    for (body, expected) in [
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
        let (retried, error) = after(200, body);
        assert_eq!((retried, error.kind), (expected, Kind::Decode), "{body}");
        assert!(error.message.contains(if retried { "byte" } else { "$" }), "says where: {}", error.message);
    }
}

#[test]
fn permanent_failures_are_not_retried() {
    for failure in [Failure::NoResponse, Failure::FetchThrew, Failure::TooLarge(10), Failure::OutOfMemory] {
        let mut walk = begin();
        walk.fail(failure, 0.0);
        assert!(!walk.error().retryable);
    }
}

#[test]
fn a_page_that_does_not_fit_into_memory_is_an_error() {
    let mut walk = begin();
    walk.respond(head(200), &empty("null"), 0.0);
    walk.answer(Answer::Failed(Failure::OutOfMemory, None), 0.0);
    let error = walk.error();
    assert_eq!((error.kind, error.status, error.retryable), (Kind::Decode, Some(200), false));
}

#[test]
fn texts_of_the_server_are_in_a_member_of_their_own() {
    let body = |code: &str| {
        let error = concat!(
            r#"{"status":"error","error":{"code":"CODE","title":"t","#,
            r#""message":"m","log_url":"l"}}"#
        );
        error.replace("CODE", code)
    };
    let (_, new) = after(400, &body("SOME.NEW_CODE"));
    let new = new.to_json();
    assert!(
        new.contains(r#""server":{"message":"m","title":"t","log_url":"l","code":"SOME.NEW_CODE"}"#),
        "{new}"
    );
    assert!(new.contains("no message"), "{new}");
    let known = after(400, &body("PLATFORM.INPUT_INVALID")).1.to_json();
    assert!(known.contains(r#""code":"PLATFORM.INPUT_INVALID","server":{"message":"m""#), "{known}");
}

#[test]
fn the_end_of_a_walk_prints_its_error_or_its_stop() {
    let failed = End::from(Box::new(after(404, "").1));
    let stopped = End::Stopped(Stopped::MaxPages);
    let ends: [(Box<dyn std::error::Error>, &str); 2] =
        [(failed.into(), "is not Kombo's error envelope"), (stopped.into(), "the walk stopped: max_pages")];
    for (end, message) in ends {
        assert!(end.to_string().contains(message), "{end}");
    }
}

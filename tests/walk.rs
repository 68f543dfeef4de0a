//! The walk's decisions, driven as the package drives it: every row of errors, retries, time and budgets that needs no
//! network.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use kombo_edge::clock::Now;
use kombo_edge::error::{CODES, Error, Kind};
use kombo_edge::exchange::{Answer, Command, Walk};
use kombo_edge::failure::Failure;
use kombo_edge::head::Head;
use kombo_edge::input::Input;
use kombo_edge::literal::Literal;
use kombo_edge::plan::{Plan, Start};
use kombo_edge::request::Request;
use kombo_edge::response::Page;
use kombo_edge::walk::{End, Outcome, Stopped};

fn text(text: &str) -> Input {
    Input::Text(text.into())
}

fn number(number: u32) -> Input {
    Input::Number(number.to_string())
}

fn map(members: Vec<(&str, Input)>) -> Input {
    Input::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn at(ms: f64) -> Now {
    Now { mono_ms: ms, epoch_ms: 0.0, random: 0.5 }
}

fn cursor(text: &str) -> Literal {
    Literal::new(format!("\"{text}\"").as_bytes(), usize::MAX).unwrap()
}

fn from(text: &str, pages: u32, requests: u32) -> Start {
    Start { cursor: Some(cursor(text)), pages, requests, ..Start::default() }
}

/// A walk with these options of the call. One attempt may take a second; waits double from 100 ms, three attempts.
fn plan(key: Input, call: Vec<(&str, Input)>, start: Start) -> Plan {
    let retry = map(vec![("max_attempts", number(3)), ("base_ms", number(100)), ("max_ms", number(1000))]);
    let options = map(vec![
        ("api_key", key),
        ("integration_id", text("workday:1")),
        ("timeout_ms", number(1000)),
        ("retry", retry),
    ]);
    let source = map(vec![
        ("client", map(vec![("options", options)])),
        ("request", map(vec![("page_size", number(7))])),
        ("options", map(call)),
        ("events", Input::Bool(true)),
    ]);
    Plan::check(source, start).unwrap()
}

/// A walk and what it said last.
struct Driven {
    walk: Walk,
    events: String,
    command: Option<Command>,
}

impl Driven {
    fn new(plan: Plan) -> Self {
        let mut driven = Driven { walk: Walk::new(plan), events: String::new(), command: None };
        driven.answer(Answer::Done, 0.0);
        driven
    }

    fn answer(&mut self, answer: Answer, now: f64) {
        let (events, command) = self.walk.resume(at(now), answer);
        self.events += &events;
        self.command = command;
    }

    fn request(&self) -> &Request {
        match &self.command {
            Some(Command::Send(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    fn respond(&mut self, head: Head, body: &str, now: f64) {
        self.request();
        self.answer(Answer::Response { head: Box::new(head), body: body.into() }, now);
    }

    fn fail(&mut self, failure: Failure, now: f64) {
        self.request();
        self.answer(Answer::Failed(failure, None), now);
    }

    /// The wait that is asked for; over at once.
    fn wait(&mut self, now: f64) -> u64 {
        match self.command {
            Some(Command::Wait(ms)) => {
                self.answer(Answer::Done, now);
                ms
            }
            ref other => panic!("{other:?}"),
        }
    }

    fn outcome(self) -> Outcome {
        match self.command {
            Some(Command::End(outcome)) => outcome,
            other => panic!("{other:?}"),
        }
    }

    fn page(mut self) -> (Page, u32) {
        assert!(matches!(self.command, Some(Command::Take(_))), "{:?}", self.command);
        self.answer(Answer::Done, 0.0);
        let outcome = self.outcome();
        (*outcome.end.unwrap(), outcome.requests)
    }

    fn error(self) -> Error {
        match self.outcome().end {
            Err(End::Failed(error)) => *error,
            other => panic!("{other:?}"),
        }
    }

    fn stopped(self) -> Stopped {
        match self.outcome().end {
            Err(End::Stopped(stopped)) => stopped,
            other => panic!("{other:?}"),
        }
    }
}

fn issues(json: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(json).unwrap()
}

fn walk(call: Vec<(&str, Input)>, start: Start) -> Driven {
    Driven::new(plan(text("key"), call, start))
}

fn begin() -> Driven {
    walk(vec![], Start::default())
}

fn head(status: u16) -> Head {
    Head { status, ..Head::default() }
}

fn empty(next: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":{next},"results":[]}}}}"#)
}

/// What an answer leads to: the error that is waited out, or that ends the walk.
fn after(status: u16, body: &str) -> (bool, Error) {
    let mut walk = begin();
    walk.respond(head(status), body, 0.0);
    let again = matches!(walk.command, Some(Command::Wait(_)));
    if again {
        walk.wait(0.0);
        walk.respond(head(status), body, 0.0);
        walk.wait(0.0);
        walk.respond(head(status), body, 0.0);
    }
    (again, walk.error())
}

#[test]
fn a_page_goes_from_its_request_to_its_next_cursor() {
    let mut walk = walk(vec![], from("a", 1, 4));
    let request = walk.request();
    assert_eq!(request.url, "https://api.kombo.dev/v1/ats/candidates");
    assert_eq!(
        (&request.cursor, request.query.as_slice()),
        (&Some(cursor("a")), &[("page_size", "7".to_owned())][..])
    );
    let header =
        |name: &str| request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(header("authorization"), Some("Bearer key"));
    assert_eq!(header("x-integration-id"), Some("workday:1"));
    walk.respond(head(200), &empty("\"b\""), 25.0);
    let events = walk.events.clone();
    let (page, requests) = walk.page();
    assert_eq!((page.next, page.attempts, page.duration_ms, requests), (Some(cursor("b")), 1, 25.0, 5));
    assert!(!events.contains("key") && !events.contains("page_size"), "{events}");
}

#[test]
fn only_null_is_the_end() {
    let mut walk = begin();
    walk.respond(head(200), &empty("null"), 0.0);
    assert_eq!(walk.page().0.next, None);
}

#[test]
fn nothing_is_said_after_the_end() {
    let mut walk = begin();
    walk.fail(Failure::NoResponse, 0.0);
    assert!(matches!(walk.command, Some(Command::End(_))));
    walk.answer(Answer::Done, 0.0);
    assert!(walk.command.is_none());
}

#[test]
fn an_answer_out_of_order_ends_the_walk_and_nothing_else() {
    let mut walk = begin();
    walk.request();
    walk.answer(Answer::Key(None), 0.0);
    assert_eq!(walk.error().kind, Kind::Internal);
}

#[test]
fn a_cursor_that_came_before_is_an_error_and_sends_nothing() {
    let walk = walk(vec![], Start { repeated: true, ..from("a", 2, 2) });
    let error = walk.error();
    assert_eq!((error.kind, error.cursor, error.retryable), (Kind::Pagination, Some(cursor("a")), false));
}

#[test]
fn cursors_and_ids_keep_half_of_a_surrogate_pair() {
    let body = r#"{"status":"success","data":{"next":"\uD83D!","results":[{"id":"\ude00x"}]}}"#;
    let mut walk = begin();
    walk.respond(head(200), body, 0.0);
    let (page, _) = walk.page();
    assert_eq!(page.next.unwrap().as_str(), r#""\ud83d!""#);
    assert!(page.issue_count > 0 && page.issues.contains(r#""id":"\ude00x""#), "{}", page.issues);
    let (one, other) = (Literal::new(br#""\ud83d""#, 9).unwrap(), Literal::new(br#""\ude00""#, 9).unwrap());
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert_eq!(Literal::new(br#""\u0061""#, 9).unwrap().fingerprint(), cursor("a").fingerprint());
}

#[test]
fn what_the_server_chooses_in_length_is_bounded() {
    for (length, taken) in [(65_536, true), (65_537, false)] {
        let mut walk = begin();
        walk.respond(head(200), &empty(&format!("\"{}\"", "c".repeat(length))), 0.0);
        if taken {
            walk.page();
        } else {
            let error = walk.error();
            assert_eq!((error.kind, error.retryable), (Kind::Decode, false));
            assert!(error.message.contains("$.data.next"), "{}", error.message);
        }
    }
    let body = format!(
        r#"{{"status":"success","data":{{"next":null,"results":[{{"id":"{}"}}]}}}}"#,
        "i".repeat(100_000)
    );
    let mut walk = begin();
    walk.respond(head(200), &body, 0.0);
    assert_eq!(issues(&walk.page().0.issues)[0]["id"], "i".repeat(256));
    for (code, known) in [
        ("A".repeat(128), true),
        ("A".repeat(129), false),
        ("NO SPACE".into(), false),
        ("é".into(), false),
        (String::new(), false),
    ] {
        let body = format!(r#"{{"status":"error","error":{{"code":"{code}","message":"m"}}}}"#);
        assert_eq!(after(400, &body).1.code, known.then_some(code));
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
            let expected =
                retried.contains(&code) || (by_status.contains(&code) && matches!(status, 500 | 503));
            let (again, error) = after(status, &body);
            assert_eq!(again, expected, "{code} with {status}");
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
fn a_bare_status_decides_where_there_is_no_envelope() {
    let retried = [408, 425, 429, 500, 502, 503, 504];
    for status in [0, 301, 304, 400, 401, 403, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504] {
        let (again, error) = after(status, "<html>Jane Roe</html>");
        assert_eq!(again, retried.contains(&status), "{status}");
        assert_eq!((error.kind, error.status), (Kind::Http, Some(status)));
        assert!(!error.to_json().contains("Jane"), "{}", error.message);
    }
}

#[test]
fn a_success_that_is_no_page_is_told_apart_by_whether_it_is_json() {
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
        let (again, error) = after(200, body);
        assert_eq!((again, error.kind), (expected, Kind::Decode), "{body}");
        assert!(error.message.contains(if again { "byte" } else { "$" }), "says where: {}", error.message);
    }
}

#[test]
fn attempts_are_counted_and_end_with_the_last_failure() {
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
fn a_page_that_came_in_the_end_counts_its_attempts() {
    let mut walk = begin();
    walk.fail(Failure::Timeout, 0.0);
    walk.wait(0.0);
    walk.respond(head(200), &empty("null"), 0.0);
    let (page, requests) = walk.page();
    assert_eq!((page.attempts, requests), (2, 2));
}

#[test]
fn failures_that_cannot_pass_are_not_tried_again() {
    for failure in [Failure::NoResponse, Failure::FetchThrew, Failure::TooLarge(10), Failure::OutOfMemory] {
        let mut walk = begin();
        walk.fail(failure, 0.0);
        assert!(!walk.error().retryable);
    }
}

#[test]
fn a_page_that_cannot_be_parsed_for_want_of_memory_is_an_error() {
    let mut walk = begin();
    walk.respond(head(200), &empty("null"), 0.0);
    walk.answer(Answer::Failed(Failure::OutOfMemory, None), 0.0);
    let error = walk.error();
    assert_eq!((error.kind, error.status, error.retryable), (Kind::Decode, Some(200), false));
}

#[test]
fn what_the_server_asks_for_is_waited_in_full() {
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
fn no_wait_is_longer_than_an_hour_unless_a_deadline_asks_for_it() {
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
fn a_wait_that_would_outlast_the_deadline_fails_at_once_with_its_reason() {
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
fn an_attempt_gets_no_more_time_than_the_deadline_leaves() {
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
fn the_deadline_stops_a_walk_that_has_pages_and_fails_one_that_has_none() {
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

#[test]
fn records_that_break_the_contract_are_reported_left_out_or_end_the_walk() {
    let body = r#"{"status":"success","data":{"next":null,"results":[{"id":7},5]}}"#;
    let mut reported = begin();
    reported.respond(head(200), body, 0.0);
    let (page, _) = reported.page();
    let listed = issues(&page.issues);
    let issue = listed.iter().find(|issue| issue["path"] == "$.id").unwrap();
    let expected = serde_json::json!({ "index": 0, "id": null, "path": "$.id", "expected": "string", "found": "number" });
    assert_eq!(*issue, expected);
    assert!(
        listed.iter().any(|issue| issue["index"] == 1 && issue["path"] == "$" && issue["found"] == "number")
    );
    assert_eq!((page.records, page.issue_count as usize), (2, listed.len()));

    let mut skipped = walk(vec![("on_invalid", text("skip"))], Start::default());
    skipped.respond(head(200), body, 0.0);
    let Some(Command::Take(ref document)) = skipped.command else { panic!("{:?}", skipped.command) };
    assert!(!String::from_utf8_lossy(document.as_bytes()).contains('7'));
    assert_eq!(skipped.page().0.records, 0);

    let mut thrown = walk(vec![("on_invalid", text("throw"))], Start::default());
    thrown.respond(head(200), body, 0.0);
    let error = thrown.error();
    assert_eq!((error.kind, error.issues, error.retryable), (Kind::Decode, Some(page.issues), false));
}

#[test]
fn a_key_function_is_asked_for_each_attempt_within_its_time() {
    let function = || Input::Other("a function".into());
    let mut walk = Driven::new(plan(function(), vec![], Start::default()));
    for (attempt, key) in [(1, "one"), (2, "two")] {
        assert!(matches!(walk.command, Some(Command::AskKey { timeout_ms: 1000.0 })), "{:?}", walk.command);
        walk.answer(Answer::Key(Some(key.into())), 400.0);
        let request = walk.request();
        assert_eq!(request.headers.last().unwrap().1, format!("Bearer {key}"));
        assert_eq!(request.timeout_ms, if attempt == 1 { 600.0 } else { 1000.0 });
        walk.fail(Failure::Timeout, 400.0);
        walk.wait(400.0);
    }
    for (answer, kind) in [
        (Answer::Key(None), Kind::Input),
        (Answer::Key(Some("a b".into())), Kind::Input),
        (Answer::Failed(Failure::Network(None), None), Kind::Input),
        (Answer::Failed(Failure::Timeout, None), Kind::Timeout),
    ] {
        let mut walk = Driven::new(plan(function(), vec![("retry", Input::Bool(false))], Start::default()));
        walk.answer(answer, 0.0);
        let error = walk.error();
        assert_eq!((error.kind, error.attempts), (kind, 0));
        assert!(!error.message.contains("a b"));
    }
}

#[test]
fn the_servers_words_are_apart_from_ours() {
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

//! A page: its request, its cursor, its records, and the lengths that the server chooses.

use kombo_edge::error::Kind;
use kombo_edge::exchange::{Answer, Command};
use kombo_edge::failure::Failure;
use kombo_edge::input::Input;
use kombo_edge::literal::Literal;
use kombo_edge::plan::Start;

use crate::driver::{Driven, after, begin, cursor, empty, from, head, issues, plan, text, walk};

#[test]
fn a_page_is_requested_and_leads_to_the_next_cursor() {
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
fn a_null_cursor_ends_the_walk() {
    let mut walk = begin();
    walk.respond(head(200), &empty("null"), 0.0);
    assert_eq!(walk.page().0.next, None);
}

#[test]
fn there_is_no_command_after_the_end() {
    let mut walk = begin();
    walk.fail(Failure::NoResponse, 0.0);
    assert!(matches!(walk.command, Some(Command::End(_))));
    walk.answer(Answer::Done, 0.0);
    assert!(walk.command.is_none());
}

#[test]
fn an_answer_that_does_not_match_the_command_ends_the_walk() {
    let mut walk = begin();
    walk.request();
    walk.answer(Answer::Key(None), 0.0);
    assert_eq!(walk.error().kind, Kind::Internal);
}

#[test]
fn a_repeated_cursor_is_an_error_before_anything_is_sent() {
    let walk = walk(vec![], Start { repeated: true, ..from("a", 2, 2) });
    let error = walk.error();
    assert_eq!((error.kind, error.cursor, error.retryable), (Kind::Pagination, Some(cursor("a")), false));
}

#[test]
fn cursors_and_ids_keep_lone_surrogates() {
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
fn the_lengths_of_cursors_ids_and_codes_are_bounded() {
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
fn invalid_records_are_reported_skipped_or_end_the_walk() {
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
fn a_key_function_is_called_per_attempt_within_the_time_limit() {
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
    for (answer, kind, retryable) in [
        (Answer::Key(None), Kind::Input, false),
        (Answer::Key(Some("a b".into())), Kind::Input, false),
        (Answer::Failed(Failure::Network(None), None), Kind::Network, true),
        (Answer::Failed(Failure::FetchThrew, None), Kind::Network, false),
        (Answer::Failed(Failure::Timeout, None), Kind::Timeout, true),
    ] {
        let mut walk = Driven::new(plan(function(), vec![("retry", Input::Bool(false))], Start::default()));
        walk.answer(answer, 0.0);
        let error = walk.error();
        assert_eq!((error.kind, error.attempts, error.retryable), (kind, 0, retryable));
        assert!(!error.message.contains("a b") && !error.message.contains("fetch"), "{}", error.message);
    }
}

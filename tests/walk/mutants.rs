//! What the other tables do not reach: each test fails for a change of the code that `cargo mutants` made.

use kombo_edge::error::Kind;
use kombo_edge::exchange::{Answer, Command};
use kombo_edge::failure::Failure;
use kombo_edge::input::Input;
use kombo_edge::outcome::Stopped;
use kombo_edge::plan::{Plan, Start};

use crate::driver::{Driven, begin, cursor, empty, head, issues, map, number, plan, text};

/// A plan of a client with these options at this address, and what the package hands over beside it.
fn plan_at(url: &str, options: Vec<(&str, Input)>, more: Vec<(&str, Input)>) -> Plan {
    let options = [vec![("integration_id", text("workday:1")), ("server_url", text(url))], options].concat();
    let client =
        map(vec![("options", map(options)), ("url", text(url)), ("origin", text("https://app.example"))]);
    let source = vec![("client", client), ("request", map(vec![])), ("options", map(vec![]))];
    Plan::check(map([source, more].concat()), Start::default()).unwrap()
}

const PROXY: &str = "https://app.example/kombo";

fn page(records: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{records}]}}}}"#)
}

#[test]
fn each_issue_has_the_id_of_its_own_record() {
    let mut walk = begin();
    let record = |id: &str| format!(r#"{{"id":"{id}","first_name":5,"last_name":5}}"#);
    walk.respond(head(200), &page(&[record("a"), record("b")].join(",")), 0.0);
    let listed = issues(&walk.page().0.issues);
    let of = |name: &str| {
        listed.iter().filter(|issue| issue["id"] == name && issue["path"] == "$.first_name").count()
    };
    assert_eq!((of("a"), of("b")), (1, 1), "{listed:?}");
}

#[test]
fn a_number_that_javascript_cannot_hold_is_listed_unless_lines_keep_its_digits() {
    for (lines, listed) in [(false, 1), (true, 0)] {
        let mut walk = Driven::new(plan_at(PROXY, vec![], vec![("lines", Input::Bool(lines))]));
        walk.respond(head(200), &page(r#"{"id":"a","remote_data":{"a":9007199254740993}}"#), 0.0);
        let issues = issues(&walk.page().0.issues);
        let numbers = issues.iter().filter(|issue| issue.to_string().contains("remote_data")).count();
        assert_eq!(numbers, listed, "{lines}: {issues:?}");
    }
}

#[test]
fn a_cursor_of_64_kib_is_taken_and_a_longer_one_is_not() {
    for (length, taken) in [(65_536, true), (65_537, false)] {
        let mut walk = begin();
        walk.respond(head(200), &empty(&format!("\"{}\"", "c".repeat(length))), 0.0);
        assert_eq!(matches!(walk.command, Some(Command::Take(_))), taken, "{length}");
    }
}

#[test]
fn events_are_a_list_in_json_with_the_path_alone() {
    for (url, path) in [(PROXY, "/kombo/ats/candidates"), ("https://b.example", "/ats/candidates")] {
        let mut walk = Driven::new(plan_at(url, vec![], vec![("events", Input::Bool(true))]));
        let events = |walk: &mut Driven| issues(&format!("[{}]", std::mem::take(&mut walk.events)));
        assert_eq!(events(&mut walk)[0]["path"], path);
        walk.respond(head(503), "", 5.0);
        let found = events(&mut walk);
        assert_eq!((found.len(), &found[0]["path"]), (2, &path.into()), "a response and a retry: {found:?}");
    }
}

#[test]
fn a_walk_goes_on_where_the_package_says_it_is() {
    let there = |cursor: &str, repeated| {
        plan_at(PROXY, vec![], vec![("cursor", text(cursor)), ("repeated", Input::Bool(repeated))])
    };
    assert_eq!(Driven::new(there("\"b\"", false)).request().cursor, Some(cursor("b")));
    assert_eq!(Driven::new(there("\"b\"", true)).error().kind, Kind::Pagination);
}

#[test]
fn the_names_of_what_stopped_a_walk_are_those_of_the_options() {
    let table = [
        (Stopped::MaxPages, "max_pages"),
        (Stopped::MaxRequests, "max_requests"),
        (Stopped::Deadline, "deadline"),
    ];
    for (stopped, name) in table {
        assert_eq!(stopped.as_str(), name);
    }
}

#[test]
fn what_the_key_function_took_is_no_longer_there_for_the_request() {
    let mut walk = Driven::new(plan(Input::Other("a function".into()), vec![], Start::default()));
    walk.answer(Answer::Key(Some("first".into())), 100.0);
    walk.fail(Failure::Timeout, 1100.0);
    walk.wait(1200.0);
    walk.answer(Answer::Key(Some("second".into())), 1500.0);
    assert_eq!(walk.request().timeout_ms, 700.0);
}

#[test]
fn only_a_network_error_of_a_page_at_another_origin_names_cors() {
    let hint = |url: &str, failure: Failure| {
        let once = map(vec![("max_attempts", number(1))]);
        let mut walk = Driven::new(plan_at(url, vec![("retry", once)], vec![]));
        walk.fail(failure, 0.0);
        walk.error().message.contains("CORS")
    };
    assert!(hint("https://b.example", Failure::Network(None)));
    assert!(!hint(PROXY, Failure::Network(None)));
    assert!(!hint("https://b.example", Failure::Timeout));
}

//! Valid and invalid options and parameters: tables.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use kombo_edge::environment::Environment;
use kombo_edge::error::{Error, Kind};
use kombo_edge::input::{FUNCTION, Input};
use kombo_edge::options::{Call, Client, Key, OnInvalid};
use kombo_edge::request::{Query, check_integration, headers};
use kombo_edge::retry::Policy;

fn text(text: &str) -> Input {
    Input::Text(text.into())
}

fn list(items: &[&str]) -> Input {
    Input::List(items.iter().map(|item| text(item)).collect())
}

fn number(literal: &str) -> Input {
    Input::Number(literal.into())
}

fn other(words: &str) -> Input {
    Input::Other(words.into())
}

fn map<const N: usize>(members: [(&str, Input); N]) -> Input {
    Input::Map(members.into_iter().map(|(name, input)| (name.to_owned(), input)).collect())
}

fn client<const N: usize>(given: [(&str, Input); N]) -> Result<Client, Box<Error>> {
    Client::check(map(given), &Environment::default())
}

fn at(href: &str, environment: &Environment) -> Result<Client, Box<Error>> {
    Client::check(
        map([("server_url", text(href))]),
        &Environment { url: Some(href.into()), ..environment.clone() },
    )
}

fn refused<T>(what: &str, result: Result<T, Box<Error>>, parts: &[&str]) {
    let error = match result {
        Ok(_) => panic!("{what}: accepted"),
        Err(error) => error,
    };
    assert_eq!(error.kind, Kind::Input, "{what}");
    for part in parts {
        assert!(error.message.contains(part), "{what}: {:?} does not say {part:?}", error.message);
    }
}

#[test]
fn only_parameters_that_are_set_are_sent_in_the_form_of_the_api() {
    type Row = (&'static str, Input, &'static str);
    let rows: [Row; 18] = [
        ("page_size", number("1"), "1"),
        ("page_size", number("250"), "250"),
        ("updated_after", text("2026-01-31"), "2026-01-31T00:00:00.000Z"),
        ("updated_after", text("2024-02-29T23:59:59Z"), "2024-02-29T23:59:59.000Z"),
        ("updated_after", text("2026-01-31T00:00:00.5"), "2026-01-31T00:00:00.500Z"),
        ("updated_after", text("2026-01-31T00:00:00.123999"), "2026-01-31T00:00:00.123Z"),
        ("include_deleted", Input::Bool(true), "true"),
        ("include_deleted", Input::Bool(false), "false"),
        ("ignore_unsupported_filters", Input::Bool(true), "true"),
        ("ids", text("a"), "a"),
        ("ids", text("a,b"), "a,b"),
        ("ids", list(&["a", "b"]), "a,b"),
        ("remote_ids", list(&["1"]), "1"),
        ("job_ids", list(&["x", "y", "z"]), "x,y,z"),
        ("email", text("Jo+test@mail.example.com"), "Jo+test@mail.example.com"),
        ("email", text("jö@exämple.de"), "jö@exämple.de"),
        ("first_name", text("Zoë"), "Zoë"),
        ("last_name", text("O'Brien & Söhne"), "O'Brien & Söhne"),
    ];
    for (name, given, sent) in rows {
        let query = Query::check(map([(name, given)])).unwrap();
        assert_eq!(query.filters, [(name, sent.to_owned())]);
    }
    assert_eq!(Query::check(map([])).unwrap(), Query::default());
    // The cursor is a part of the position.
    assert!(Query::check(map([("cursor", text("c"))])).unwrap().filters.is_empty());
}

#[test]
fn an_invalid_parameter_is_named_with_what_was_given_and_what_is_allowed() {
    type Row = (&'static str, Input, &'static [&'static str]);
    let rows: [Row; 47] = [
        ("page_size", number("0"), &["`page_size` is 0", "1 to 250"]),
        ("page_size", number("251"), &["251"]),
        ("page_size", number("2.5"), &["2.5"]),
        ("page_size", other("NaN"), &["NaN"]),
        ("page_size", other("Infinity"), &["Infinity"]),
        ("page_size", text("100"), &["a string"]),
        ("page_size", Input::Null, &["null"]),
        ("updated_after", text("2026-02-30"), &["2026-02-30", "exists"]),
        ("updated_after", text("2025-02-29T00:00:00Z"), &["2025-02-29"]),
        ("updated_after", text("1900-02-29"), &["1900"]),
        ("updated_after", text("2026-13-01"), &["2026-13-01"]),
        ("updated_after", text("2026-01-31T24:00:00Z"), &["24:00"]),
        ("updated_after", text("2026-01-31T00:00:00.Z"), &["updated_after"]),
        ("updated_after", text("2026-01-31 00:00:00"), &["updated_after"]),
        (
            "updated_after",
            text("2026-01-31T00:00:00+02:00"),
            &["+02:00\": give a Date", "000Z", "new Date(", "offsets"],
        ),
        ("updated_after", text("2026-01-31T00:00:00.5-0800"), &["-0800\": give a Date", "offsets"]),
        ("updated_after", text("31.01.2026"), &["\"31.01.2026\"", "2026-01-31T00:00:00.000Z"]),
        ("updated_after", text("1/31/2026, 10:00:00"), &["\"1/31/2026, 10:00:00\""]),
        ("updated_after", text("1-2-26"), &["\"1-2-26\""]),
        ("updated_after", text("yesterday"), &["`updated_after` is a string that is no date"]),
        ("updated_after", text("Jane Roe 31.01.1990"), &["is a string that is no date"]),
        ("updated_after", text("123-45-6789"), &["is a string that is no date"]),
        ("updated_after", text("+49 170 1234567"), &["is a string that is no date"]),
        ("updated_after", text("31.01.1990 jane@example.com"), &["is a string that is no date"]),
        ("updated_after", text("1767225600000"), &["is a string that is no date"]),
        ("updated_after", other("an invalid Date"), &["an invalid Date"]),
        ("updated_after", text("+033658-09-27T01:46:40.000Z"), &["+033658"]),
        ("updated_after", number("1000000000000"), &["a number"]),
        ("include_deleted", text("true"), &["a string", "true or false"]),
        ("include_deleted", number("1"), &["a number"]),
        ("ids", Input::List(vec![]), &["an empty list", "leave it out"]),
        ("ids", text(""), &["an empty string"]),
        ("ids", list(&["a", ""]), &["empty element"]),
        ("ids", list(&["a", " "]), &["empty element"]),
        ("ids", list(&["a,b"]), &["comma"]),
        ("ids", text("a,,b"), &["empty element"]),
        ("ids", Input::Null, &["null"]),
        ("ids", Input::List(vec![number("1")]), &["a list with a number"]),
        ("email", text("nobody"), &["cannot be an e-mail"]),
        ("email", text("a@b@c.de"), &["cannot be an e-mail"]),
        ("email", text("a@nodot"), &["cannot be an e-mail"]),
        ("email", text("a b@example.com"), &["cannot be an e-mail"]),
        ("first_name", text(""), &["an empty string"]),
        ("cursor", Input::Null, &["null", "end of a walk"]),
        ("cursor", text(""), &["an empty string"]),
        ("pageSize", number("1"), &["`pageSize`", "did you mean `page_size`?"]),
        ("zzz", number("1"), &["`zzz` is no parameter", "known are cursor, page_size"]),
    ];
    for (name, given, parts) in rows {
        let what = format!("{name}: {given:?}");
        refused(&what, Query::check(map([(name, given)])), parts);
    }
}

#[test]
fn a_misspelt_name_gets_a_suggestion() {
    for (given, known) in [
        ("pagesize", "page_size"),
        ("updated_afer", "updated_after"),
        ("updatedAfter", "updated_after"),
        ("ignoreUnsupportedFilters", "ignore_unsupported_filters"),
        ("id", "ids"),
        ("firstName", "first_name"),
        ("includedeleted", "include_deleted"),
        ("udpated_after", "updated_after"),
        ("page-size", "page_size"),
    ] {
        let result = Query::check(map([(given, text("x"))]));
        refused(given, result, &[&format!("did you mean `{known}`?")]);
    }
    for given in ["updxted_xfter", "page_sizxyz", "i", &"page_size".repeat(1000)] {
        refused(given, Query::check(map([(given, text("x"))])), &["known are cursor, page_size"]);
    }
}

#[test]
fn messages_contain_no_personal_data_and_no_keys() {
    let secret = "jane.roe secret\n";
    let results = [
        Query::check(map([("email", text(secret))])).err(),
        Query::check(map([("updated_after", text(secret))])).err(),
        Query::check(map([("ids", list(&["jane.roe secret,"]))])).err(),
        client([("api_key", text(secret)), ("integration_id", text("x:1"))]).err(),
        client([("api_key", text("k")), ("integration_id", text(secret))]).err(),
        client([("api_key", text("k")), ("server", text(secret))]).err(),
        Call::check(map([("on_invalid", text(secret))])).err(),
        Call::check(map([("headers", map([("x-a", text(secret))]))])).err(),
    ];
    for error in results {
        let message = error.expect("refused").message;
        assert!(!message.contains("secret") && !message.contains("roe"), "{message}");
    }
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let client = client([("api_key", text("key")), ("integration_id", text("workday:1"))]).unwrap();
    assert_eq!(client.base, "https://api.kombo.dev/v1");
    assert_eq!(client.timeout_ms, 60_000);
    assert_eq!(client.max_body_bytes, 64 << 20);
    // A Worker has 128 MB, and a body is in memory twice.
    let workerd = Environment { workerd: true, ..Environment::default() };
    let given = || map([("api_key", text("key"))]);
    assert_eq!(Client::check(given(), &workerd).unwrap().max_body_bytes, 16 << 20);
    let more = map([("api_key", text("key")), ("max_body_bytes", number("17000000"))]);
    assert_eq!(Client::check(more, &workerd).unwrap().max_body_bytes, 17_000_000);
    assert_eq!(client.retry, Policy { max_attempts: 4, base_ms: 500, max_ms: 30_000 });
    let call = Call::check(map([])).unwrap();
    assert_eq!((call.on_invalid, call.select), (OnInvalid::Report, kombo_edge_check::Select::ALL));
    assert_eq!((call.deadline_ms, call.max_pages, call.max_requests), (None, None, None));
}

#[test]
fn options_of_the_client_are_checked() {
    let key = || ("api_key", text("key"));
    refused("no key", client([("integration_id", text("a:b"))]), &["`api_key` is missing", "server_url"]);
    refused("key", client([("api_key", text("a\nb"))]), &["no header may hold"]);
    refused("key", client([("api_key", text("a b"))]), &["no header may hold"]);
    refused("key", client([("api_key", text(""))]), &["an empty string"]);
    refused("key", client([("api_key", text("schlüssel"))]), &["no header may hold"]);
    refused("key", client([("api_key", text(&"k".repeat(8193)))]), &["no header may hold"]);
    refused("key", client([("api_key", number("1"))]), &["a number"]);
    refused("id", client([key(), ("integration_id", text("a:b\r\nx: y"))]), &["no header may hold"]);
    refused("server", client([key(), ("server", text("de"))]), &["\"eu\" or \"us\""]);
    refused("fetch", client([key(), ("fetch", text("x"))]), &["`fetch` is a string", "a function"]);
    refused("timeout", client([key(), ("timeout_ms", number("0"))]), &["`timeout_ms` is 0"]);
    refused("retry", client([key(), ("retry", Input::Bool(true))]), &["an object, or false"]);
    refused(
        "retry",
        client([key(), ("retry", map([("attempts", number("1"))]))]),
        &["`attempts`", "max_attempts"],
    );
    refused(
        "retry",
        client([key(), ("retry", map([("max_attempts", number("0"))]))]),
        &["`retry.max_attempts` is 0"],
    );
    refused("unknown", client([key(), ("apiKey", text("x"))]), &["did you mean `api_key`?"]);
    assert_eq!(client([key(), ("server", text("us"))]).unwrap().base, "https://api.us.kombo.dev/v1");
    assert_eq!(client([key(), ("retry", Input::Bool(false))]).unwrap().retry.max_attempts, 1);
    assert_eq!(client([("api_key", other(FUNCTION))]).unwrap().key, Key::Function);
}

#[test]
fn a_key_is_sent_only_where_it_is_safe() {
    let page =
        Environment { page: true, origin: Some("http://app.example.com".into()), ..Environment::default() };
    let nowhere = Environment::default();
    for (href, base) in [
        ("https://proxy.example.com/kombo/", "https://proxy.example.com/kombo"),
        ("http://127.0.0.1:8787/v1", "http://127.0.0.1:8787/v1"),
        ("http://127.1.2.3/", "http://127.1.2.3"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://proxy.example.com/@v1//", "https://proxy.example.com/@v1"),
        ("http://[::1]/v1", "http://[::1]/v1"),
    ] {
        assert_eq!(at(href, &nowhere).unwrap().base, base);
    }
    assert!(at("http://app.example.com/kombo", &page).is_ok());
    for href in [
        "http://proxy.example.com/",
        "http://localhost.example.com/",
        "http://api.localhost/",
        "http://[::2]/",
        "data:text/plain,//localhost/",
        "file:///localhost",
        "http://127.0.0.1.example.com/",
        "http://128.0.0.1/",
        "ftp://localhost/",
        "http://app.example.com/",
    ] {
        refused(href, at(href, &nowhere), &["neither https"]);
    }
    for href in [
        "https://user@proxy.example.com/",
        "https://user:password@proxy.example.com/",
        "https://proxy.example.com/?",
        "https://proxy.example.com/v1?a=b",
        "https://proxy.example.com/#",
    ] {
        refused(href, at(href, &nowhere), &["a user, a password, a query or a fragment"]);
    }
    for (origin, href) in [
        ("file://", "file:///kombo"),
        ("http:", "http://evil.example/"),
        ("http://", "http://evil.example/"),
        ("capacitor://localhost", "capacitor://localhost/kombo"),
    ] {
        let page = Environment { origin: Some(origin.into()), ..page.clone() };
        refused(href, at(href, &page), &["neither https"]);
    }
    refused("another origin", at("http://app.example.com.evil/", &page), &["neither https"]);
    let unparsed = Client::check(map([("server_url", text("/kombo"))]), &nowhere);
    refused("relative", unparsed, &["relative ones work in pages only"]);
}

#[test]
fn a_browser_page_needs_an_option_to_use_a_key() {
    let page = Environment { page: true, ..Environment::default() };
    let key = || ("api_key", text("key"));
    refused("page", Client::check(map([key()]), &page), &["kombo-edge/proxy", "allow_key_in_browser"]);
    let function = Client::check(map([("api_key", other(FUNCTION))]), &page);
    refused("page", function, &["allow_key_in_browser"]);
    let allowed = map([key(), ("allow_key_in_browser", Input::Bool(true))]);
    assert!(Client::check(allowed, &page).is_ok());
}

#[test]
fn options_of_a_call_are_checked() {
    let call = |name, input| Call::check(map([(name, input)]));
    for (name, input, parts) in [
        ("signal", Input::Map(vec![]), ["AbortSignal"]),
        ("deadline_ms", number("-1"), ["-1"]),
        ("deadline_ms", number("3000000000"), ["2147483647"]),
        ("max_pages", number("0"), ["`max_pages` is 0"]),
        ("max_requests", number("1.5"), ["1.5"]),
        ("prefetch", number("2"), ["0 to 1"]),
        ("on_invalid", text("ignore"), ["\"report\" or \"throw\" or \"skip\""]),
        ("headers", text("x"), ["object of names"]),
        ("headers", map([("a b", text("x"))]), ["no header may have"]),
        ("headers", map([("x", text("a\r\nb"))]), ["no header may hold"]),
        ("headers", map([("Authorization", text("x"))]), ["`api_key`"]),
        ("headers", map([("X-Integration-Id", text("x"))]), ["`integration_id`"]),
        ("headers", map([("x", number("1"))]), ["string"]),
        ("maxPages", number("1"), ["did you mean `max_pages`?"]),
        ("timeout", number("1"), ["timeout_ms"]),
    ] {
        refused(name, call(name, input), &parts);
    }
    let pairs = Input::List(vec![list(&["x-trace", "1"])]);
    assert_eq!(call("headers", pairs).unwrap().headers, [("x-trace".to_owned(), "1".to_owned())]);
}

#[test]
fn the_integration_of_the_call_wins_and_one_is_required_without_a_proxy() {
    let with = client([("api_key", text("k")), ("integration_id", text("lever:1"))]).unwrap();
    let without = client([("api_key", text("k"))]).unwrap();
    let own = Call::check(map([("integration_id", text("workday:2"))])).unwrap();
    let none = Call::check(map([])).unwrap();
    let id = |client, call| {
        headers(client, call).into_iter().find(|(name, _)| name == "x-integration-id").map(|(_, id)| id)
    };
    assert_eq!(id(&with, &none).as_deref(), Some("lever:1"));
    assert_eq!(id(&with, &own).as_deref(), Some("workday:2"));
    assert_eq!(id(&without, &none), None);
    assert!(check_integration(&without, &own).is_ok());
    refused("none", check_integration(&without, &none), &["`integration_id` is missing"]);
    let proxied = at("https://proxy.example.com", &Environment::default()).unwrap();
    assert!(check_integration(&proxied, &none).is_ok());
}

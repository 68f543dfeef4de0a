//! The boundary in a real engine, with a driver in Rust in place of the package's: input, output, and the guarantees that
//! the package's driver relies on.

use gloo_net::http::Request;
use js_sys::JSON;
use kombo_edge::js;
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

const ONE: &str = r#"{"status":"success","data":{"next":null,"results":[{"id":"1","title":"é😀"}]}}"#;

/// A command as the package's driver reads it.
#[derive(Debug, Deserialize)]
struct Turn {
    #[serde(default)]
    at: usize,
    #[serde(default)]
    length: usize,
    #[serde(default)]
    has_rows: bool,
    command: String,
    events: Vec<Event>,
    url: Option<String>,
    query: Option<Query>,
    headers: Option<Headers>,
    page: Option<Page>,
    error: Option<Failure>,
}

#[derive(Debug, Deserialize)]
struct Event {
    #[serde(rename = "type")]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Query {
    ids: String,
    cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Headers {
    authorization: String,
    accept: String,
}

#[derive(Debug, Deserialize)]
struct Page {
    cursor: Option<String>,
    issues: Vec<Issue>,
    meta: Meta,
}

#[derive(Debug, Deserialize)]
struct Issue {
    id: Option<String>,
    path: String,
}

#[derive(Debug, Deserialize)]
struct Meta {
    status: u16,
    request_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    kind: String,
    message: String,
}

/// Parses JSON with the engine's parser and serde.
fn parsed<T: for<'a> Deserialize<'a>>(json: &str) -> T {
    serde_wasm_bindgen::from_value(JSON::parse(json).unwrap()).unwrap()
}

/// A walk that is closed when it is dropped.
struct Walk(usize);

impl Drop for Walk {
    fn drop(&mut self) {
        js::close(self.0);
    }
}

/// Writes input, as the driver does.
fn put(walk: &Walk, bytes: &[u8]) {
    let at = js::reserve(walk.0, bytes.len());
    assert_ne!(at, 0);
    // SAFETY: `reserve` returned memory for that many bytes.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), at as *mut u8, bytes.len()) };
}

/// Reads text from the module's memory.
fn at(address: usize, length: usize) -> String {
    // SAFETY: the walk returned the address and the length of a text that it keeps.
    let bytes = unsafe { core::slice::from_raw_parts(address as *const u8, length) };
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Reads the output from the address that a function returned.
fn output(slice: usize) -> String {
    // SAFETY: the function returned the address of two numbers.
    let [address, length] = unsafe { *(slice as *const [usize; 2]) };
    at(address, length)
}

/// Options as `source.ts` writes them.
fn options(key: &str, call: &str, rest: &str) -> String {
    let client = format!("{{\n'options\n{{\n'api_key\n{key}\n'integration_id\n'workday:1\n}}\n}}");
    let request = "{\n'ids\n[\n'a b\n'é\n]\n}";
    format!("{{\n'client\n{client}\n'request\n{request}\n'options\n{{{call}\n}}\n'events\ntrue{rest}\n}}")
}

/// A walk up to its first command.
fn begin(options: &str) -> (Walk, Turn) {
    let walk = Walk(js::open());
    put(&walk, options.as_bytes());
    let refused = output(js::begin(walk.0, 0, 0, 0.0));
    let turn = if refused.is_empty() { resume(&walk, "done") } else { parsed(&refused) };
    (walk, turn)
}

fn resume(walk: &Walk, answer: &str) -> Turn {
    put(walk, answer.as_bytes());
    parsed(&output(js::resume(walk.0, 1.0, 2.0, 0.5)))
}

fn respond(walk: &Walk, head: &str, body: &[u8]) -> Turn {
    put(walk, body);
    resume(walk, &format!("response\n\n{head}"))
}

fn names(turn: &Turn) -> Vec<&str> {
    turn.events.iter().map(|event| event.name.as_str()).collect()
}

#[wasm_bindgen_test]
fn a_page_is_checked_repaired_and_reported() {
    let (walk, sent) = begin(&options("'key", "", "\n'cursor\n'\"c\\\\ud800 d\""));
    assert_eq!((sent.command.as_str(), names(&sent)), ("send", vec!["request"]));
    assert_eq!(sent.url.as_deref(), Some("https://api.kombo.dev/v1/ats/candidates"));
    let query = sent.query.unwrap();
    assert_eq!(query.ids, "a b,é");
    // A lone surrogate, which no Rust string can contain.
    assert_eq!(query.cursor.as_deref(), Some("c\u{fffd} d"));
    let headers = sent.headers.unwrap();
    assert_eq!((headers.authorization.as_str(), headers.accept.as_str()), ("Bearer key", "application/json"));
    let taken = respond(&walk, "200\nx-request-id: r-1", ONE.as_bytes());
    assert_eq!((taken.command.as_str(), names(&taken)), ("take", vec!["response"]));
    let document = at(taken.at, taken.length);
    assert!(taken.has_rows);
    assert!(document.contains(r#"[["1",null,null,null,null,"\u00e9\ud83d\ude00",null,"#), "{document}");
    let ended = resume(&walk, "done");
    assert_eq!((ended.command.as_str(), names(&ended)), ("end", vec!["page"]));
    let page = ended.page.unwrap();
    assert_eq!((page.cursor, page.meta.status, page.meta.request_id.as_deref()), (None, 200, Some("r-1")));
    let Issue { id, path } = &page.issues[0];
    assert_eq!((id.as_deref(), path.as_str()), (Some("1"), "$.remote_id"));
    assert_eq!(resume(&walk, "done").command, "none");
}

#[wasm_bindgen_test]
fn invalid_options_are_an_input_error() {
    for (client, secret) in [
        ("{\n'options\n{\n'api_key\n'a\\nb\n}\n}", "a\nb"),
        ("{\n'options\nnull\n}", "?"),
        ("#5", "?"),
        ("", "?"),
    ] {
        let walk = Walk(js::open());
        put(&walk, client.as_bytes());
        let error: Failure = parsed(&output(js::check(walk.0)));
        assert_eq!(error.kind, "input");
        assert!(!error.message.contains(secret), "{}", error.message);
    }
    let (_, refused) = begin(&options("'key", "\n'max_pages\n#0", ""));
    assert_eq!((refused.command.as_str(), refused.error.unwrap().kind.as_str()), ("end", "input"));
}

#[wasm_bindgen_test]
fn no_answer_traps() {
    for name in ["", "done", "key", "response", "timeout", "network", "too_large", "out_of_memory", "other"] {
        for rest in ["", "\n", "\nx", "\n\n", "\n\n200", "\nx\n99999\n:\n", "\n\n\n\n\\"] {
            let (walk, _) = begin(&options("'key", "\n'retry\nfalse", ""));
            let mut turn = resume(&walk, &format!("{name}{rest}"));
            if turn.command == "take" {
                turn = resume(&walk, "done");
            }
            assert_eq!(turn.command, "end", "{name}{rest}");
            assert_eq!(resume(&walk, "done").command, "none");
        }
    }
}

#[wasm_bindgen_test]
fn lines_are_utf8_with_the_characters_of_the_server() {
    let (walk, _) = begin(&options("'key", "", "\n'lines\ntrue"));
    let taken = respond(&walk, "200", ONE.as_bytes());
    assert_eq!(taken.command, "take");
    assert!(!taken.has_rows);
    let lines = at(taken.at, taken.length);
    assert!(lines.contains("é😀") && lines.ends_with("}\n"), "{lines}");
}

#[wasm_bindgen_test]
fn the_input_before_an_answer_is_its_body_and_earlier_input_is_dropped() {
    let (walk, _) = begin(&options("'key", "\n'retry\nfalse", ""));
    put(&walk, b"dropped");
    let taken = respond(&walk, "200", ONE.as_bytes());
    assert!(at(taken.at, taken.length).contains(r#"[["1","#));
    let ended = respond(&walk, "200", b"not read by a command that is done");
    assert_eq!(ended.command, "end");
}

#[wasm_bindgen_test]
fn an_allocation_that_fails_returns_0() {
    let walk = Walk(js::open());
    assert_eq!(js::reserve(walk.0, usize::MAX), 0);
    put(&walk, b"{}");
}

#[wasm_bindgen_test]
fn calls_for_a_walk_that_is_not_open_do_nothing() {
    let (first, second) = (js::open(), js::open());
    assert_ne!(first, second);
    js::close(first);
    for walk in [first, 1000, usize::MAX] {
        js::close(walk);
        assert_eq!((js::reserve(walk, 1), js::check(walk), js::begin(walk, 0, 0, 0.0)), (0, 0, 0));
        assert_eq!(js::resume(walk, 0.0, 0.0, 0.0), 0);
    }
    // The number is reused by a walk without its state.
    assert_eq!(js::open(), first);
    assert!(output(js::begin(second, 0, 0, 0.0)).contains("input"));
    js::close(first);
    js::close(second);
}

/// A walk with the engine's `fetch`; the test is the driver.
#[wasm_bindgen_test]
async fn a_response_of_fetch_is_walked() {
    let (walk, _) = begin(&options("'key", "", ""));
    let controller = AbortController::new().unwrap();
    let page = r#"{"status":"success","data":{"next":null,"results":[{"id":"1"}]}}"#;
    let request =
        Request::get(&format!("data:application/json,{page}")).abort_signal(Some(&controller.signal()));
    let response = request.send().await.unwrap();
    let body = response.binary().await.unwrap();
    let head = format!("{}\ncontent-type: application/json", response.status());
    let taken = respond(&walk, &head, &body);
    assert_eq!(taken.command, "take");
    assert!(at(taken.at, taken.length).contains(r#"[["1","#));
}

/// The scan reads blocks of 16 bytes, so every offset within and around a block is tested.
#[wasm_bindgen_test]
fn the_scan_finds_the_end_of_a_string_at_every_offset() {
    for length in 0..70 {
        for (mark, valid) in [("\\n", true), ("\\\"", true), ("é", true), ("\n", false), ("\u{1f}", false)] {
            for at in 0..=length {
                let text = ["\"", &"x".repeat(at), mark, &"y".repeat(length - at), "\""].concat();
                let error = kombo_edge_check::check_json(text.as_bytes());
                assert_eq!(error.is_none(), valid, "{length} {at} {mark:?}");
                let behind = [&text, "!"].concat();
                assert!(kombo_edge_check::check_json(behind.as_bytes()).is_some(), "{length} {at}");
            }
        }
    }
}

/// Compares the vector code with the engine's parser: each byte replaced by each of a few others, and each truncation.
#[wasm_bindgen_test]
fn the_check_and_json_parse_accept_the_same_json() {
    let documents = [
        r#"{"a":[1,-0.5e+3,true,false,null,"x\u00e9\ud83d\ude00\\\/\b\f\n\r\t\""],"":{"b":[]}}"#,
        r#"["0123456789abcdef0123456789abcdef","\u12","0123456789abcde\"f",0.0,1E9,-1,10,{}]"#,
        " [ 1 , { \"a\" : \"\" } ,\t[ ]\r\n] ",
    ];
    let others = b"\"\\{}[]:,0-.eE1tfnu \n\x1f\x7f/+";
    let agree = |bytes: &[u8]| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let parsed = js_sys::JSON::parse(text).is_ok();
            assert_eq!(kombo_edge_check::check_json(bytes).is_none(), parsed, "{text}");
        }
    };
    for document in documents {
        for at in 0..document.len() {
            agree(&document.as_bytes()[..at]);
            for other in others {
                let mut bytes = document.as_bytes().to_vec();
                bytes[at] = *other;
                agree(&bytes);
            }
        }
        agree(document.as_bytes());
    }
}

//! The boundary in a real engine: what JavaScript may throw at it, and what comes out.

use js_sys::{Array, Function, Object, Reflect};
use kombo_edge::js::{Io, Walk, check_client};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/pkg-template/lib/io.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = race)]
    static RACE: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = sleep)]
    static SLEEP: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = exchange)]
    static EXCHANGE: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = follow)]
    static FOLLOW: JsValue;
}

#[wasm_bindgen(module = "/pkg-template/lib/options.js")]
extern "C" {
    fn client(options: &JsValue) -> JsValue;
    fn call(request: &JsValue, options: &JsValue) -> JsValue;
}

/// The package's own `io.js`.
fn io() -> Io {
    object(&[
        ("race", RACE.with(JsValue::clone)),
        ("sleep", SLEEP.with(JsValue::clone)),
        ("exchange", EXCHANGE.with(JsValue::clone)),
        ("follow", FOLLOW.with(JsValue::clone)),
    ])
    .unchecked_into()
}

const ONE: &str = r#"{"status":"success","data":{"next":null,"results":[{"id":"1"}]}}"#;

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), value).unwrap();
    }
    object.into()
}

fn get(target: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(target.clone(), |value, name| {
        let index = name.parse::<u32>().ok();
        match index {
            Some(index) => Array::from(&value).get(index),
            None => Reflect::get(&value, &JsValue::from_str(name)).unwrap(),
        }
    })
}

/// A function of one argument, from the text of its body.
fn function(body: &str) -> JsValue {
    Function::new_with_args("request", body).into()
}

fn answering(body: &str) -> JsValue {
    function(&format!(
        "return Promise.resolve(new Response({}))",
        js_sys::JSON::stringify(&body.into()).unwrap()
    ))
}

fn options(fetch: JsValue) -> JsValue {
    object(&[
        ("api_key", "key".into()),
        ("integration_id", "workday:1".into()),
        ("retry", false.into()),
        ("allow_key_in_browser", true.into()),
        ("fetch", fetch),
    ])
}

fn walk(fetch: JsValue, of_call: &JsValue) -> Walk {
    let (client, call) = (client(&options(fetch)), call(&JsValue::UNDEFINED, of_call));
    let source = Object::assign(client.unchecked_ref(), call.unchecked_ref::<Object>());
    Walk::new(&source, &JsValue::UNDEFINED, io()).map_err(|e| get(&e, "message")).unwrap()
}

fn refused(options: &JsValue) -> JsValue {
    check_client(&get(&client(options), "client")).unwrap_err()
}

/// The loop of `walker.js`.
async fn next(walk: &Walk) -> JsValue {
    while let Some(work) = walk.begin() {
        walk.end(&Array::from(&JsFuture::from(work).await.unwrap()));
    }
    walk.take()
}

#[wasm_bindgen_test]
async fn a_page_comes_out_checked_repaired_and_reported() {
    let walk = walk(answering(ONE), &JsValue::UNDEFINED);
    let page = get(&next(&walk).await, "page");
    assert_eq!(get(&page, "result.data.results.0.id"), "1");
    assert!(get(&page, "result.data.results.0.first_name").is_null());
    assert_eq!(get(&page, "issues.0.path"), "$.remote_id");
    assert_eq!(get(&page, "meta.status"), 200);
    assert_eq!(get(&next(&walk).await, "stopped"), "end");
    assert!(get(&next(&walk).await, "stopped").is_null());
}

#[wasm_bindgen_test]
fn wrong_options_throw_the_details_of_an_input_error() {
    let error = refused(&object(&[("api_key", "a\nb".into())]));
    assert_eq!(get(&error, "kind"), "input");
    assert!(!get(&error, "message").as_string().unwrap().contains("a\nb"));
    for odd in [JsValue::NULL, 5.into(), Array::new().into(), js_sys::Symbol::for_("x").into()] {
        assert_eq!(get(&refused(&odd), "kind"), "input");
    }
}

#[wasm_bindgen_test]
async fn a_fetch_may_do_anything_and_the_module_lives() {
    for body in [
        "throw 'text'",
        "throw null",
        "return Promise.reject('text')",
        "return Promise.reject({})",
        "return Promise.reject()",
        "return 5",
        "return null",
        "return {}",
        "return { status: 200, headers: { get() { throw 1 } }, body: { getReader() { throw 1 } } }",
        "return { status: 200, headers: new Headers(), body: { getReader() { return {} } } }",
        "return { status: 200, headers: new Headers(), body: { getReader() { return { read() { return 5 } } } } }",
        "return { status: 200, headers: new Headers(), arrayBuffer() { return 'x' } }",
        "return new Proxy({}, { get() { throw 1 } })",
    ] {
        let outcome = next(&walk(function(body), &JsValue::UNDEFINED)).await;
        let kind = get(&outcome, "error.kind").as_string().unwrap();
        assert!(kind == "network" || kind == "decode", "{body}: {kind}");
    }
    let walk = walk(answering(ONE), &JsValue::UNDEFINED);
    assert!(get(&next(&walk).await, "page").is_object());
}

#[wasm_bindgen_test]
async fn an_abort_comes_out_as_the_callers_own_reason() {
    let controller = web_sys::AbortController::new().unwrap();
    let options = object(&[("signal", controller.signal().into())]);
    let walk = walk(function("return new Promise(() => {})"), &options);
    let pending = walk.begin().unwrap();
    let reason = object(&[("mine", true.into())]);
    controller.abort_with_reason(&reason);
    walk.end(&Array::from(&JsFuture::from(pending).await.unwrap()));
    assert_eq!(get(&walk.take(), "aborted"), reason);
}

#[wasm_bindgen_test]
async fn an_abort_comes_before_a_page_that_nobody_was_told_of() {
    let controller = web_sys::AbortController::new().unwrap();
    let walk = walk(answering(ONE), &object(&[("signal", controller.signal().into())]));
    while let Some(work) = walk.begin() {
        walk.end(&Array::from(&JsFuture::from(work).await.unwrap()));
    }
    controller.abort_with_reason(&"mine".into());
    assert_eq!(get(&walk.take(), "aborted"), "mine");
    assert!(get(&next(&walk).await, "stopped").is_null());
}

#[wasm_bindgen_test]
async fn a_dropped_walk_aborts_what_is_in_flight() {
    let walk = walk(function("return new Promise(() => {})"), &JsValue::UNDEFINED);
    let pending = walk.begin().unwrap();
    drop(walk);
    // 2 is io.js's word for cancelled.
    assert_eq!(Array::from(&JsFuture::from(pending).await.unwrap()).get(0), 2);
}

/// 16 bytes are looked at together, so every place in and around them has to be right.
#[wasm_bindgen_test]
fn the_scan_finds_the_end_of_a_string_at_every_place() {
    for length in 0..70 {
        for (mark, valid) in [("\\n", true), ("\\\"", true), ("é", true), ("\n", false), ("\u{1f}", false)] {
            for at in 0..=length {
                let text = ["\"", &"x".repeat(at), mark, &"y".repeat(length - at), "\""].concat();
                let verdict = kombo_edge_check::check_json(text.as_bytes());
                assert_eq!(verdict.is_none(), valid, "{length} {at} {mark:?}");
                let behind = [&text, "!"].concat();
                assert!(kombo_edge_check::check_json(behind.as_bytes()).is_some(), "{length} {at}");
            }
        }
    }
}

/// Every byte of these replaced by every one of a few others, and every cut: the vector code against the engine's parser.
#[wasm_bindgen_test]
fn the_check_and_json_parse_agree_on_what_is_json() {
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

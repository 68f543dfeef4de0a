//! The error envelope.

use kombo_edge_check::{ErrorBody, check_error};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_error_envelope_is_recognised_by_its_members() {
    let full = r#"{"status":"error","error":{"code":"PLATFORM.RATE_LIMIT_EXCEEDED","title":"Slow \u0064own","message":"\"Too\" many","log_url":"https://app.kombo.dev/logs/1"}}"#;
    assert_eq!(
        texts(full),
        [
            Some("PLATFORM.RATE_LIMIT_EXCEEDED"),
            Some("Slow down"),
            Some("\"Too\" many"),
            Some("https://app.kombo.dev/logs/1")
        ]
        .map(|text| text.map(str::to_owned))
    );
    for text in [
        r#"{"status":"error","error":{"message":"no"}}"#,
        r#"{"status":"error","error":{"message":"no","code":null,"title":null,"log_url":null}}"#,
        r#"{"status":"error","error":{"message":"no","code":5,"title":[],"log_url":{}}}"#,
        r#" { "error" : { "more" : [1] , "message" : "no" } , "x" : {} , "status" : "err\u006fr" } "#,
        r#"{"status":"success","status":"error","error":5,"error":{"message":1,"message":"no"}}"#,
        "\u{feff}{\"status\":\"error\",\"error\":{\"message\":\"no\"}}",
    ] {
        assert_eq!(texts(text), [None, None, Some("no".to_owned()), None], "{text}");
    }
    for text in [
        r#"{"status":"error","error":{}}"#,
        r#"{"status":"error","error":{"message":null}}"#,
        r#"{"status":"error","error":{"message":["no"]}}"#,
    ] {
        assert_eq!(texts(text), [None, None, None, None], "{text}");
    }
}

/// Code, title, message and link.
fn texts(text: &str) -> [Option<String>; 4] {
    let ErrorBody { code, title, message, log_url } = check_error(text.as_bytes()).expect(text);
    [code, title, message, log_url].map(|at| crate::text(text.as_bytes(), at))
}

#[test]
fn anything_else_is_not_an_error_envelope() {
    for text in [
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "null",
        "[]",
        "\"error\"",
        r#"{"status":"success","data":{"next":null,"results":[]}}"#,
        r#"{"status":"error"}"#,
        r#"{"status":"error","error":"no"}"#,
        r#"{"status":"error","error":null}"#,
        r#"{"status":"error","error":["message"]}"#,
        r#"{"status":"error","error":{"message":"no"},"status":"success"}"#,
        r#"{"status":"error","error":{"message":"no"}"#,
        r#"{"status":"error","error":{"message":"no"}}}"#,
        r#"{"Status":"error","error":{"message":"no"}}"#,
    ] {
        assert_eq!(check_error(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn no_bytes_panic() {
    let whole =
        br#"{"status":"error","error":{"message":"n\u00f6","code":"A.B","title":null,"log_url":"x"}}"#;
    for place in 0..whole.len() {
        assert_eq!(check_error(&whole[..place]), None);
        let mut bytes = whole.to_vec();
        for byte in 0..=255 {
            bytes[place] = byte;
            let _ = check_error(&bytes);
        }
    }
}

//! The envelope of errors.

use kombo_edge_check::{ErrorBody, check_error};

#[test]
fn an_error_envelope_is_told_by_what_it_holds() {
    let full = r#"{"status":"error","error":{"code":"PLATFORM.RATE_LIMIT_EXCEEDED","title":"Slow \u0064own","message":"\"Too\" many","log_url":"https://app.kombo.dev/logs/1"}}"#;
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        check_error(full.as_bytes()),
        Some(ErrorBody {
            code: some("PLATFORM.RATE_LIMIT_EXCEEDED"),
            title: some("Slow down"),
            message: "\"Too\" many".into(),
            log_url: some("https://app.kombo.dev/logs/1"),
        })
    );
    for text in [
        r#"{"status":"error","error":{"message":"no"}}"#,
        r#"{"status":"error","error":{"message":"no","code":null,"title":null,"log_url":null}}"#,
        r#" { "error" : { "more" : [1] , "message" : "no" } , "x" : {} , "status" : "err\u006fr" } "#,
        r#"{"status":"success","status":"error","error":5,"error":{"message":1,"message":"no"}}"#,
        "\u{feff}{\"status\":\"error\",\"error\":{\"message\":\"no\"}}",
    ] {
        let body = check_error(text.as_bytes()).expect(text);
        assert_eq!(body, ErrorBody { code: None, title: None, message: "no".into(), log_url: None });
    }
}

#[test]
fn anything_else_is_no_error_envelope() {
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
        r#"{"status":"error","error":{}}"#,
        r#"{"status":"error","error":{"message":null}}"#,
        r#"{"status":"error","error":{"message":["no"]}}"#,
        r#"{"status":"error","error":{"message":"no","code":5}}"#,
        r#"{"status":"error","error":{"message":"no","title":[]}}"#,
        r#"{"status":"error","error":{"message":"no","log_url":{}}}"#,
        r#"{"status":"error","error":{"message":"no"},"status":"success"}"#,
        r#"{"status":"error","error":{"message":"no"}"#,
        r#"{"status":"error","error":{"message":"no"}}}"#,
        r#"{"Status":"error","error":{"message":"no"}}"#,
    ] {
        assert_eq!(check_error(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn any_bytes_are_survived() {
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

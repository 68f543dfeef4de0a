//! Writes commands as JSON for the driver: `{ "events": […], …, "command": "…" }`.

use crate::error::Error;
use crate::exchange::Command;
use crate::json::Json;
use crate::literal::Literal;
use crate::outcome::{End, Outcome};
use crate::request::Request;
use crate::response::Page;
use crate::text::concat;

/// The longest body of an error response. The error envelope has a few hundred bytes; a longer body is a web page.
const MAX_ERROR_BYTES: u32 = 1 << 20;

/// Writes a command and the events to emit before it.
pub(super) fn write(events: &str, command: Option<&Command>) -> String {
    let mut json = Json::new();
    json.json("events", &concat(&["[", events, "]"]));
    let name = match command {
        Some(Command::AskKey { timeout_ms }) => {
            json.number("timeout_ms", *timeout_ms);
            "ask_key"
        }
        Some(Command::Send(request)) => {
            send(request, &mut json);
            "send"
        }
        Some(Command::Wait(ms)) => {
            json.number("ms", *ms as f64);
            "wait"
        }
        Some(Command::Take(text)) => {
            // Addresses are whole numbers far below 2^53.
            json.number("at", text.as_bytes().as_ptr() as usize as f64);
            json.number("length", text.as_bytes().len() as f64);
            json.flag("has_rows", text.has_rows());
            "take"
        }
        Some(Command::End(Outcome { end, requests })) => {
            json.number("requests", (*requests).into());
            // All three members are written, so that none is read from a polluted prototype.
            let (mut page, mut stopped, mut error) = (None, None, None);
            match end {
                Ok(fetched) => page = Some(page_json(fetched)),
                Err(End::Stopped(why)) => stopped = Some(concat(&["\"", why.as_str(), "\""])),
                Err(End::Failed(failed)) => error = Some(failed.to_json()),
            }
            for (name, value) in [("page", page), ("stopped", stopped), ("error", error)] {
                json.json(name, value.as_deref().unwrap_or("null"));
            }
            "end"
        }
        None => "none",
    };
    json.text("command", name);
    json.end()
}

/// Writes the end of a walk with invalid options.
pub(super) fn refused(error: &Error) -> String {
    concat(&[
        r#"{"events":[],"command":"end","requests":0,"page":null,"stopped":null,"error":"#,
        &error.to_json(),
        "}",
    ])
}

fn send(request: &Request, json: &mut Json) {
    let mut query = Json::new();
    for (name, value) in &request.query {
        query.text(name, value);
    }
    if let Some(cursor) = &request.cursor {
        query.json("cursor", cursor.as_str());
    }
    let mut headers = Json::new();
    for (name, value) in &request.headers {
        headers.text(name, value);
    }
    json.text("url", &request.url);
    json.json("query", &query.end());
    json.json("headers", &headers.end());
    json.number("timeout_ms", request.timeout_ms);
    json.number("max_bytes", request.max_bytes.into());
    json.number("max_error_bytes", request.max_bytes.min(MAX_ERROR_BYTES).into());
}

fn page_json(page: &Page) -> String {
    let mut meta = Json::new();
    meta.number("status", page.head.status.into());
    meta.number("attempts", page.attempts.into());
    meta.number("bytes", page.bytes as f64);
    meta.number("duration_ms", page.duration_ms);
    if page.issue_count > page.listed {
        meta.number("issues", page.issue_count.into());
    }
    page.head.write_rate_limit(&mut meta);
    if let Some(id) = &page.head.request_id {
        meta.text("request_id", id);
    }
    let mut json = Json::new();
    json.json("cursor", page.next.as_ref().map_or("null", Literal::as_str));
    json.json("issues", &page.issues);
    json.json("meta", &meta.end());
    for (name, mark) in [("own_mark", &page.own_mark), ("next_mark", &page.next_mark)] {
        match mark {
            Some(mark) => json.text(name, mark),
            None => json.json(name, "null"),
        }
    }
    json.end()
}

//! The messages of the errors, which are shown to users.

use std::error::Error;

use kombo_edge_check::{DecodeError, Found, WriteError};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn each_error_prints_the_place_and_the_kinds() {
    let syntax = DecodeError::Syntax { offset: 7, expected: "`:`", found: "something else" };
    let envelope = DecodeError::Envelope { path: "$.data", expected: "object", found: Found::Null };
    let errors: [(Box<dyn Error>, &str); 8] = [
        (syntax.into(), "the body is not JSON at byte 7: expected `:`, found something else"),
        (envelope.into(), "the body is no page at $.data: expected object, found null"),
        (DecodeError::TooDeep { offset: 12 }.into(), "the body is nested beyond 512 levels at byte 12"),
        (DecodeError::TooMany { what: "records", limit: 10 }.into(), "the page has more than 10 records"),
        (
            DecodeError::TooManyRepairs.into(),
            "the page lacks so much that its repairs would be longer than itself: ask for smaller pages with `page_size`",
        ),
        (DecodeError::OutOfMemory.into(), "the page's records do not fit into memory"),
        (WriteError::NotUtf8.into(), "the body is not valid UTF-8"),
        (WriteError::OutOfMemory.into(), "the page does not fit into memory"),
    ];
    for (error, message) in errors {
        assert_eq!(error.to_string(), message);
    }
}

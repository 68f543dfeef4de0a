//! What is wrong with an answer, in words: places and kinds, never values.

use kombo_edge_check::Flaw;

use crate::head::Head;
use crate::text::{concat, decimal};

/// Where an answer that is not Kombo's may come from.
pub const WRONG_URL: &str = ": is `server_url` the base of Kombo's API or of a proxy?";

/// What is done with a redirect.
pub const REDIRECT: &str = ": redirects are not followed; give `server_url` as it leads on";

/// Why a browser's connection to another origin may fail.
pub const CROSS_ORIGIN: &str =
    "; or the server does not allow this page's origin (CORS; in a proxy: `allowed_origins`)";

/// Why a URL with http is refused.
pub const CLEAR: &str = "use https: a key never travels in clear; in a page it is mixed content";

/// Whether it is a page for people.
fn is_html(head: &Head) -> bool {
    head.media_type.as_deref() == Some("text/html")
}

/// A body that is no page.
pub(crate) fn flawed(flaw: &Flaw, head: &Head) -> String {
    if is_html(head) {
        return unexpected(head);
    }
    match flaw {
        Flaw::Syntax { offset, expected, found } => {
            let at = decimal(*offset as u64);
            concat(&["the body is not JSON at byte ", &at, ": expected ", expected, ", found ", found])
        }
        Flaw::Envelope { path, expected, found } => {
            concat(&["the body is no page at ", path, ": expected ", expected, ", found ", found.as_str()])
        }
        Flaw::TooDeep { offset } => {
            concat(&["the body is nested beyond 512 levels at byte ", &decimal(*offset as u64)])
        }
        Flaw::TooMany { what, limit } => {
            concat(&["the page has more than ", &decimal(*limit as u64), " ", what])
        }
        Flaw::TooManyRepairs => {
            "the page lacks so much that its repairs would be longer than itself: ask for smaller pages with `page_size`".into()
        }
        Flaw::OutOfMemory => "the page's records do not fit into memory".into(),
    }
}

/// An answer that is neither a page nor Kombo's error envelope.
pub(crate) fn unexpected(head: &Head) -> String {
    let media_type = head.media_type.as_deref().unwrap_or("no content type");
    match head.status {
        0 | 300..400 => {
            let status = if head.status == 0 { "a redirect".into() } else { decimal(head.status.into()) };
            concat(&["the server answered with ", &status, REDIRECT])
        }
        status => {
            let wrong_url = status == 404 || status < 300 && is_html(head);
            let status = decimal(status.into());
            let advice = if wrong_url { WRONG_URL } else { "" };
            concat(&[
                "the server answered with ",
                &status,
                " (",
                media_type,
                "), which is not Kombo's error envelope",
                advice,
            ])
        }
    }
}
